"""What was read, and where the reader stopped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base


class LessonProgress(Base):
    """One person's progress in one lesson: `place` is the heading last in view, `read_at` when marked as read.

    `opened_at` is when it was first seen open; None where nothing was known of it until it was marked as read.
    """

    __tablename__ = "lesson_progress"

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    module_slug: Mapped[str] = mapped_column(primary_key=True)
    lesson_id: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    place: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime | None]
    touched_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
