"""What each person who marked an answer said about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id


class Marking(Base):
    """One person's marks for one answer: `points` by criterion, and a comment for the participant.

    `revision` counts the changes, so that nobody overwrites what they have not seen.
    """

    __tablename__ = "marking"
    __table_args__ = (
        UniqueConstraint("response_id", "role"),
        UniqueConstraint("response_id", "marker_id"),
        CheckConstraint("role IN ('first', 'second', 'moderator')", name="role_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    points: Mapped[Json]
    total: Mapped[int]
    comment: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
