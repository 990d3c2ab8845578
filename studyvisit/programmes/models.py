"""Cohorts, enrolments and how far each has come."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from studyvisit.db import Base, new_id


class Cohort(Base):
    """The people who take one study visit together. The programme itself is published content.

    `pins` says of modules, by slug, on which revision the cohort stays (its id); null is a module that was
    retired when the cohort was opened, and that it does not have. Of all others it follows the latest.
    """

    __tablename__ = "cohort"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_slug: Mapped[str] = mapped_column(index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    pins: Mapped[dict[str, str | None]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))


class Milestones:
    """When each step was first reached; set once, so that progress never goes back silently.

    Only `certified_at` is ever cleared, by revoking a certificate.

    They restate evidence that is kept elsewhere, in the transaction that adds it, so that a report
    over a hundred thousand people is one pass over one table.
    """

    started_at: Mapped[datetime | None]
    assessed_before_at: Mapped[datetime | None]
    lessons_read_at: Mapped[datetime | None]
    quiz_passed_at: Mapped[datetime | None]
    assessed_after_at: Mapped[datetime | None]
    certified_at: Mapped[datetime | None]


class Enrolment(Milestones, Base):
    """A person's place in a cohort, with what they said of themselves when they came.

    Reports count by what stands here and not in the profile, so that last year's figures stay what they were.

    The milestones here are the whole programme's: a step counts when every module has reached it
    (`started_at`: when any has).
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("cohort_id", "user_id"),
        CheckConstraint("sex IN ('female', 'male', 'other', 'undisclosed')", name="sex_known"),
        CheckConstraint(
            "position_level IN ('head', 'senior', 'middle', 'professional', 'support', 'other')",
            name="position_level_known",
        ),
        # Everything the completion report counts, in the order it groups: one pass over this and no sorting.
        Index(
            "ix_enrolment_counted",
            "cohort_id",
            "country",
            "institution_id",
            "withdrawn_at",
            "enrolled_at",
            "started_at",
            "assessed_before_at",
            "lessons_read_at",
            "quiz_passed_at",
            "assessed_after_at",
            "certified_at",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("institution.id"), index=True)
    sex: Mapped[str | None]
    position_level: Mapped[str | None]
    enrolled_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    last_active_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship(lazy="raise")


class ModuleStanding(Milestones, Base):
    """How far one enrolment has come in one module."""

    __tablename__ = "module_standing"

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    module_slug: Mapped[str] = mapped_column(primary_key=True)


class CountedUnder:
    """What people are counted under, and how many of them there are.

    `module_slug` is empty for the programme as a whole; a module's own rows count its steps alone, and no
    enrolments. What was not stated is empty, an institution NOBODY: a key cannot hold NULL. People who withdrew
    are in `withdrawn` and in nothing else.
    """

    module_slug: Mapped[str]
    cohort_id: Mapped[UUID]
    country: Mapped[str]
    institution_id: Mapped[UUID]
    sex: Mapped[str]
    position_level: Mapped[str]
    enrolled_on: Mapped[date] = mapped_column(Date)
    enrolled: Mapped[int]
    withdrawn: Mapped[int]
    started: Mapped[int]
    assessed_before: Mapped[int]
    lessons_read: Mapped[int]
    quiz_passed: Mapped[int]
    assessed_after: Mapped[int]
    certified: Mapped[int]


COUNT_KEYS = (
    "module_slug",
    "cohort_id",
    "country",
    "institution_id",
    "sex",
    "position_level",
    "enrolled_on",
)
NOBODY = UUID(int=0)
"""The institution of those who stated none."""


class StandingCount(CountedUnder, Base):
    """How many enrolments have come how far, as of the events folded in so far."""

    __tablename__ = "standing_count"
    __table_args__ = (
        PrimaryKeyConstraint(*COUNT_KEYS),
        Index(None, "cohort_id"),
        {"sqlite_with_rowid": False},
    )


class StandingEvent(CountedUnder, Base):
    """What one change to an enrolment or a module standing adds to the counts, or takes from them.

    Written by triggers of the database in the transaction of the change (migration 0013), and only ever
    inserted there: people who take steps at the same moment never wait for one another's counter. Gone once
    folded into `StandingCount`.
    """

    __tablename__ = "standing_event"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
