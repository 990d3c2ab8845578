"""Published revisions: immutable, named by the SHA-256 of their source."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id


class Revision(Base):
    """One published state of a module, questionnaire, programme or the competencies. Never edited.

    `source` is the bundle and `document` the parsed, rendered form, each as `curriculum` wrote it.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("kind", "slug", "sha256"), UniqueConstraint("kind", "slug", "number"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    slug: Mapped[str]
    number: Mapped[int]
    sha256: Mapped[str]
    source: Mapped[str]
    document: Mapped[str]
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class Publication(Base):
    """Which revision of a thing readers see now. What is retired stays for the cohorts that have it."""

    __tablename__ = "publication"

    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), index=True)
    retired_at: Mapped[datetime | None]


class PublicationAct(Base):
    """Something done to what readers see: who, when, and why. Never edited.

    `revision_id` is what readers see from then on. `decisions` says of questions whose key changed, by id, what
    is to become of earlier answers: "regrade" or "leave".
    """

    __tablename__ = "publication_act"
    __table_args__ = (
        CheckConstraint("act IN ('published', 'restored', 'retired', 'brought-back')", name="act_known"),
        Index(None, "kind", "slug", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    slug: Mapped[str]
    act: Mapped[str]
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="", server_default="")
    decisions: Mapped[Json] = mapped_column(default=dict, server_default=text("'{}'"))


class MediaFile(Base):
    """A picture or document of the curriculum, named by its content."""

    __tablename__ = "media_file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
