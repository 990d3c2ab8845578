"""Reading a lesson."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask import Blueprint, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, pgettext

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Lesson, Module
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.lessons import queries, rules, services
from studyvisit.lessons.pages import LessonPage, blocks_of
from studyvisit.library.queries import Published, Shelf
from studyvisit.programmes.queries import cohort_seen_by, participation_of
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.assets import version
from studyvisit.web.pages import Crumb
from studyvisit.web.questions import unreadable_words

blueprint = Blueprint("lessons", __name__, template_folder="templates")
_LESSON = "/cohorts/<string:cohort>/modules/<string:module_slug>/lessons/<string:lesson_id>"


@blueprint.get(_LESSON)
@access(Access.SIGNED_IN)
def lesson(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson, to staff as a participant will see it; who has it already is told so in a few bytes."""
    seen = cohort_seen_by(db.session(), current_actor(), cohort)
    _shelf, module, lesson = _load(seen.programme_slug, module_slug, lesson_id)
    is_participant = seen.enrolment_id is not None
    read_at = queries.lessons_read(db.session(), seen.enrolment_id, module_slug) if seen.enrolment_id else {}
    etag = _etag(module, lesson, sorted(read_at), is_participant=is_participant)
    if request.if_none_match.contains_weak(etag):
        response = make_response("", 304)
    else:
        response = make_response(
            _page(cohort, module.content, lesson, read_at, is_participant=is_participant).render()
        )
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.post(f"{_LESSON}/read")
@access(Access.SIGNED_IN)
def mark_read(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Mark a lesson as read and go on to the next, or back to the module after the last."""
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf, module, lesson = _load(participation.programme_slug, module_slug, lesson_id)
    services.mark_read(
        db.session(),
        enrolment_id=participation.enrolment_id,
        module=module,
        lesson=lesson,
        now=utc_now(),
        modules=shelf.programme(participation.programme_slug).content.modules,
    )
    db.session.commit()
    _before, after = rules.neighbours(module.content, lesson)
    if after is None:
        return redirect(url_for("completion.module", cohort=cohort, module_slug=module_slug))
    return redirect(url_for(".lesson", cohort=cohort, module_slug=module_slug, lesson_id=after.id))


@blueprint.post(f"{_LESSON}/place")
@access(Access.SIGNED_IN)
def keep_place(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Remember how far down a lesson the reader is; a script sends it, nothing depends on it."""
    participation = participation_of(db.session(), current_actor(), cohort)
    _shelf, module, lesson = _load(participation.programme_slug, module_slug, lesson_id)
    services.keep_place(
        db.session(),
        enrolment_id=participation.enrolment_id,
        module=module,
        lesson=lesson,
        place=request.form.get("place", ""),
        now=utc_now(),
    )
    db.session.commit()
    return "", 204


def _load(programme_slug: str, module_slug: str, lesson_id: str) -> tuple[Shelf, Published[Module], Lesson]:
    shelf = Shelf(db.session())
    if module_slug not in shelf.programme(programme_slug).content.modules:
        raise NotFound
    module = shelf.module(module_slug)
    lesson = module.content.lesson(lesson_id)
    if lesson is None:
        raise NotFound
    return shelf, module, lesson


def _etag(module: Published[Module], lesson: Lesson, read: list[str], *, is_participant: bool) -> str:
    actor = current_actor()
    parts = (
        module.sha256,
        lesson.id,
        *read,
        str(is_participant),
        str(actor.user_id),
        actor.name,
        str(get_locale()),
        actor.timezone,
        *sorted(f"{grant.role}@{grant.programme}" for grant in actor.grants),  # they choose the menu
        session.get("csrf_token", ""),
        version(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _page(
    cohort: str, module: Module, lesson: Lesson, read_at: dict[str, datetime], *, is_participant: bool
) -> LessonPage:
    before, after = rules.neighbours(module, lesson)
    module_url = url_for("completion.module", cohort=cohort, module_slug=module.slug)
    return LessonPage(
        title=lesson.title,
        lesson=lesson,
        module=module,
        module_url=module_url,
        before=before,
        after=after,
        crumbs=(Crumb(pgettext("breadcrumb", "Home"), "/"), Crumb(module.title, module_url)),
        is_participant=is_participant,
        read_at=read_at.get(lesson.id),
        read=frozenset(read_at),
        blocks=blocks_of(lesson, request.args.getlist, unreadable_words),
    )
