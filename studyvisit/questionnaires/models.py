"""Self-assessments: as they are ticked, and as they were given."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from studyvisit.db import Base, new_id

_KNOWN = "wave IN ('pre', 'post', 'then', 'follow-up-3', 'follow-up-6', 'follow-up-12')"


class Assessment(Base):
    """One wave of a self-assessment, given by one person about one module."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "questionnaire_slug", "module_slug", "wave"),
        CheckConstraint(_KNOWN, name="wave_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    questionnaire_slug: Mapped[str]
    module_slug: Mapped[str]
    wave: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    given_at: Mapped[datetime]

    ratings: Mapped[list[Rating]] = relationship(lazy="raise", cascade="all, delete-orphan")


class Rating(Base):
    """How a person rated themselves on one statement; without a value, that it does not apply to their work.

    A statement that was not asked has no row.
    """

    __tablename__ = "rating"

    assessment_id: Mapped[UUID] = mapped_column(
        ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    statement_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int | None]


class RatingDraft(Base):
    """A rating as it was ticked, kept until its wave is given; `revision` is the client's count and only grows.

    A follow-up asks about every module on one page: its `module_slug` is empty.
    """

    __tablename__ = "rating_draft"
    __table_args__ = (CheckConstraint(_KNOWN, name="wave_known"),)

    enrolment_id: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    questionnaire_slug: Mapped[str] = mapped_column(primary_key=True)
    module_slug: Mapped[str] = mapped_column(primary_key=True)
    wave: Mapped[str] = mapped_column(primary_key=True)
    statement_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int | None]
    revision: Mapped[int]
    saved_at: Mapped[datetime]


class _AddedUp:
    """How many people of a cohort's country rated alike; what they did not state is NULL."""

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    cohort_id: Mapped[UUID] = mapped_column(index=True)
    country: Mapped[str | None]
    module_slug: Mapped[str]
    people: Mapped[int]


class RatedCount(_AddedUp, Base):
    """How many people rated a statement so before, after and looking back; -1 is "not applicable", NULL no answer."""

    __tablename__ = "rated_count"

    statement_id: Mapped[str]
    before: Mapped[int | None]
    after: Mapped[int | None]
    then: Mapped[int | None]


class SummedCount(_AddedUp, Base):
    """How many people have these sums of ratings in a module or, where that is empty, in all of them.

    `both` is how many statements they rated before and after, `all_three` those they also looked back on.
    """

    __tablename__ = "summed_count"

    both: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
    all_three: Mapped[int]
    before_of_three: Mapped[int]
    after_of_three: Mapped[int]
    then_of_three: Mapped[int]
    gave_before: Mapped[bool]
    gave_after: Mapped[bool]


class RatingsSummed(Base):
    """That a cohort's ratings were added up. Later changes are in `RatingsChanged`."""

    __tablename__ = "ratings_summed"

    cohort_id: Mapped[UUID] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]


class RatingsChanged(Base):
    """That a cohort's ratings, or who is counted in it, changed since they were added up.

    Written by triggers in the transaction of the change (migration 0016), and only ever inserted there.
    """

    __tablename__ = "ratings_changed"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    cohort_id: Mapped[UUID] = mapped_column(index=True)
