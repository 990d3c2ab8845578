"""Questions about attempts. A person reaches only their own, and only while they are enrolled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, Response


@dataclass(frozen=True, slots=True)
class AttemptSummary:
    """One attempt as a list shows it; without `submitted_at` it is open and has no score yet."""

    id: UUID
    number: int
    started_at: datetime
    submitted_at: datetime | None
    percent: float | None
    passed: bool | None
    due_at: datetime | None
    quiz_id: str
    points: float | None
    available: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt of the person asking, with where it belongs and every answer they have given in it."""

    attempt: Attempt
    cohort_slug: str
    programme_slug: str
    responses: dict[str, Response]
    late: dict[str, Response]


def sitting_of(session: Session, actor: Actor, attempt_id: UUID) -> Sitting:
    """Return the actor's own attempt. Raises NotFound for another's, and once they are no longer enrolled."""
    rows = session.execute(
        select(Attempt, Cohort.slug, Cohort.programme_slug, Response)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Response, Response.attempt_id == Attempt.id)
        .where(
            Attempt.id == attempt_id,
            Enrolment.user_id == actor.user_id,
            Enrolment.withdrawn_at.is_(None),
        )
    ).all()
    if not rows:
        raise NotFound
    attempt, cohort_slug, programme_slug, _response = rows[0]
    responses = [row[3] for row in rows if row[3] is not None]
    return Sitting(
        attempt=attempt,
        cohort_slug=cohort_slug,
        programme_slug=programme_slug,
        responses={response.question_id: response for response in responses if not response.is_late},
        late={response.question_id: response for response in responses if response.is_late},
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """What saving an answer needs to know of an attempt of the person asking.

    `answered` are the questions with an answer at the moment of asking.
    """

    attempt_id: UUID
    enrolment_id: UUID
    revision_id: UUID
    programme_slug: str
    question_ids: list[str]
    due_at: datetime | None
    answered: frozenset[str] = frozenset()


_attempt, _response, _enrolment = columns(Attempt), columns(Response), columns(Enrolment)
_cohort = columns(Cohort)
# Asked at every save, so it is put together once.
_SHEET = (
    select(
        _attempt.enrolment_id,
        _attempt.revision_id,
        _cohort.programme_slug,
        _attempt.question_ids,
        _attempt.due_at,
        _response.question_id,
        _response.answer,
    )
    .join_from(Attempt.__table__, Enrolment.__table__, _enrolment.id == _attempt.enrolment_id)
    .join(Cohort.__table__, _cohort.id == _enrolment.cohort_id)
    .outerjoin(Response.__table__, and_(_response.attempt_id == _attempt.id, _response.is_late.is_(False)))
    .where(
        _attempt.id == bindparam("attempt_id"),
        _enrolment.user_id == bindparam("user_id"),
        _enrolment.withdrawn_at.is_(None),
    )
)


def sheet_of(session: Session, actor: Actor, attempt_id: UUID) -> Sheet:
    """Return the actor's own attempt without its answers. Raises NotFound as `sitting_of` does."""
    rows = session.execute(_SHEET, {"attempt_id": attempt_id, "user_id": actor.user_id}).all()
    if not rows:
        raise NotFound
    return Sheet(
        attempt_id=attempt_id,
        enrolment_id=rows[0].enrolment_id,
        revision_id=rows[0].revision_id,
        programme_slug=rows[0].programme_slug,
        question_ids=[str(question_id) for question_id in rows[0].question_ids],
        due_at=rows[0].due_at,
        answered=frozenset(row.question_id for row in rows if row.answer),
    )


def attempts_of(
    session: Session, enrolment_ids: Sequence[UUID]
) -> dict[tuple[UUID, str], tuple[AttemptSummary, ...]]:
    """Return the attempts of enrolments by enrolment and module, in order; what is missing was never sat."""
    rows = session.execute(
        select(
            Attempt.enrolment_id,
            Attempt.module_slug,
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.percent,
            Attempt.passed,
            Attempt.due_at,
            Attempt.quiz_id,
            Attempt.points,
            Attempt.available,
        )
        .where(Attempt.enrolment_id.in_(enrolment_ids))
        .order_by(Attempt.number)
    )
    attempts: dict[tuple[UUID, str], tuple[AttemptSummary, ...]] = {}
    for enrolment_id, module_slug, *rest in rows:
        key = (enrolment_id, module_slug)
        attempts[key] = (*attempts.get(key, ()), AttemptSummary(*rest))
    return attempts


def attempts_at(
    session: Session, enrolment_id: UUID, module_slug: str, quiz_id: str
) -> tuple[AttemptSummary, ...]:
    """Return an enrolment's attempts at one quiz, in order."""
    attempts = attempts_of(session, [enrolment_id]).get((enrolment_id, module_slug), ())
    return tuple(attempt for attempt in attempts if attempt.quiz_id == quiz_id)
