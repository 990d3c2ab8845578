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
from studyvisit.programmes.queries import Participation, participation_of
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.assets import version
from studyvisit.web.pages import Crumb
from studyvisit.web.questions import unreadable_words

blueprint = Blueprint("lessons", __name__, template_folder="templates")
_LESSON = "/cohorts/<string:cohort>/modules/<string:module_slug>/lessons/<string:lesson_id>"


@blueprint.get(_LESSON)
@access(Access.SIGNED_IN)
def lesson(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson; a reader who has it already is told so in a few bytes."""
    participation, _shelf, module, lesson = _load(cohort, module_slug, lesson_id)
    read_at = queries.lessons_read(db.session(), participation.enrolment_id, module_slug)
    etag = _etag(module, lesson, sorted(read_at))
    if request.if_none_match.contains_weak(etag):
        response = make_response("", 304)
    else:
        response = make_response(_page(cohort, module.content, lesson, read_at).render())
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.post(f"{_LESSON}/read")
@access(Access.SIGNED_IN)
def mark_read(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Mark a lesson as read and go on to the next, or back to the module after the last."""
    participation, shelf, module, lesson = _load(cohort, module_slug, lesson_id)
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
    participation, _shelf, module, lesson = _load(cohort, module_slug, lesson_id)
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


def _load(
    cohort: str, module_slug: str, lesson_id: str
) -> tuple[Participation, Shelf, Published[Module], Lesson]:
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf = Shelf(db.session())
    if module_slug not in shelf.programme(participation.programme_slug).content.modules:
        raise NotFound
    module = shelf.module(module_slug)
    lesson = module.content.lesson(lesson_id)
    if lesson is None:
        raise NotFound
    return participation, shelf, module, lesson


def _etag(module: Published[Module], lesson: Lesson, read: list[str]) -> str:
    actor = current_actor()
    parts = (
        module.sha256,
        lesson.id,
        *read,
        str(actor.user_id),
        actor.name,
        str(get_locale()),
        actor.timezone,
        session.get("csrf_token", ""),
        version(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _page(cohort: str, module: Module, lesson: Lesson, read_at: dict[str, datetime]) -> LessonPage:
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
        read_at=read_at.get(lesson.id),
        read=frozenset(read_at),
        blocks=blocks_of(lesson, request.args.getlist, unreadable_words),
    )
