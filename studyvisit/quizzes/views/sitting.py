"""Sitting a quiz."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Module, Quiz, Wave
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.db.writing import write_together
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.quizzes import forms, pages, queries, rules, services
from studyvisit.quizzes.views.base import blueprint, closes_at_of, load_sheet, load_sitting
from studyvisit.receipts.services import answer_once, key_of_form
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.pages import Page
from studyvisit.web.questions import unreadable_words

_ATTEMPT = "/attempts/<uuid:attempt_id>"


@blueprint.get(_ATTEMPT)
@access(Access.SIGNED_IN)
def attempt(attempt_id: UUID) -> ResponseReturnValue:
    """Show an attempt: its questions while it is open, its result afterwards."""
    sitting, module = load_sitting(attempt_id)
    now = utc_now()
    if sitting.attempt.submitted_at is None:
        return _open_page(sitting, module, now).render()
    record = queries.record_at(
        db.session(), sitting.attempt.enrolment_id, module.slug, sitting.attempt.quiz_id
    )
    closes_at = closes_at_of(sitting.programme_slug, module)
    show = pages.before_result_page if sitting.attempt.wave == Wave.PRE else pages.result_page
    return show(sitting, module, record, closes_at=closes_at, now=now).render()


@blueprint.get(f"{_ATTEMPT}/continue")
@access(Access.SIGNED_IN)
def resume(attempt_id: UUID) -> ResponseReturnValue:
    """Lead to the very question at which the person left off."""
    sitting, module = load_sitting(attempt_id)
    is_open = sitting.attempt.submitted_at is None
    anchor = pages.anchor_of(sitting, module.quiz) if is_open else None
    return redirect(url_for(".attempt", attempt_id=attempt_id, _anchor=anchor))


@blueprint.post(_ATTEMPT)
@access(Access.SIGNED_IN)
def save_page(attempt_id: UUID) -> ResponseReturnValue:
    """Save every answer of the page, for a browser without scripts, and stay or go on."""
    actor, now = current_actor(), utc_now()
    sheet, quiz = load_sheet(attempt_id)
    place = forms.read_step(request.form, sheet.reached)
    here = [one for one in sheet.question_ids if sheet.places.get(one, place) == place]
    posted = forms.read_page(request.form, quiz, sheet.question_ids, here)
    body: dict[str, object] = {
        "attempt": str(attempt_id),
        "answers": [given.body for given in posted.answers],
    }
    checked = _checked(quiz, here)
    if checked:
        body["check"] = checked

    def keep(session: Session) -> dict[str, Any]:
        if checked:
            return services.save_page_and_check(
                session, sheet=sheet, answers=posted.answers, question_id=checked, now=now
            )
        return services.save_page(session, sheet=sheet, answers=posted.answers, now=now)

    outcome = answer_once(
        db.session(),
        user_id=actor.user_id,
        key=key_of_form(request.form.get("key", ""), body),
        body=body,
        now=now,
        act=keep,
    )
    sitting, module = load_sitting(attempt_id)
    is_whole = pages.review_page(sitting, module, now).is_whole
    if rules.is_overdue(sheet.due_at, now, sheet.grace):
        _submit(sheet, now)
    elif request.form.get("button") == "next" and is_whole and not posted.errors:
        services.go_on(db.session(), sheet=sheet, place=place, now=now)
    db.session.commit()
    _say(outcome, sheet.question_ids)
    if sitting.attempt.submitted_at is not None:
        return redirect(url_for(".attempt", attempt_id=attempt_id))
    if posted.errors and place == sitting.attempt.reached:
        return _open_page(sitting, module, now, posted).render(), 422
    return redirect(_where_next(sheet, checked, is_whole=is_whole))


@blueprint.post(f"{_ATTEMPT}/go-on")
@access(Access.SIGNED_IN)
def go_on(attempt_id: UUID) -> ResponseReturnValue:
    """Go on in a one-way attempt though something is left unanswered."""
    now = utc_now()
    sheet, _quiz = load_sheet(attempt_id)
    place = forms.read_step(request.form, sheet.reached)
    services.go_on(db.session(), sheet=sheet, place=place, now=now)
    db.session.commit()
    return redirect(url_for(".attempt", attempt_id=attempt_id))


@blueprint.post(f"{_ATTEMPT}/answers/<string:question_id>")
@access(Access.SIGNED_IN, slow_first=True)
def save_answer(attempt_id: UUID, question_id: str) -> ResponseReturnValue:
    """Save one answer and return its receipt; the answer is read before it is this writer's turn."""
    actor, now = current_actor(), utc_now()
    sheet, quiz = load_sheet(attempt_id)
    try:
        given = forms.read_one(request.form, quiz, question_id)
    except UnreadableAnswer as unreadable:
        return {"error": unreadable.code, "explanation": unreadable_words()[unreadable.code]}, 422
    receipt = answer_once(
        db.session(),
        user_id=actor.user_id,
        key=request.form.get("key", ""),
        body={"attempt": str(attempt_id), "answer": given.body},
        now=now,
        act=lambda session: services.save_answer(session, sheet=sheet, given=given, now=now),
        write=write_together,
    )
    if rules.is_overdue(sheet.due_at, now, sheet.grace):
        session = start_writing()
        _submit(sheet, now)
        session.commit()
    return pages.receipt(receipt, now)


