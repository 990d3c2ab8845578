"""Keeping answers: the path that every click of every participant takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import JSON, CursorResult, Table, Text, bindparam, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from studyvisit.curriculum.questions import Answer
from studyvisit.db import UtcDateTime, new_id
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries import Sheet
from studyvisit.quizzes.rules.certainty import Certainty


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a person gave it; `revision` is their browser's count, from 1.

    `certainty` is how sure they say they are, None where they do not say or are not asked.
    """

    question_id: str
    answer: Answer
    revision: int
    certainty: Certainty | None = None

    @property
    def body(self) -> list[object]:
        """Return what the receipt of this answer answers for; what was sent without a certainty stays as it was."""
        told: list[object] = [self.question_id, self.answer, self.revision]
        return told if self.certainty is None else [*told, self.certainty]


# Put together once, and without the unit of work. The first locks the attempt: what ends it and what is
# saved into it come one after the other.
_STORED = (
    select(
        Attempt.submitted_at,
        Attempt.reached,
        Response.id,
        Response.question_id,
        Response.is_late,
        Response.answer,
        Response.revision,
        Response.saved_at,
        Response.certainty,
        Response.first_saved_at,
        Response.checked_at,
    )
    .outerjoin(Response, Response.attempt_id == Attempt.id)
    .where(Attempt.id == bindparam("attempt_id"))
    .with_for_update(of=Attempt)
)
_RESPONSES = cast("Table", Response.__table__)
_ADD = insert(_RESPONSES)
_CHANGE = update(_RESPONSES).where(_RESPONSES.c.id == bindparam("response_id"))
_CHANGING = ("answer", "revision", "saved_at", "certainty")
_COLUMNS = ("id", "attempt_id", "question_id", "is_late", *_CHANGING, "first_saved_at")


def _current(dialect: Any) -> Any:
    """Return the one statement that keeps an answer in time: into an open attempt, over a lower revision.

    With one-way progress the question's step must be open still, too. An answer that was checked
    stays.
    """
    row = (
        select(
            bindparam("id", type_=Response.id.type),
            Attempt.id,
            bindparam("question_id", type_=Response.question_id.type),
            literal(value=False),
            bindparam("answer", type_=JSON()),
            bindparam("revision", type_=Response.revision.type),
            bindparam("saved_at", type_=UtcDateTime()),
            bindparam("certainty", type_=Text()),
            bindparam("first_saved_at", type_=UtcDateTime()),
        )
        .where(
            Attempt.id == bindparam("of_attempt"),
            Attempt.submitted_at.is_(None),
            Attempt.reached <= bindparam("place", type_=Attempt.reached.type),
        )
        .with_for_update()
    )
    adding = dialect.insert(_RESPONSES).from_select(_COLUMNS, row)
    return adding.on_conflict_do_update(
        index_elements=["attempt_id", "question_id", "is_late"],
        set_={
            **{name: adding.excluded[name] for name in _CHANGING},
            "first_saved_at": func.coalesce(_RESPONSES.c.first_saved_at, adding.excluded.first_saved_at),
        },
        where=(_RESPONSES.c.revision < adding.excluded.revision) & _RESPONSES.c.checked_at.is_(None),
    )


_CURRENT = {"sqlite": _current(sqlite), "postgresql": _current(postgresql)}


def save_answer(session: Session, *, sheet: Sheet, given: Given, now: datetime) -> dict[str, Any]:
    """Keep one answer and return its receipt: what is stored now, and how many questions are answered.

    Only a higher client revision replaces what is stored. After the attempt has ended, or its step of a one-way
    attempt, the answer is kept apart and never marked. Raises NotFound for a question that the attempt does not
    ask, or not yet.
    """
    sheet.place_of(given.question_id)
    receipt = _keep_current(session, sheet, given, now) or _keep_whatever(session, sheet, given, now)
    answered = set(sheet.answered) - {given.question_id}
    if given.answer and not receipt["is_late"]:
        answered.add(given.question_id)
    return {**receipt, "answered": len(answered), "asked": len(sheet.question_ids)}


