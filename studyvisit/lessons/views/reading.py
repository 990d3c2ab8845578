"""Reading a lesson, and the papers beside the lessons."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from flask import make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, pgettext

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Lesson, Module
from studyvisit.errors import NotFound, Unprocessable
from studyvisit.extensions import db
from studyvisit.lessons import queries, rules, services
from studyvisit.lessons.forms import PostedNote, read_note
from studyvisit.lessons.pages import (
    GuidePage,
    HandoutPage,
    LessonPage,
    Looked,
    figures_of,
    note_form,
)
from studyvisit.lessons.queries import Show, Standing
from studyvisit.lessons.views.base import blueprint
from studyvisit.library.queries import Published, Shelf, told_in
from studyvisit.programmes.policies import may_look_at, may_teach
from studyvisit.programmes.queries import CohortView, Participation, cohort_seen_by, participation_of
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.assets import version
from studyvisit.web.languages import in_language, reading_language
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.reading import body_of

_MODULE = "/cohorts/<string:cohort>/modules/<string:module_slug>"
_WEEK = 7 * 24 * 60 * 60
_LESSON = f"{_MODULE}/lessons/<string:lesson_id>"


@blueprint.get(_LESSON)
@access(Access.SIGNED_IN)
def lesson(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson, to staff as a participant will see it; who has it already is told so in a few bytes."""
    seen = cohort_seen_by(db.session(), current_actor(), cohort)
    _shelf, module, lesson = _load(seen, module_slug, lesson_id)
    standing = Standing()
    if seen.enrolment_id is not None:
        standing = queries.standing_of(db.session(), seen.enrolment_id, module_slug, lesson_id)
    notes = (f"{note.id} {note.revision}" for note in standing.notes)
    return _answer(
        (
            module.sha256,
            lesson.id,
            reading_language(),
            *sorted(standing.read_at),
            *notes,
            str(seen.enrolment_id is not None),
        ),
        lambda: _page(cohort, seen, module, lesson, standing),
    )


