"""Checking an answer within an attempt: from then on it stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries import Sheet
from studyvisit.quizzes.services.saving import Given, save_page


def save_page_and_check(
    session: Session, *, sheet: Sheet, answers: Sequence[Given], question_id: str, now: datetime
) -> dict[str, list[str]]:
    """Keep the answers of a whole page, and settle the answer to one of its questions.

    Return what `save_page` does, and in `unanswered` the question if there was nothing to settle. Settling an
    answer again changes nothing. The quiz is one that lets people check. Raises NotFound for a question that
    the attempt does not ask, or not yet.
    """
    place = sheet.place_of(question_id)
    outcome = save_page(session, sheet=sheet, answers=answers, now=now)
    outcome["unanswered"] = []
    submitted_at, reached = session.execute(
        select(Attempt.submitted_at, Attempt.reached).where(Attempt.id == sheet.attempt_id)
    ).one()
    if submitted_at is not None or place < reached or rules.is_overdue(sheet.due_at, now, sheet.grace):
        return outcome
    response = session.scalar(
        select(Response)
        .where(
            Response.attempt_id == sheet.attempt_id,
            Response.question_id == question_id,
            Response.is_late.is_(False),
        )
        .execution_options(populate_existing=True)
    )
    if response is None or not response.answer:
        outcome["unanswered"] = [question_id]
    else:
        response.checked_at = response.checked_at or now
        session.flush()
    return outcome
