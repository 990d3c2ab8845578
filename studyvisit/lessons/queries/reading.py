"""Questions about what was read, and what the reader said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, null, select, union_all
from sqlalchemy.orm import Session

from studyvisit.db import columns
from studyvisit.lessons.models import LessonNote, LessonProgress

_progress, _note = columns(LessonProgress), columns(LessonNote)
# Asked on every lesson page, so they are put together once.
_READ = select(_progress.lesson_id, _progress.read_at).where(
    _progress.enrolment_id == bindparam("enrolment_id"),
    _progress.module_slug == bindparam("module_slug"),
    _progress.read_at.is_not(None),
)
_STANDING = union_all(
    select(
        _note.id,
        _note.changed_at,
        _note.settled_at,
        _note.kind,
        _note.heading,
        _note.text,
        _note.answer,
        _note.revision,
    ).where(
        _note.enrolment_id == bindparam("enrolment_id"),
        _note.module_slug == bindparam("module_slug"),
        _note.lesson_id == bindparam("lesson_id"),
    ),
    select(null(), _progress.read_at, null(), null(), null(), _progress.lesson_id, null(), null()).where(
        _progress.enrolment_id == bindparam("enrolment_id"),
        _progress.module_slug == bindparam("module_slug"),
        _progress.read_at.is_not(None),
    ),
)


@dataclass(frozen=True, slots=True)
class OwnNote:
    """What a person said of a lesson, and what a trainer answered once it is settled."""

    id: UUID
    changed_at: datetime
    settled_at: datetime | None
    kind: str
    heading: str
    text: str
    answer: str
    revision: int


@dataclass(frozen=True, slots=True)
class Standing:
    """When each lesson of a module was read, by its id, and what the person said of one lesson, the oldest first."""

    read_at: dict[str, datetime] = field(default_factory=dict)
    notes: tuple[OwnNote, ...] = ()


def lessons_read(session: Session, enrolment_id: UUID, module_slug: str) -> dict[str, datetime]:
    """Return when each lesson of a module was read, by lesson id; what is missing was not."""
    rows = session.execute(_READ, {"enrolment_id": enrolment_id, "module_slug": module_slug})
    return {lesson_id: read_at for lesson_id, read_at in rows if read_at is not None}


def standing_of(session: Session, enrolment_id: UUID, module_slug: str, lesson_id: str) -> Standing:
    """Return what a person read of a module and said of one of its lessons, in one statement."""
    asked = {"enrolment_id": enrolment_id, "module_slug": module_slug, "lesson_id": lesson_id}
    rows = session.execute(_STANDING, asked).all()
    notes = [OwnNote(*row) for row in rows if row[0] is not None]
    return Standing(
        read_at={row[5]: row[1] for row in rows if row[0] is None},
        notes=tuple(sorted(notes, key=lambda note: (note.changed_at, note.id))),
    )
