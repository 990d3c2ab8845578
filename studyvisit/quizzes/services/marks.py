"""What answers earn: at once where a machine marks them, and later where people do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.content import Quiz, Wave
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.library.queries import module_revision
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import reach
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt, MarkingTask, Response
from studyvisit.quizzes.rules import exact
from studyvisit.quizzes.services.scoring import corrections_for, score_of


def hand_to_people(session: Session, attempt: Attempt, quiz: Quiz, stored: Mapping[str, Response]) -> int:
    """Let the answers of a finished attempt that only people can mark wait for them; return how many do."""
    assert attempt.submitted_at is not None
    waiting = 0
    for question_id in map(str, attempt.question_ids):
        response = stored.get(question_id)
        if not isinstance(quiz.question(question_id), MarkedByPerson) or not (response and response.answer):
            continue
        response.points = None
        markers = quiz.rules.marking.markers(str(attempt.id), question_id)
        session.add(
            MarkingTask(
                response_id=response.id,
                attempt_id=attempt.id,
                markers=markers,
                waits_since=attempt.submitted_at,
            )
        )
        waiting += 1
    return waiting


def settle(
    session: Session,
    *,
    task: MarkingTask,
    points: Fraction,
    result: dict[str, object],
    modules: Sequence[str],
    now: datetime,
) -> Attempt:
    """Give an answer the points that people agreed on, and count its attempt anew.

    `result` is what the participant reads about it. `modules` are the programme's, by slug. The caller has
    locked the enrolment.
    """
    response = session.get_one(Response, task.response_id, populate_existing=True)
    response.points = float(points)
    task.state, task.result, task.claimed_by_id, task.claimed_until = "done", result, None, None
    session.flush()
    return recount(session, attempt_id=response.attempt_id, modules=modules, now=now)


def recount(session: Session, *, attempt_id: UUID, modules: Sequence[str], now: datetime) -> Attempt:
    """Add up a finished attempt again from what its answers earned, and say whether the quiz is passed.

    A pass counts from the attempt on that brings it, so those after it are looked at again too. A quiz that
    was passed stays passed in the person's record.
    """
    attempt = session.get_one(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    quiz = module_revision(session, attempt.revision_id).quiz
    score = score_of(attempt, quiz, _current(session, attempt_id), corrections_for(session, attempt))
    attempt.points, attempt.available = float(score.points), score.available
    attempt.percent = float(rules.percent_of(score.points, score.available))
    attempt.unmarked = sum(task.state != "done" for task in _tasks(session, attempt_id))
    session.flush()
    if attempt.wave == Wave.POST and _pass_anew(session, attempt, quiz):
        reach(
            session,
            enrolment_id=attempt.enrolment_id,
            module_slug=attempt.module_slug,
            modules=modules,
            milestone=Milestone.QUIZ_PASSED,
            now=now,
            by_clock=True,  # it is no sign that the person is there
        )
    record(
        session,
        actor_id=None,
        action="attempt.recounted",
        subject_kind="attempt",
        subject_id=attempt.id,
        now=now,
        points=attempt.points,
        unmarked=attempt.unmarked,
        passed=attempt.passed,
    )
    session.flush()
    return attempt


def lock_enrolment(session: Session, enrolment_id: UUID) -> None:
    """Let nobody else start, end or count an attempt of this enrolment until the transaction ends."""
    session.get_one(Enrolment, enrolment_id, with_for_update=True)


def _pass_anew(session: Session, changed: Attempt, quiz: Quiz) -> bool:
    """Say of an attempt and those after it whether the quiz was passed with them; return whether it was."""
    attempts = session.scalars(
        select(Attempt)
        .where(
            Attempt.enrolment_id == changed.enrolment_id,
            Attempt.module_slug == changed.module_slug,
            Attempt.quiz_id == changed.quiz_id,
            Attempt.submitted_at.is_not(None),
            Attempt.wave == Wave.POST,
        )
        .order_by(Attempt.number)
    ).all()
    percents: list[Fraction] = []
    for attempt in attempts:
        assert attempt.points is not None
        assert attempt.available is not None
        percents.append(rules.percent_of(exact(attempt.points), attempt.available))
        if attempt.number >= changed.number:
            attempt.passed = bool(attempt.passed) or rules.is_passed(quiz.rules, percents)
    return any(attempt.passed for attempt in attempts)


def _current(session: Session, attempt_id: UUID) -> dict[str, Response]:
    responses = session.scalars(
        select(Response)
        .where(Response.attempt_id == attempt_id, Response.is_late.is_(False))
        .execution_options(populate_existing=True)
    )
    return {response.question_id: response for response in responses}


def _tasks(session: Session, attempt_id: UUID) -> Sequence[MarkingTask]:
    return session.scalars(select(MarkingTask).where(MarkingTask.attempt_id == attempt_id)).all()
