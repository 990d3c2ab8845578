"""Units of the curriculum that are being changed, and who is at them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, new_id


class Draft(Base):
    """One unit that is being changed: it comes with the first change and goes when it is published or dropped.

    `base_revision_id` is the published revision it was made from, None for a unit that was never published.
    `number` rises with every change of any of its files.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint(
            "kind IN ('module', 'questionnaire', 'programme', 'competencies')", name="kind_known"
        ),
        CheckConstraint("state IN ('open', 'in-review')", name="state_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    slug: Mapped[str]
    base_revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("revision.id"))
    state: Mapped[str] = mapped_column(default="open")
    number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))


class DraftFile(Base):
    """One file of a draft: its text as it is, or the hash of what it holds in `media_file`."""

    __tablename__ = "draft_file"
    __table_args__ = (
        CheckConstraint("(text IS NULL) != (media_sha256 IS NULL)", name="text_or_media"),
        Index(None, "media_sha256"),
    )

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    media_sha256: Mapped[str | None] = mapped_column(ForeignKey("media_file.sha256"))
    number: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))


class DraftVersion(Base):
    """A text that a file once had, for merging what somebody wrote on top of it; old ones are dropped in time."""

    __tablename__ = "draft_version"
    __table_args__ = (Index(None, "kind", "slug", "name", "at"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))


class DraftPresence(Base):
    """Who has a file open, and when they were last heard of."""

    __tablename__ = "draft_presence"

    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]


class DraftReview(Base):
    """A step of a draft's review: handed in, sent back or approved, with words; `digest` is the state it is about."""

    __tablename__ = "draft_review"
    __table_args__ = (
        CheckConstraint("act IN ('submitted', 'returned', 'approved')", name="act_known"),
        Index(None, "draft_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    act: Mapped[str]
    digest: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))


class DraftComment(Base):
    """What somebody said about a line of a draft, or in answer to that (`about_id`).

    `line` was its number and `line_text` its words then: by these it is found when the text moves. A `suggestion`
    takes the line's place once it is accepted.
    """

    __tablename__ = "draft_comment"
    __table_args__ = (Index(None, "draft_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    about_id: Mapped[UUID | None] = mapped_column(ForeignKey("draft_comment.id", ondelete="CASCADE"))
    file: Mapped[str]
    line: Mapped[int]
    line_text: Mapped[str]
    words: Mapped[str]
    suggestion: Mapped[str | None]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    resolved_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class PreviewLink(Base):
    """A link by which a colleague without an account reads a draft for a while; only its token’s hash is kept."""

    __tablename__ = "preview_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
