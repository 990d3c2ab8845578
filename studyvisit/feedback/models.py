"""Answers to reaction and follow-up forms: that a form was given, and apart from it what was said.

Anonymous answers have no way back to a person: no person, no moment, and nothing by whose order they could
be laid beside the flags. New ones wait among others and are laid open in batches. See docs/decisions on
anonymous feedback before touching this.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id

_KNOWN = "occasion IN ('reaction', 'follow-up-3', 'follow-up-6', 'follow-up-12')"
# A reaction is never kept under a name, and nothing else ever without one: the database sees to it.
_NAMED = "occasion <> 'reaction'"
_ANONYMOUS = "occasion = 'reaction'"


def _is_random() -> tuple[CheckConstraint, ...]:
    """Return the rule that an id is a random one (version 4): any other could tell the time, or a machine."""
    return (
        CheckConstraint("substr(id, 13, 1) = '4'", name="id_random").ddl_if(dialect="sqlite"),
        CheckConstraint("substr(id::text, 15, 1) = '4'", name="id_random").ddl_if(dialect="postgresql"),
    )


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
        CheckConstraint(_NAMED, name="occasion_named"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    occasion: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    given_at: Mapped[datetime]
    answers: Mapped[Json]


class AnonymousFeedback(Base):
    """What somebody of a cohort answered, laid open. Its id is random, not one that sorts by time."""

    __tablename__ = "anonymous_feedback"
    __table_args__ = (
        CheckConstraint(_KNOWN, name="occasion_known"),
        CheckConstraint(_ANONYMOUS, name="occasion_anonymous"),
        *_is_random(),
        Index(None, "cohort_id", "occasion"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    occasion: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    answers: Mapped[Json]


class WaitingFeedback(Base):
    """What somebody of a cohort answered, among others that wait until a batch of them is laid open."""

    __tablename__ = "waiting_feedback"
    __table_args__ = (
        CheckConstraint(_ANONYMOUS, name="occasion_anonymous"),
        *_is_random(),
        Index(None, "cohort_id", "occasion"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    occasion: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    answers: Mapped[Json]
