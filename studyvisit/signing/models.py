"""Frozen reports with their files, what reviewers did with them, and the links by which they are published."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id


class FrozenReport(Base):
    """A report as it was at one moment. The database refuses to change or delete a row.

    Versions of one `series` (the same report of the same programme, asked for in the same way, for the same
    audience) are numbered by `revision`. `head` is the end of its chain of hashes. How it stands follows from
    its acts, and is kept nowhere.
    """

    __tablename__ = "frozen_report"
    __table_args__ = (
        UniqueConstraint("series", "revision"),
        CheckConstraint("audience IN ('internal', 'publication')", name="audience_known"),
        CheckConstraint("signatures IN (1, 2)", name="signatures_one_or_two"),
        Index(None, "programme_slug", "frozen_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_slug: Mapped[str]
    report: Mapped[str]
    audience: Mapped[str]
    parameters: Mapped[Json]
    series: Mapped[str]
    revision: Mapped[int]
    title: Mapped[str]
    as_of: Mapped[datetime]
    head: Mapped[str] = mapped_column(unique=True)
    signatures: Mapped[int]
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    frozen_by: Mapped[str]


class FrozenFile(Base):
    """A file of a frozen report, byte for byte. The database refuses to change or delete a row."""

    __tablename__ = "frozen_file"
    __table_args__ = (Index(None, "sha256"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("frozen_report.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReportAct(Base):
    """What a reviewer did with a frozen report. The database refuses to change or delete a row.

    `about` names the figure that a comment is on: a table, the keys of a row and a column.
    """

    __tablename__ = "report_act"
    __table_args__ = (
        CheckConstraint("kind IN ('comment', 'return', 'sign')", name="kind_known"),
        Index(
            "uq_report_act_signed_once",
            "report_id",
            "person_id",
            unique=True,
            sqlite_where=text("kind = 'sign'"),
            postgresql_where=text("kind = 'sign'"),
        ),
        Index(None, "report_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("frozen_report.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    person: Mapped[str]
    role: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    about: Mapped[Json | None]


class PublicLink(Base):
    """A link by which anybody can read one signed report until a day. Only its token's hash is kept."""

    __tablename__ = "public_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("frozen_report.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
