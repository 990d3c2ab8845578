"""Questions about what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.lessons.models import LessonProgress


@dataclass(frozen=True, slots=True)
class Reading:
    """What one enrolment has read of one module, and where it was last."""

    read_at: dict[str, datetime] = field(default_factory=dict)
    last_lesson: str | None = None
    last_place: str = ""
    last_at: datetime | None = None
    revisions: frozenset[UUID] = frozenset()


def readings_of(session: Session, enrolment_ids: Sequence[UUID]) -> dict[tuple[UUID, str], Reading]:
    """Return what enrolments have read, by enrolment and module; what is missing was never opened."""
    rows = session.execute(
        select(
            LessonProgress.enrolment_id,
            LessonProgress.module_slug,
            LessonProgress.lesson_id,
            LessonProgress.place,
            LessonProgress.touched_at,
            LessonProgress.read_at,
            LessonProgress.revision_id,
        )
        .where(LessonProgress.enrolment_id.in_(enrolment_ids))
        .order_by(LessonProgress.touched_at)
    )
    readings: dict[tuple[UUID, str], Reading] = {}
    for enrolment_id, module_slug, lesson_id, place, touched_at, read_at, revision_id in rows:
        before = readings.get((enrolment_id, module_slug), Reading())
        readings[enrolment_id, module_slug] = Reading(
            read_at=before.read_at | ({lesson_id: read_at} if read_at else {}),
            last_lesson=lesson_id,
            last_place=place,
            last_at=touched_at,
            revisions=before.revisions | {revision_id},
        )
    return readings


def reading_of(session: Session, enrolment_id: UUID, module_slug: str) -> Reading:
    """Return what an enrolment has read of a module."""
    return readings_of(session, [enrolment_id]).get((enrolment_id, module_slug), Reading())
