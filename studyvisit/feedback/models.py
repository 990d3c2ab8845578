"""Answers to reaction and follow-up forms: that a form was given, and apart from it what was said.

Anonymous answers have no way back to a person: no person, no moment, and nothing by whose order they could
be laid beside the flags. See docs/decisions on anonymous feedback before touching this.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id

_KNOWN = "occasion IN ('reaction', 'follow-up-3', 'follow-up-6', 'follow-up-12')"


class FeedbackGiven(Base):
    """That a person gave a form, and nothing else: not when, not what, and in no order (no row ids)."""

    __tablename__ = "feedback_given"
    __table_args__ = (
        CheckConstraint(_KNOWN, name="occasion_known"),
        {"sqlite_with_rowid": False},
    )

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    occasion: Mapped[str] = mapped_column(primary_key=True)


class NamedFeedback(Base):
    """What a person answered under their name."""

    __tablename__ = "named_feedback"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "occasion"),
        CheckConstraint(_KNOWN, name="occasion_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    occasion: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    given_at: Mapped[datetime]
    answers: Mapped[Json]


class AnonymousFeedback(Base):
    """What somebody of a cohort answered. Its id is random, not one that sorts by time."""

    __tablename__ = "anonymous_feedback"
    __table_args__ = (
        CheckConstraint(_KNOWN, name="occasion_known"),
        Index(None, "cohort_id", "occasion"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    occasion: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    answers: Mapped[Json]