@blueprint.get(f"{_ATTEMPT}/review")
@access(Access.SIGNED_IN)
def review(attempt_id: UUID) -> ResponseReturnValue:
    """Show what is still unanswered, and ask to hand the attempt in."""
    sitting, module = load_sitting(attempt_id)
    now = utc_now()
    if sitting.attempt.submitted_at is not None or rules.is_time_up(sitting.attempt.due_at, now):
        return redirect(url_for(".attempt", attempt_id=attempt_id))
    return pages.review_page(sitting, module, now).render()


@blueprint.post(f"{_ATTEMPT}/submit")
@access(Access.SIGNED_IN)
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Hand an attempt in, once, and show its result."""
    _submit(queries.sheet_of(db.session(), current_actor(), attempt_id), utc_now())
    db.session.commit()
    return redirect(url_for(".attempt", attempt_id=attempt_id))


def _submit(sheet: queries.Sheet, now: datetime) -> None:
    services.submit(
        db.session(),
        attempt_id=sheet.attempt_id,
        enrolment_id=sheet.enrolment_id,
        modules=Shelf(db.session()).programme(sheet.programme_slug).content.modules,
        user_id=current_actor().user_id,
        now=now,
    )


def _open_page(
    sitting: queries.Sitting, module: Module, now: datetime, posted: forms.PostedPage | None = None
) -> Page:
    if rules.is_time_up(sitting.attempt.due_at, now):
        return pages.time_up_page(sitting, module)
    return pages.attempt_page(sitting, module, posted, key=secrets.token_urlsafe(24), now=now)


def _checked(quiz: Quiz, here: Sequence[str]) -> str:
    """Return the question of the page whose answer is to be checked, or nothing where there is no checking."""
    asked = request.form.get("check", "") if quiz.rules.review.checks else ""
    question = quiz.question(asked) if asked in here else None
    return "" if question is None or isinstance(question, MarkedByPerson) else question.id


def _where_next(sheet: queries.Sheet, checked: str, *, is_whole: bool) -> str:
    """Return the page that follows a saved one, by the button that was pressed."""
    button = request.form.get("button", "")
    if checked:
        number = sheet.question_ids.index(checked) + 1
        return url_for(".attempt", attempt_id=sheet.attempt_id, _anchor=forms.field_of(number))
    if button.startswith("files:") and (of := button.removeprefix("files:")) in sheet.question_ids:
        return url_for(".files", attempt_id=sheet.attempt_id, question_id=of)
    if button == "review" or (button == "next" and not is_whole):
        return url_for(".review", attempt_id=sheet.attempt_id)
    if button == "next":
        return url_for(".attempt", attempt_id=sheet.attempt_id)
    flash(_("Your answers are saved."), "ok")
    anchor = button if button.startswith("save") else None
    return url_for(".attempt", attempt_id=sheet.attempt_id, _anchor=anchor)


def _say(outcome: dict[str, Any], question_ids: list[str]) -> None:
    """Tell which answers of the page were not taken, by the numbers on it."""

    def numbers_of(kind: str) -> str:
        return ", ".join(str(question_ids.index(question_id) + 1) for question_id in outcome.get(kind, ()))

    if numbers := numbers_of("newer"):
        words = _("A newer answer was saved elsewhere and was kept. Look again at: question %(numbers)s.")
        flash(words % {"numbers": numbers}, "warn")
    if numbers := numbers_of("checked"):
        words = _("An answer that was checked stays as it was: question %(numbers)s.")
        flash(words % {"numbers": numbers}, "warn")
    if numbers := numbers_of("unanswered"):
        flash(_("Answer question %(numbers)s first, then check it.", numbers=numbers), "warn")
    if outcome["late"]:
        flash(
            _(
                "Some answers came too late: the attempt had ended or gone on. They were kept, but do not count."
            ),
            "warn",
        )
