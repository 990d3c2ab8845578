"""The outbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id


class OutboxMessage(Base):
    """An e-mail to be sent once: `template` and `parameters` make its words in the reader's language.

    `due_at` is when to try next; whoever sends it moves it ahead first, so that nobody else does at once.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unique_key: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    parameters: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
