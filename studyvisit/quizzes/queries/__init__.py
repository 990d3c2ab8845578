"""Questions about attempts. A person reaches only their own, and only while they are enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.curriculum.content import Wave
from studyvisit.curriculum.sitting import DEFAULT_GRACE
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.quizzes.models import Allowance, Attempt, Regrade, RegradeChange, Response
from studyvisit.quizzes.queries.papers import Paper
from studyvisit.quizzes.rules.correcting import Correction
from studyvisit.quizzes.rules.starting import NOTHING_MORE, Allowed


@dataclass(frozen=True, slots=True)
class AttemptSummary:
    """One attempt as a list shows it; without `submitted_at` it is open and has no score yet.

    `wave` is PRE for the check before the module, which counts for nothing.
    """

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
    wave: str
    grace: int
    unmarked: int = 0


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was corrected in an attempt: by question what holds now, and each change of its score in order."""

    by_question: Mapping[str, Correction] = field(default_factory=dict)
    changes: tuple[tuple[Regrade, RegradeChange], ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt of the person asking, with where it belongs and every answer they have given in it.

    `papers` are what people mark, by question.
    """

    attempt: Attempt
    cohort_slug: str
    programme_slug: str
    responses: dict[str, Response]
    late: dict[str, Response]
    papers: Mapping[str, Paper] = field(default_factory=dict)
    corrections: Corrections = Corrections()


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

    `answered` are the questions with an answer at the moment of asking. `places` says in which step of a one-way
    attempt each question stands, and `reached` which step is open; with free progress all are in step 0. `wave` is
    PRE in the check before a module.
    """

    attempt_id: UUID
    enrolment_id: UUID
    revision_id: UUID
    programme_slug: str
    question_ids: list[str]
    due_at: datetime | None
    answered: frozenset[str] = frozenset()
    reached: int = 0
    grace: int = DEFAULT_GRACE
    wave: str = Wave.POST.value
    places: Mapping[str, int] = field(default_factory=dict)

    def place_of(self, question_id: str) -> int:
        """Return the step in which a question stands. Raises NotFound for one not asked, or not yet."""
        place = self.places.get(question_id, 0)
        if question_id not in self.question_ids or place > self.reached:
            raise NotFound
        return place


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
        _attempt.reached,
        _attempt.grace,
        _attempt.wave,
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
        reached=rows[0].reached,
        grace=rows[0].grace,
        wave=rows[0].wave,
        answered=frozenset(row.question_id for row in rows if row.answer),
    )


@dataclass(frozen=True, slots=True)
class QuizRecord:
    """What one enrolment has to do with a module's quiz: attempts in order, the check before, what was granted."""

    attempts: tuple[AttemptSummary, ...] = ()
    before: AttemptSummary | None = None
    allowed: Allowed = NOTHING_MORE
    has_read_all: bool = False

    @property
    def running(self) -> AttemptSummary | None:
        """Return the attempt that is open, of whichever wave, or None."""
        all_of_them = (*self.attempts, *([self.before] if self.before else ()))
        return next((attempt for attempt in all_of_them if attempt.submitted_at is None), None)

    @property
    def ended(self) -> tuple[datetime, ...]:
        """Return when the attempts that count were handed in."""
        return tuple(attempt.submitted_at for attempt in self.attempts if attempt.submitted_at is not None)

    @property
    def has_passed(self) -> bool:
        """Return whether the quiz is passed."""
        return any(attempt.passed for attempt in self.attempts)


def record_at(session: Session, enrolment_id: UUID, module_slug: str, quiz_id: str) -> QuizRecord:
    """Return what an enrolment has done at one quiz, and may do beyond its rules, in one statement."""
    of_module = (Enrolment.id, module_slug)
    rows = session.execute(
        select(
            Allowance.extra_seconds,
            Allowance.extra_attempts,
            ModuleStanding.lessons_read_at,
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
            Attempt.wave,
            Attempt.grace,
            Attempt.unmarked,
        )
        .select_from(Enrolment)
        .outerjoin(Allowance, _is_of(Allowance, *of_module))
        .outerjoin(ModuleStanding, _is_of(ModuleStanding, *of_module))
        .outerjoin(Attempt, and_(_is_of(Attempt, *of_module), Attempt.quiz_id == quiz_id))
        .where(Enrolment.id == enrolment_id)
        .order_by(Attempt.number)
    ).all()
    made = [AttemptSummary(*about) for _seconds, _attempts, _read_at, *about in rows if about[0] is not None]
    extra_seconds, extra_attempts, lessons_read_at = rows[0][:3] if rows else (None, None, None)
    return QuizRecord(
        attempts=tuple(attempt for attempt in made if attempt.wave == Wave.POST),
        before=next((attempt for attempt in made if attempt.wave == Wave.PRE), None),
        allowed=Allowed(extra_seconds or 0, extra_attempts or 0),
        has_read_all=lessons_read_at is not None,
    )


def _is_of(model: Any, enrolment_id: Any, module_slug: str) -> ColumnElement[bool]:
    return and_(model.enrolment_id == enrolment_id, model.module_slug == module_slug)
