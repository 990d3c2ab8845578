"""Giving a form: under one's name, or so that nobody can say whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import SystemRandom
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.db import columns
from studyvisit.errors import Conflict, Unprocessable
from studyvisit.feedback import rules
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback
from studyvisit.feedback.rules import Answers
from studyvisit.library.queries import Published
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.queries import Participation
from studyvisit.programmes.rules import FeedbackOccasion, present_occasion
from studyvisit.programmes.services import touch
from studyvisit.receipts.services import answer_once, key_of_form

MIXED = 40
"""Among how many others, chosen at random, an anonymous sheet is laid."""


class AlreadyGiven(Conflict):
    """The form was given before; it is not changed afterwards."""

    code: ClassVar[str] = "feedback-given"


class NotOpen(Conflict):
    """The form is not asked for on this day."""

    code: ClassVar[str] = "feedback-not-open"


class Unanswered(Unprocessable):
    """A required item has no answer, or an answer is not one that the form offers."""

    code: ClassVar[str] = "unanswered"


def give(
    session: Session,
    *,
    participation: Participation,
    occasion: FeedbackOccasion,
    form: Published[FeedbackForm],
    answers: Answers,
    page_key: str,
    today: date,
    now: datetime,
) -> None:
    """Keep what a person answered, once. `today` is the day at the place of the visit.

    Under a name, the same page sent twice is recorded once and not an error. An anonymous form leaves no
    receipt, no audit entry and no moment: sent again in whatever words, it is simply given already.
    Raises NotOpen, AlreadyGiven, Unanswered.
    """
    # Whoever sends twice at the same moment waits here, and then finds what the first one left.
    enrolment = session.get_one(Enrolment, participation.enrolment_id, with_for_update=True)

    def act(session: Session) -> dict[str, Any]:
        _ensure_may_give(session, participation, occasion, form.content, answers, today)
        session.add(FeedbackGiven(enrolment_id=enrolment.id, occasion=occasion))
        if form.content.is_anonymous:
            session.flush()
            _mix_in(session, enrolment.cohort_id, occasion, form.revision_id, answers)
        else:
            _add_named(session, participation, occasion, form.revision_id, answers, now)
        return {}

    if form.content.is_anonymous:
        act(session)
        return
    body = {"enrolment": str(enrolment.id), "occasion": occasion, "answers": answers.kept()}
    key = key_of_form(page_key, body)
    answer_once(session, user_id=participation.user_id, key=key, body=body, now=now, act=act)


def _ensure_may_give(
    session: Session,
    participation: Participation,
    occasion: FeedbackOccasion,
    form: FeedbackForm,
    answers: Answers,
    today: date,
) -> None:
    if session.get(FeedbackGiven, (participation.enrolment_id, occasion)) is not None:
        raise AlreadyGiven
    if present_occasion(participation.ends_on, today) is not occasion:
        raise NotOpen
    if rules.unanswered(form, answers) or not rules.is_fitting(form, answers):
        raise Unanswered


def _add_named(
    session: Session,
    participation: Participation,
    occasion: FeedbackOccasion,
    revision_id: UUID,
    answers: Answers,
    now: datetime,
) -> None:
    session.add(
        NamedFeedback(
            enrolment_id=participation.enrolment_id,
            occasion=occasion,
            revision_id=revision_id,
            given_at=now,
            answers=answers.kept(),
        )
    )
    record(
        session,
        actor_id=participation.user_id,
        action="feedback.given",
        subject_kind="enrolment",
        subject_id=participation.enrolment_id,
        now=now,
        occasion=occasion,
    )
    touch(session, participation.enrolment_id, now)


def _mix_in(
    session: Session, cohort_id: UUID, occasion: FeedbackOccasion, revision_id: UUID, answers: Answers
) -> None:
    """Lay a sheet among others of the cohort: all are written anew, with new ids and in random order.

    Where a database remembers which transaction wrote a row, or in what order, that now says of the new
    sheet only that it is one of these.
    """
    # One at a time in a cohort: two that mixed the same sheets would each write them anew.
    session.get_one(Cohort, cohort_id, with_for_update=True)
    chance, sheet = SystemRandom(), columns(AnonymousFeedback)
    there = list(
        session.scalars(select(sheet.id).where(sheet.cohort_id == cohort_id, sheet.occasion == occasion))
    )
    chosen = chance.sample(there, min(MIXED, len(there)))
    rows: Sequence[Any] = session.execute(
        select(sheet.revision_id, sheet.answers).where(sheet.id.in_(chosen))
    ).all()
    sheets = [(row.revision_id, row.answers) for row in rows] + [(revision_id, answers.kept())]
    chance.shuffle(sheets)
    session.execute(delete(AnonymousFeedback).where(sheet.id.in_(chosen)))
    session.execute(
        insert(AnonymousFeedback),
        [
            {
                "id": uuid4(),
                "cohort_id": cohort_id,
                "occasion": occasion,
                "revision_id": its_revision,
                "answers": its_answers,
            }
            for its_revision, its_answers in sheets
        ],
    )
