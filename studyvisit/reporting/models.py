"""Files of reports that are made in the background, when they are made again, and what is added up for reports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id


class ReportSchedule(Base):
    """A report that is made again and again; `next_at` is when, until it has ended."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        CheckConstraint("cadence IN ('weekly', 'monthly')", name="cadence_known"),
        Index(None, "ended_at", "next_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    report: Mapped[str]
    parameters: Mapped[Json] = mapped_column(default=dict)
    format: Mapped[str]
    cadence: Mapped[str]
    timezone: Mapped[str]
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ScheduleReader(Base):
    """Somebody who gets a scheduled report, until they want it no more. Each gets a file by their own rights."""

    __tablename__ = "schedule_reader"

    schedule_id: Mapped[UUID] = mapped_column(
        ForeignKey("report_schedule.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    stopped_at: Mapped[datetime | None]


class Export(Base):
    """A file of a report, asked for by one person and for them alone.

    When it is ready, `stored` is its name in the folder of exports and `programmes` are those that its
    maker might look into; None stands for all. Whoever may look into fewer now cannot have it any more.
    """

    __tablename__ = "report_export"
    __table_args__ = (
        CheckConstraint("(ready_at IS NULL) = (stored IS NULL)", name="stored_when_ready"),
        CheckConstraint("(ready_at IS NULL) = (sha256 IS NULL)", name="hashed_when_ready"),
        CheckConstraint("refused_for IN ('role', 'nothing', 'too-long')", name="refusal_known"),
        CheckConstraint("(ready_at IS NULL) = (expires_at IS NULL)", name="expires_when_ready"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    schedule_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("report_schedule.id", ondelete="SET NULL"), index=True
    )
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), index=True)
    report: Mapped[str]
    parameters: Mapped[Json] = mapped_column(default=dict)
    format: Mapped[str]
    asked_at: Mapped[datetime]
    refused_for: Mapped[str | None]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    stored: Mapped[str | None]
    file_name: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    programmes: Mapped[Json | None]


class LedgerCount(Base):
    """How many people, or sheets, of a cohort meet an indicator, of how many, as it was added up.

    `measure` says what is counted, by what, in the words of `services.measures`; `country` is there where an
    indicator counts countries. What certificates, ratings, quizzes and sheets come to all stands here alike.
    """

    __tablename__ = "ledger_count"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    cohort_id: Mapped[UUID] = mapped_column(index=True)
    measure: Mapped[str]
    country: Mapped[str | None]
    people: Mapped[int]
    among: Mapped[int]
    last_at: Mapped[datetime | None]


class CheckedCount(Base):
    """What people of a cohort and country come to in a module's check and the first attempt after it, added up."""

    __tablename__ = "checked_count"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    cohort_id: Mapped[UUID] = mapped_column(index=True)
    country: Mapped[str | None]
    module_slug: Mapped[str]
    form: Mapped[str | None]
    people: Mapped[int]
    both: Mapped[int]
    before: Mapped[float]
    after: Mapped[float]
    rise: Mapped[float]
    squares: Mapped[float]


class EvidenceSummed(Base):
    """That a cohort's indicators and checks were added up, by which measures.

    Later changes are in `EvidenceChanged`.
    """

    __tablename__ = "evidence_summed"

    cohort_id: Mapped[UUID] = mapped_column(primary_key=True)
    measures: Mapped[str]
    made_at: Mapped[datetime]


class EvidenceChanged(Base):
    """That something changed in a cohort by which indicators and checks are counted.

    Written by triggers in the transaction of the change (migration 0022), and only ever inserted there.
    """

    __tablename__ = "evidence_changed"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    cohort_id: Mapped[UUID] = mapped_column(index=True)