def save_page(
    session: Session, *, sheet: Sheet, answers: Sequence[Given], now: datetime
) -> dict[str, list[str]]:
    """Keep the answers of a whole page that differ from what is stored.

    Return the questions for which a newer answer from elsewhere was kept, those that came too late, and those
    that were checked before and stay.
    """
    rows = session.execute(_STORED, {"attempt_id": sheet.attempt_id}).all()
    stored = {(row.question_id, row.is_late): row for row in rows if row.id is not None}
    outcome: dict[str, list[str]] = {"newer": [], "late": [], "checked": []}
    for given in answers:
        counted = stored.get((given.question_id, False))
        if given.certainty == (counted.certainty if counted else None) and list(given.answer) == (
            counted.answer if counted else []
        ):
            continue
        if counted is not None and counted.checked_at is not None and not given.answer:
            continue  # it stands on the page without a field
        is_late = _is_late(rows[0], sheet, given, now)
        receipt = _keep(session, sheet.attempt_id, stored, given, is_late=is_late, now=now)
        if receipt.get("is_checked"):
            outcome["checked"].append(given.question_id)
        elif receipt["is_late"]:
            outcome["late"].append(given.question_id)
        elif not receipt["is_current"]:
            outcome["newer"].append(given.question_id)
    return outcome


def _keep_current(session: Session, sheet: Sheet, given: Given, now: datetime) -> dict[str, Any] | None:
    """Keep an answer that is in time and newer than what is stored, as nearly all are; None for any other."""
    if rules.is_overdue(sheet.due_at, now, sheet.grace):
        return None
    values = {
        "id": new_id(),
        "of_attempt": sheet.attempt_id,
        "question_id": given.question_id,
        "place": sheet.place_of(given.question_id),
        **_values(given, now),
    }
    kept = cast("CursorResult[Any]", session.execute(_CURRENT[session.get_bind().dialect.name], values))
    return _receipt(now, given.revision, is_current=True, is_late=False) if kept.rowcount == 1 else None


def _keep_whatever(session: Session, sheet: Sheet, given: Given, now: datetime) -> dict[str, Any]:
    rows = session.execute(_STORED, {"attempt_id": sheet.attempt_id}).all()
    is_late = _is_late(rows[0], sheet, given, now)
    stored = {(row.question_id, row.is_late): row for row in rows if row.id is not None}
    return _keep(session, sheet.attempt_id, stored, given, is_late=is_late, now=now)


def _is_late(row: Any, sheet: Sheet, given: Given, now: datetime) -> bool:
    """Return whether an answer comes after its end: that of the attempt, of its time, or of its step."""
    is_behind = row.reached > sheet.place_of(given.question_id)
    return is_behind or row.submitted_at is not None or rules.is_overdue(sheet.due_at, now, sheet.grace)


def _keep(
    session: Session,
    attempt_id: UUID,
    stored: Mapping[tuple[str, bool], Any],
    given: Given,
    *,
    is_late: bool,
    now: datetime,
) -> dict[str, Any]:
    """Keep an answer beside what is stored, whose attempt the caller has locked."""
    answer = list(given.answer)
    counted = stored.get((given.question_id, False))
    if is_late and counted is not None and counted.answer == answer:
        # It had arrived in time; only its receipt was lost.
        return _receipt(counted.saved_at, counted.revision, is_current=True, is_late=False)
    before = stored.get((given.question_id, is_late))
    if before is not None and before.checked_at is not None:
        is_same = before.answer == answer
        checked = _receipt(before.saved_at, before.revision, is_current=is_same, is_late=False)
        return checked if is_same else {**checked, "is_checked": True}
    if before is not None and not rules.replaces(given.revision, before.revision):
        return _receipt(before.saved_at, before.revision, is_current=before.answer == answer, is_late=is_late)
    values = _values(given, now)
    if before is None:
        key = {"id": new_id(), "attempt_id": attempt_id, "question_id": given.question_id, "is_late": is_late}
        session.execute(_ADD, key | values)
    else:
        first = before.first_saved_at or values["first_saved_at"]
        session.execute(_CHANGE, {"response_id": before.id} | values | {"first_saved_at": first})
    return _receipt(now, given.revision, is_current=True, is_late=is_late)


def _values(given: Given, now: datetime) -> dict[str, Any]:
    return {
        "answer": list(given.answer),
        "revision": given.revision,
        "saved_at": now,
        "certainty": given.certainty,
        "first_saved_at": now if given.answer else None,
    }


def _receipt(saved_at: datetime, revision: int, *, is_current: bool, is_late: bool) -> dict[str, Any]:
    return {
        "saved_at": saved_at.isoformat(),
        "revision": revision,
        "is_current": is_current,
        "is_late": is_late,
    }
