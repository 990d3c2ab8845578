"""Jobs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from studyvisit.db import Base, Json, new_id
from studyvisit.jobs.rules import State


class Job(Base):
    """Something to be done later, once. Whoever enqueues it does so in the transaction that wants it done.

    `due_at` is when it may be taken: while it waits, the moment to begin; while it runs, the end of the
    lease, which its runner renews. `lease_id` names the run that holds it: a run that lost it changes
    nothing. A job that comes again and again is one row, due at its next turn.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(None, "state", "due_at"),
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'given-up', 'cancelled')", name="state_known"
        ),
        CheckConstraint("(state = 'running') = (lease_id IS NOT NULL)", name="lease_while_running"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    parameters: Mapped[Json] = mapped_column(default=dict)
    unique_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=State.WAITING)
    due_at: Mapped[datetime]
    lease_id: Mapped[UUID | None]
    tries: Mapped[int] = mapped_column(default=0)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_of: Mapped[int | None]
    result: Mapped[Json | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