@blueprint.get(f"{_MODULE}/guide")
@access(Access.SIGNED_IN)
def guide(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show those who work for a programme how to run a module; to everyone else there is no such page."""
    seen = cohort_seen_by(db.session(), current_actor(), cohort)
    if not may_look_at(current_actor(), seen.programme_slug):
        raise NotFound
    _shelf, module = _load_module(seen, module_slug)
    found = module.content.guide
    if found is None:
        raise NotFound
    return _answer(
        (module.sha256, found.id),
        lambda: GuidePage(
            title=found.title,
            crumbs=_crumbs(cohort, module.content),
            guide=found,
            module=module.content,
            module_url=_module_url(cohort, module.content),
            figures=figures_of(found),
        ),
    )


@blueprint.get(f"{_MODULE}/handout")
@access(Access.SIGNED_IN)
def handout(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show a module's handout, made to be printed."""
    seen = cohort_seen_by(db.session(), current_actor(), cohort)
    _shelf, module = _load_module(seen, module_slug)
    found = module.content.handout
    if found is None:
        raise NotFound
    return _answer(
        (module.sha256, found.id),
        lambda: HandoutPage(
            title=found.title,
            crumbs=_crumbs(cohort, module.content),
            module=module.content,
            figures=figures_of(found),
        ),
    )


@blueprint.post(f"{_LESSON}/read")
@access(Access.SIGNED_IN)
def mark_read(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Mark a lesson as read and go on to the next, or back to the module after the last."""
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf, module, lesson = _load(participation, module_slug, lesson_id)
    services.mark_read(
        db.session(),
        enrolment_id=participation.enrolment_id,
        module=module,
        lesson=lesson,
        now=utc_now(),
        modules=shelf.programme(participation.programme_slug).content.modules,
        open_for=_open_for(request.form.get("seconds", "")),
    )
    db.session.commit()
    _before, after = rules.neighbours(module.content, lesson)
    if after is None:
        return redirect(url_for("completion.module", cohort=cohort, module_slug=module_slug))
    return redirect(url_for(".lesson", cohort=cohort, module_slug=module_slug, lesson_id=after.id))


@blueprint.post(f"{_LESSON}/place")
@access(Access.SIGNED_IN)
def keep_place(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Remember how far down a lesson the reader is, and since when; a script sends it, nothing depends on it."""
    participation = participation_of(db.session(), current_actor(), cohort)
    _shelf, module, lesson = _load(participation, module_slug, lesson_id)
    services.keep_place(
        db.session(),
        enrolment_id=participation.enrolment_id,
        module=module,
        lesson=lesson,
        place=request.form.get("place", ""),
        open_for=_open_for(request.form.get("seconds", "")),
        now=utc_now(),
    )
    db.session.commit()
    return "", 204


@blueprint.post(f"{_LESSON}/note")
@access(Access.SIGNED_IN)
def say(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Keep what a participant says of a lesson; what was typed stays where it cannot be taken."""
    participation = participation_of(db.session(), current_actor(), cohort)
    _shelf, module, lesson = _load(participation, module_slug, lesson_id)
    posted = read_note(request.form)
    if posted.error:
        seen = cohort_seen_by(db.session(), current_actor(), cohort)
        standing = queries.standing_of(db.session(), participation.enrolment_id, module_slug, lesson_id)
        return _page(cohort, seen, module, lesson, standing, posted).render(), 422
    services.keep_note(
        db.session(),
        participation=participation,
        module=module,
        lesson=lesson,
        said=posted.said,
        now=utc_now(),
    )
    db.session.commit()
    return _back_to_note(cohort, module_slug, lesson_id)


@blueprint.post(f"{_LESSON}/withdraw-note")
@access(Access.SIGNED_IN)
def withdraw(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    """Take back what a participant said of a lesson."""
    participation = participation_of(db.session(), current_actor(), cohort)
    _load(participation, module_slug, lesson_id)
    note_id = request.form.get("note", type=UUID)
    if note_id is None:
        raise Unprocessable
    services.withdraw_note(
        db.session(),
        participation=participation,
        module_slug=module_slug,
        lesson_id=lesson_id,
        note_id=note_id,
        now=utc_now(),
    )
    db.session.commit()
    return _back_to_note(cohort, module_slug, lesson_id)


def _back_to_note(cohort: str, module_slug: str, lesson_id: str) -> ResponseReturnValue:
    lesson_url = url_for(".lesson", cohort=cohort, module_slug=module_slug, lesson_id=lesson_id)
    return redirect(f"{lesson_url}#lesson-note")


def _open_for(seconds: str) -> timedelta | None:
    """Return for how long a lesson has been open; None where nobody says so, or of longer than a week."""
    is_count = seconds.isascii() and seconds.isdigit() and len(seconds) <= len(str(_WEEK))
    return timedelta(seconds=int(seconds)) if is_count and int(seconds) <= _WEEK else None


def _load_module(seen: CohortView | Participation, module_slug: str) -> tuple[Shelf, Published[Module]]:
    shelf = Shelf(db.session(), seen.pins)
    if module_slug not in shelf.programme(seen.programme_slug).content.modules:
        raise NotFound
    return shelf, shelf.module(module_slug)


def _load(
    seen: CohortView | Participation, module_slug: str, lesson_id: str
) -> tuple[Shelf, Published[Module], Lesson]:
    shelf, module = _load_module(seen, module_slug)
    lesson = module.content.lesson(lesson_id)
    if lesson is None:
        raise NotFound
    return shelf, module, lesson


def _told(module: Published[Module], lesson: Lesson) -> tuple[Published[Module], Lesson]:
    """Return a module and its lesson in the language of the reader, where there are words in it."""
    told = told_in(module, reading_language())
    return told, told.content.lesson(lesson.id) or lesson


def _answer(content: Iterable[str], page: Callable[[], Page]) -> ResponseReturnValue:
    """Return a page, or 304 to who has it already; `content` says all that it shows of the curriculum and reading."""
    etag = _etag(content)
    has_it = request.if_none_match.contains_weak(etag)
    response = make_response("", 304) if has_it else make_response(page().render())
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _etag(content: Iterable[str]) -> str:
    actor = current_actor()
    parts = (
        *content,
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
    cohort: str,
    seen: CohortView,
    module: Published[Module],
    lesson: Lesson,
    standing: Standing,
    posted: PostedNote | None = None,
) -> LessonPage:
    module, lesson = _told(module, lesson)
    before, after = rules.neighbours(module.content, lesson)
    text = _Text(module.sha256, f"{get_locale()} {lesson.language}", lesson.id, lesson)
    is_participant = seen.enrolment_id is not None
    teaches = may_teach(current_actor(), seen.programme_slug)
    return LessonPage(
        title=lesson.title,
        lesson=lesson,
        module=module.content,
        module_url=_module_url(cohort, module.content),
        before=before,
        after=after,
        crumbs=_crumbs(cohort, module.content),
        is_participant=is_participant,
        shown=in_language(lesson.language, _languages(module.content, lesson), is_behind=lesson.is_behind),
        read_at=standing.read_at.get(lesson.id),
        read=frozenset(standing.read_at),
        body=body_of(lesson, request.args.getlist)
        if {*request.args} - {"language", "note"}
        else _unanswered(text),
        note=note_form(lesson, standing.notes, posted) if is_participant else None,
        asks_for_note="note" in request.args or posted is not None,
        notes_url=Looked(Show.WAITING, module.content.slug, lesson.id).url() if teaches else "",
    )


def _languages(module: Module, lesson: Lesson) -> list[str]:
    """Return the languages that a lesson is translated into."""
    told = module.translations.items()
    return [language for language, words in told if any(one.id == lesson.id for one in words.lessons)]


@dataclass(frozen=True, slots=True)
class _Text:
    """A lesson of a published revision in a language."""

    sha256: str
    locale: str
    lesson_id: str
    lesson: Lesson = field(compare=False)


@lru_cache(maxsize=512)
def _unanswered(text: _Text) -> str:
    """Put a lesson's text together once: everyone who has answered no check in it sees the same."""
    return body_of(text.lesson, lambda _question_id: [])


def _module_url(cohort: str, module: Module) -> str:
    return url_for("completion.module", cohort=cohort, module_slug=module.slug)


def _crumbs(cohort: str, module: Module) -> tuple[Crumb, ...]:
    home = Crumb(pgettext("breadcrumb", "Home"), "/")
    return home, Crumb(module.title, _module_url(cohort, module))
