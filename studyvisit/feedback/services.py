"""Giving a form: under one's name, or so that nobody can say whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import SystemRandom
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.db import columns
from studyvisit.errors import Conflict, Unprocessable
from studyvisit.feedback import rules
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.feedback.rules import Answers
from studyvisit.library.queries import Published
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.queries import Participation
from studyvisit.programmes.rules import FeedbackOccasion, present_occasion
from studyvisit.programmes.services import touch
from studyvisit.receipts.services import answer_once, key_of_form

MIXED = 40
"""Among how many others, chosen at random, anonymous sheets are laid open."""
Sheet = tuple[UUID, dict[str, Any]]
"""What an anonymous form said: the revision that asked, and the answers as they are kept."""
_CHANCE = SystemRandom()


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
            sheet = (form.revision_id, answers.kept())
            _lay_anonymous(session, participation, sheet, occasion, today)
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


def _lay_anonymous(
    session: Session, participation: Participation, sheet: Sheet, occasion: FeedbackOccasion, today: date
) -> None:
    """Lay a sheet among those of its cohort that wait, and lay a batch of them open where it is time.

    All that wait are written anew with it, with new ids and in random order. What could be read before the
    sheet came is laid open before it, so that two looks never differ by less than a batch.
    """
    cohort_id = session.get_one(Enrolment, participation.enrolment_id).cohort_id
    # One at a time in a cohort: two that mixed the same sheets would each write them anew.
    session.get_one(Cohort, cohort_id, with_for_update=True)
    place = (cohort_id, occasion)
    waiting = _take(session, WaitingFeedback, place)
    if rules.is_settled(participation.ends_on, today):
        already = rules.batch(len(waiting), is_last=True)
        _lay_open(session, place, waiting[:already])
        waiting = [*waiting[already:], sheet]
        _CHANCE.shuffle(waiting)
    else:
        waiting.append(sheet)
        _CHANCE.shuffle(waiting)
        ripe = rules.batch(len(waiting), is_last=_has_everybody_given(session, cohort_id, occasion))
        _lay_open(session, place, waiting[:ripe])
        waiting = waiting[ripe:]
    _write(session, WaitingFeedback, place, waiting)


def _lay_open(session: Session, place: tuple[UUID, FeedbackOccasion], opened: Sequence[Sheet]) -> None:
    """Lay sheets open among up to MIXED others that are, chosen at random: all of these are written anew.

    Where a database remembers which transaction wrote a row, or in what order, that now says of the new
    sheets only that they are among these.
    """
    if opened:
        sheets = [*_take(session, AnonymousFeedback, place, most=MIXED), *opened]
        _CHANCE.shuffle(sheets)
        _write(session, AnonymousFeedback, place, sheets)


def _take(
    session: Session,
    model: type[AnonymousFeedback | WaitingFeedback],
    place: tuple[UUID, FeedbackOccasion],
    most: int | None = None,
) -> list[Sheet]:
    """Take the sheets of a cohort out of a table: all of them, or so many chosen at random."""
    table = columns(model)
    there = list(
        session.scalars(select(table.id).where(table.cohort_id == place[0], table.occasion == place[1]))
    )
    chosen = there if most is None else _CHANCE.sample(there, min(most, len(there)))
    rows = session.execute(select(table.revision_id, table.answers).where(table.id.in_(chosen))).all()
    session.execute(delete(model).where(table.id.in_(chosen)))
    return [(row.revision_id, row.answers) for row in rows]


def _write(
    session: Session,
    model: type[AnonymousFeedback | WaitingFeedback],
    place: tuple[UUID, FeedbackOccasion],
    sheets: Sequence[Sheet],
) -> None:
    """Write sheets of a cohort into a table under new ids."""
    cohort_id, occasion = place
    rows = [
        {"id": uuid4(), "cohort_id": cohort_id, "occasion": occasion, "revision_id": one, "answers": answers}
        for one, answers in sheets
    ]
    if rows:
        session.execute(insert(model), rows)


def _has_everybody_given(session: Session, cohort_id: UUID, occasion: FeedbackOccasion) -> bool:
    """Return whether everybody has given the form who is enrolled in a cohort."""
    has_given = and_(FeedbackGiven.enrolment_id == Enrolment.id, FeedbackGiven.occasion == occasion)
    missing = (
        select(Enrolment.id)
        .outerjoin(FeedbackGiven, has_given)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.withdrawn_at.is_(None),
            FeedbackGiven.enrolment_id.is_(None),
        )
        .limit(1)
    )
    return session.scalar(missing) is None
