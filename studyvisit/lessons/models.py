"""What was read, where the reader stopped, and what readers say of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, new_id


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


class LessonNote(Base):
    """What a person says of a lesson as `revision_id` had it; `heading` is the id of what it is about, "" for all.

    It is open until a trainer settles it, with an `answer` or without; nobody has two open notes on one lesson.
    `revision` counts the changes, so that nobody answers what they have not seen.
    """

    __tablename__ = "lesson_note"
    __table_args__ = (
        CheckConstraint("kind IN ('unclear', 'wrong', 'helped')", name="kind_known"),
        CheckConstraint("settled_at IS NULL OR settled_by_id IS NOT NULL", name="settled_by_somebody"),
        Index(None, "enrolment_id", "module_slug", "lesson_id"),
        Index(
            "uq_lesson_note_open",
            "enrolment_id",
            "module_slug",
            "lesson_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(None, "module_slug", "lesson_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    module_slug: Mapped[str]
    lesson_id: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    kind: Mapped[str]
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
