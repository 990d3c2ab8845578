"""Putting jobs in, taking them out again, and the clock that puts in those that come again and again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from studyvisit.db import Json, delete_some, new_id
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import OPEN, State
from studyvisit.jobs.services.leases import Kind


def enqueue(
    session: Session,
    *,
    kind: str,
    parameters: Json,
    unique_key: str,
    now: datetime,
    due_at: datetime | None = None,
) -> UUID:
    """Put a job into the queue, unless one of that key is or was there; return its id.

    `session` commits the job with what wants it done. It begins at `due_at`, or at once.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Job.__table__)  # type: ignore[arg-type]  # a mapped class has a Table, typed as FromClause
        .values(
            id=new_id(),
            kind=kind,
            parameters=parameters,
            unique_key=unique_key,
            state=State.WAITING,
            due_at=due_at or now,
            tries=0,
            progress_done=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["unique_key"])
    )
    return session.scalars(select(Job.id).where(Job.unique_key == unique_key)).one()


def wind(session: Session, kinds: Iterable[Kind], now: datetime) -> None:
    """Put in each of the jobs that come again and again, where it is missing; it begins at once."""
    for kind in kinds:
        if kind.every is not None:
            enqueue(session, kind=kind.name, parameters={}, unique_key=f"clock:{kind.name}", now=now)


def cancel(session: Session, job_id: UUID, *, now: datetime) -> bool:
    """Cancel a job that waits or runs; return whether it did. One that runs stops when it tells how far it is."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state not in OPEN:
        return False
    job.state, job.lease_id, job.finished_at = State.CANCELLED, None, now
    return True


def try_again(session: Session, job_id: UUID, *, now: datetime) -> bool:
    """Let a job that was given up be tried again from now on; return whether there was such a job."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state != State.GIVEN_UP:
        return False
    job.state, job.due_at, job.tries, job.finished_at = State.WAITING, now, 0, None
    return True


def forget_jobs(session: Session, *, before: datetime) -> int:
    """Forget some of the jobs that ended before a moment; return how many, 0 when none is left."""
    return delete_some(session, Job, Job.state.not_in(OPEN) & (Job.finished_at < before))
