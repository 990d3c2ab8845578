"""Questions about jobs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import OPEN, OVERDUE, State

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as those who look after the platform see it."""

    id: UUID
    kind: str
    state: State
    due_at: datetime
    tries: int
    progress_done: int
    progress_of: int | None
    last_error: str | None
    created_at: datetime
    finished_at: datetime | None


def is_due(kinds: Collection[str], now: datetime) -> ColumnElement[bool]:
    """Return the condition for jobs of these kinds that may be taken: waiting, or left by who ran them."""
    return and_(Job.state.in_(OPEN), Job.due_at <= now, Job.kind.in_(sorted(kinds)))


def has_due(session: Session, kinds: Collection[str], now: datetime) -> bool:
    """Return whether a job of these kinds may be taken now."""
    return session.scalar(select(Job.id).where(is_due(kinds, now)).limit(1)) is not None


def open_and_given_up(session: Session) -> tuple[JobView, ...]:
    """Return the jobs that were given up, then those that run or wait, the most overdue first."""
    states = (*OPEN, State.GIVEN_UP)
    found = session.scalars(
        select(Job)
        .where(Job.state.in_(states))
        .order_by((Job.state == State.GIVEN_UP).desc(), Job.due_at, Job.id)
        .limit(MOST_SHOWN)
    )
    return tuple(_view(job) for job in found)


def is_nobody_at_work(jobs: Iterable[JobView], now: datetime) -> bool:
    """Return whether what should have been begun minutes ago still waits."""
    return any(job.state is State.WAITING and job.due_at < now - OVERDUE for job in jobs)


def _view(job: Job) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        state=State(job.state),
        due_at=job.due_at,
        tries=job.tries,
        progress_done=job.progress_done,
        progress_of=job.progress_of,
        last_error=job.last_error,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
