"""Going on in a one-way attempt: what is left behind is closed for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.queries import Sheet


def go_on(session: Session, *, sheet: Sheet, place: int, now: datetime) -> bool:
    """Close a step and open the next; return whether this did it.

    From a step that is not the open one, after the last, or after the end, nothing changes.
    """
    last = max(sheet.places.values(), default=0)
    if place >= last or rules.is_overdue(sheet.due_at, now, sheet.grace):
        return False
    closed = session.execute(
        update(Attempt)
        .where(Attempt.id == sheet.attempt_id, Attempt.reached == place, Attempt.submitted_at.is_(None))
        .values(reached=place + 1)
    )
    return cast("CursorResult[Any]", closed).rowcount == 1
