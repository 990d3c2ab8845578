"""Questions about what learners say of lessons, asked by those who teach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.errors import NotFound
from studyvisit.lessons.models import LessonNote
from studyvisit.lessons.policies import Scope, within
from studyvisit.lessons.rules import WAITING_KINDS, NoteKind
from studyvisit.programmes.models import Cohort, Enrolment

NOTES_A_PAGE = 20
AnySelect = Select[*tuple[Any, ...]]


class Show(StrEnum):
    """Which notes are looked at."""

    WAITING = "waiting"
    SETTLED = "settled"
    HELPED = "helped"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody said of a lesson, who, and what was answered."""

    id: UUID
    module_slug: str
    lesson_id: str
    revision_id: UUID
    kind: str
    heading: str
    text: str
    revision: int
    changed_at: datetime
    answer: str
    settled_at: datetime | None
    enrolment_id: UUID
    name: str
    cohort_title: str


_WAITING = and_(LessonNote.settled_at.is_(None), LessonNote.kind.in_([kind.value for kind in WAITING_KINDS]))
_SHOWN: dict[Show, ColumnElement[bool]] = {
    Show.WAITING: _WAITING,
    Show.SETTLED: LessonNote.settled_at.is_not(None),
    Show.HELPED: and_(LessonNote.settled_at.is_(None), LessonNote.kind == NoteKind.HELPED.value),
}


def notes(
    session: Session,
    scope: Scope,
    show: Show,
    *,
    module: str = "",
    lesson: str = "",
    after: UUID | None = None,
) -> tuple[tuple[Note, ...], bool]:
    """Return notes of people who have not withdrawn, a page of them, and whether there are more.

    Those that wait come the oldest first, others the newest first; `after` is the last one of the page before.
    """
    is_oldest_first = show is Show.WAITING
    question = _question(scope).where(_SHOWN[show])
    if module:
        question = question.where(LessonNote.module_slug == module)
    if lesson:
        question = question.where(LessonNote.lesson_id == lesson)
    if after is not None:
        question = question.where(LessonNote.id > after if is_oldest_first else LessonNote.id < after)
    order = LessonNote.id.asc() if is_oldest_first else LessonNote.id.desc()
    rows = session.execute(question.order_by(order).limit(NOTES_A_PAGE + 1)).all()
    return tuple(Note(*row) for row in rows[:NOTES_A_PAGE]), len(rows) > NOTES_A_PAGE


def note_of(session: Session, scope: Scope, note_id: UUID) -> Note:
    """Return one note in a scope. Raises NotFound."""
    row = session.execute(_question(scope).where(LessonNote.id == note_id)).one_or_none()
    if row is None:
        raise NotFound
    return Note(*row)


def open_notes(session: Session, scope: Scope) -> dict[tuple[str, str], int]:
    """Return how many notes wait for an answer, by module and lesson."""
    rows = session.execute(
        _inside(select(LessonNote.module_slug, LessonNote.lesson_id, func.count()), scope)
        .where(_WAITING)
        .group_by(LessonNote.module_slug, LessonNote.lesson_id)
        .order_by(LessonNote.module_slug, LessonNote.lesson_id)
    )
    return {(module, lesson): count for module, lesson, count in rows}


def waiting_notes(session: Session, scope: Scope) -> int:
    """Return how many notes wait for an answer."""
    return session.scalar(_inside(select(func.count()), scope).where(_WAITING)) or 0


def _question(scope: Scope) -> AnySelect:
    return _inside(
        select(
            LessonNote.id,
            LessonNote.module_slug,
            LessonNote.lesson_id,
            LessonNote.revision_id,
            LessonNote.kind,
            LessonNote.heading,
            LessonNote.text,
            LessonNote.revision,
            LessonNote.changed_at,
            LessonNote.answer,
            LessonNote.settled_at,
            LessonNote.enrolment_id,
            User.name,
            Cohort.title,
        ),
        scope,
    ).join(User, User.id == Enrolment.user_id)


def _inside(question: AnySelect, scope: Scope) -> AnySelect:
    return (
        question.select_from(LessonNote)
        .join(Enrolment, Enrolment.id == LessonNote.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(within(scope), Enrolment.withdrawn_at.is_(None))
    )
