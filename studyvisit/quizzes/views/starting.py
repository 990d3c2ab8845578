"""The ways into a quiz and into the check before its module: the rules first, then an attempt."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Forms, Module, Programme, QuizWindow, Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Published, Shelf, told_in
from studyvisit.programmes.queries import Participation, participation_of
from studyvisit.quizzes import pages, queries, services
from studyvisit.quizzes.rules.starting import ALWAYS
from studyvisit.quizzes.views.base import blueprint
from studyvisit.receipts.services import answer_once, key_of_form
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.languages import reading_language

_QUIZ = "/cohorts/<string:cohort>/modules/<string:module_slug>/quiz"


@dataclass(frozen=True, slots=True)
class _Door:
    """Where a person wants to start an attempt."""

    participation: Participation
    programme: Programme
    module: Published[Module]

    @property
    def window(self) -> QuizWindow:
        return self.programme.quizzes.get(self.module.content.slug, ALWAYS)


@blueprint.get(_QUIZ)
@access(Access.SIGNED_IN)
def quiz(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show the rules of a quiz, the attempts so far and the way into the next."""
    door = _door(cohort, module_slug)
    return pages.quiz_page(
        cohort,
        door.module.content,
        _record(door),
        key=secrets.token_urlsafe(24),
        now=utc_now(),
        window=door.window,
        zone=door.programme.timezone,
    ).render()


@blueprint.post(_QUIZ)
@access(Access.SIGNED_IN)
def start(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Start an attempt, or go on with the one that is open."""
    return _start(_door(cohort, module_slug), Wave.POST)


@blueprint.get(f"{_QUIZ}/before")
@access(Access.SIGNED_IN)
def before(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show what the check before a module is, and the way into it."""
    door = _door(cohort, module_slug)
    record = _record(door)
    if record.before is None and door.module.content.quiz.rules.forms is not Forms.BEFORE_AFTER:
        raise NotFound
    return pages.before_page(
        cohort,
        door.module.content,
        record,
        key=secrets.token_urlsafe(24),
        window=door.window,
        now=utc_now(),
    ).render()


@blueprint.post(f"{_QUIZ}/before")
@access(Access.SIGNED_IN)
def start_before(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Start the check before a module, or go on with it."""
    return _start(_door(cohort, module_slug), Wave.PRE)


def _door(cohort: str, module_slug: str) -> _Door:
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf = Shelf(db.session(), participation.pins)
    programme = shelf.programme(participation.programme_slug).content
    if module_slug not in programme.modules:
        raise NotFound
    return _Door(participation, programme, told_in(shelf.module(module_slug), reading_language()))


def _record(door: _Door) -> queries.QuizRecord:
    module = door.module.content
    return queries.record_at(db.session(), door.participation.enrolment_id, module.slug, module.quiz.id)


def _start(door: _Door, wave: Wave) -> ResponseReturnValue:
    actor, now = current_actor(), utc_now()

    def begin(session: Session) -> dict[str, Any]:
        attempt = services.start(
            session,
            enrolment_id=door.participation.enrolment_id,
            user_id=actor.user_id,
            modules=door.programme.modules,
            module=door.module,
            seed=secrets.randbits(31),
            now=now,
            wave=wave,
            window=door.window,
        )
        return {"attempt": str(attempt.id)}

    body = {"start": door.module.content.slug, "cohort": door.participation.cohort_slug}
    if wave is Wave.PRE:
        body["wave"] = wave.value
    key = key_of_form(request.form.get("key", ""), body)
    receipt = answer_once(db.session(), user_id=actor.user_id, key=key, body=body, now=now, act=begin)
    db.session.commit()
    return redirect(url_for(".attempt", attempt_id=receipt["attempt"]))
