"""Questions about what was read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from studyvisit.lessons.models import LessonProgress

# Asked on every lesson page, so it is put together once.
_READ = select(LessonProgress.lesson_id, LessonProgress.read_at).where(
    LessonProgress.enrolment_id == bindparam("enrolment_id"),
    LessonProgress.module_slug == bindparam("module_slug"),
    LessonProgress.read_at.is_not(None),
)


def lessons_read(session: Session, enrolment_id: UUID, module_slug: str) -> dict[str, datetime]:
    """Return when each lesson of a module was read, by lesson id; what is missing was not."""
    rows = session.execute(_READ, {"enrolment_id": enrolment_id, "module_slug": module_slug})
    return {lesson_id: read_at for lesson_id, read_at in rows if read_at is not None}
