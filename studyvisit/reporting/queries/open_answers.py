"""What people wrote in answer to a question of a quiz, for those who teach it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import LongAnswer, Question, ShortAnswer
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, MarkingTask, Response
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.items import submitted

ANSWERS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer in somebody's own words, with its points once it has any; `is_by_person` where people mark it."""

    response_id: UUID
    attempt_id: UUID
    enrolment_id: UUID
    revision_id: UUID
    text: str
    points: float | None
    is_by_person: bool
    saved_at: datetime
    cohort: str
    name: str


def is_open_question(question: Question) -> bool:
    """Return whether a question is answered in one's own words."""
    return isinstance(question, LongAnswer | ShortAnswer)


def open_questions(module: Module) -> tuple[Question, ...]:
    """Return the questions of a module's quiz that are answered in one's own words."""
    return tuple(question for question in module.quiz.questions if is_open_question(question))


def open_answers(
    session: Session, scope: Scope, module: str, question_id: str, *, before: UUID | None = None
) -> tuple[tuple[OpenAnswer, ...], UUID | None]:
    """Return a page of the answers in submitted attempts, the newest first, and the last one where more follow.

    What was left blank or came late is left out; `before` is the last answer of the page before.
    """
    question = (
        submitted(scope)
        .join(Response, Response.attempt_id == Attempt.id)
        .join(User, User.id == Enrolment.user_id)
        .outerjoin(MarkingTask, MarkingTask.response_id == Response.id)
        .with_only_columns(
            Response.id,
            Attempt.id,
            Enrolment.id,
            Attempt.revision_id,
            Response.answer,
            Response.points,
            MarkingTask.response_id,
            Response.saved_at,
            Cohort.title,
            User.name,
        )
        .where(
            Attempt.module_slug == module,
            Response.question_id == question_id,
            Response.is_late.is_(False),
        )
        .order_by(Response.id.desc())
    )
    if before is not None:
        question = question.where(Response.id < before)
    rows = session.execute(question.limit(ANSWERS_A_PAGE + 1)).all()
    found = (_answer(row) for row in rows[:ANSWERS_A_PAGE])
    last = rows[ANSWERS_A_PAGE - 1][0] if len(rows) > ANSWERS_A_PAGE else None
    return tuple(one for one in found if one.text), last


def _answer(row: Any) -> OpenAnswer:
    response, attempt, enrolment, revision, answer, points, task, saved_at, cohort, name = row
    return OpenAnswer(
        response_id=response,
        attempt_id=attempt,
        enrolment_id=enrolment,
        revision_id=revision,
        text=str(answer[0]) if answer else "",
        points=points,
        is_by_person=task is not None,
        saved_at=saved_at,
        cohort=cohort,
        name=name,
    )
