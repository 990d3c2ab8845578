"""Completions and certificates."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from studyvisit.db import Base, Json, new_id


class Completion(Base):
    """A module completed by an enrolment, with the evidence it rests on."""

    __tablename__ = "completion"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_slug"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    module_slug: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    completed_at: Mapped[datetime]
    evidence: Mapped[Json]


class Certificate(Base):
    """A certificate as issued: every word on it is frozen here.

    Revoked ones stay, with the reason and whether another may be claimed; a completion has one that
    stands at most.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked_with_a_reason"),
        Index(
            "uq_certificate_standing",
            "completion_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    completion_id: Mapped[UUID] = mapped_column(ForeignKey("completion.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    programme_title: Mapped[str]
    programme_note: Mapped[str]
    module_title: Mapped[str]
    revision_label: Mapped[str]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    may_be_replaced: Mapped[bool] = mapped_column(default=False)

    completion: Mapped[Completion] = relationship(lazy="raise")
