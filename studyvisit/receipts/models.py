"""Receipts of saves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id


class Receipt(Base):
    """The answer given to one save, under the key its client made."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    key: Mapped[str]
    body_hash: Mapped[str]
    answer: Mapped[Json]
    created_at: Mapped[datetime]
