"""Questions about what was read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from studyvisit.db import columns
from studyvisit.lessons.models import LessonProgress

_progress = columns(LessonProgress)
# Asked on every lesson page, so it is put together once.
_READ = select(_progress.lesson_id, _progress.read_at).where(
    _progress.enrolment_id == bindparam("enrolment_id"),
    _progress.module_slug == bindparam("module_slug"),
    _progress.read_at.is_not(None),
)


def lessons_read(session: Session, enrolment_id: UUID, module_slug: str) -> dict[str, datetime]:
    """Return when each lesson of a module was read, by lesson id; what is missing was not."""
    rows = session.execute(_READ, {"enrolment_id": enrolment_id, "module_slug": module_slug})
    return {lesson_id: read_at for lesson_id, read_at in rows if read_at is not None}
