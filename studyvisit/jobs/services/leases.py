"""A job in somebody's hands: taking it, keeping it while the work lasts, and giving it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, select, update
from sqlalchemy.orm import Session

from studyvisit.db import Json, new_id
from studyvisit.jobs import rules
from studyvisit.jobs.models import Job
from studyvisit.jobs.queries import is_due
from studyvisit.jobs.rules import Lane, State

Effect = Callable[[Session, datetime], Json | None]
"""What a job changes: carried out in the transaction that marks it done; returns the job's result."""


class Interrupted(Exception):
    """A job must not go on; `Task.tell` raises one of these, and the job's work lets it through."""


class Stopped(Interrupted):
    """The runner is to end: the job goes back into the queue."""


class Cancelled(Interrupted):
    """Somebody no longer wants the job done."""


class LeaseLost(Interrupted):
    """The lease ran out and somebody else has the job."""


@dataclass(slots=True)
class Task:
    """A job as its work sees it. `run_id` is new with every try."""

    id: UUID
    run_id: UUID
    kind: str
    parameters: dict[str, Any]
    stop: Event
    ended: Interrupted | None = None
    progress: tuple[int, int | None] = (0, None)

    def tell(self, done: int, of: int | None = None) -> None:
        """Tell how far the work is. Cheap, so tell often. Raises Interrupted when it must not go on."""
        self.progress = (done, of)
        if self.ended is not None:
            raise self.ended
        if self.stop.is_set():
            raise Stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of job. `work` does what takes time, outside any transaction, and returns the effect.

    Work may be done more than once and its effect is applied once. With `every`, the job comes again and
    again: at midnight UTC plus `offset`, and then every so often. `when_given_up` is carried out with the
    job's parameters in the transaction that gives it up.
    """

    name: str
    work: Callable[[Task], Effect]
    lane: Lane = Lane.PROMPT
    every: timedelta | None = None
    offset: timedelta = timedelta()
    when_given_up: Callable[[Session, dict[str, Any], datetime], None] | None = None


def take(
    session: Session, kinds: Mapping[str, Kind], *, stop: Event, now: datetime, lease: timedelta
) -> Task | None:
    """Take the job that is most overdue, or None when there is none.

    A job whose process ended without a word on its last try is given up instead: it may be what ends them.
    """
    while True:
        job = session.scalar(
            select(Job)
            .where(is_due(kinds, now))
            .order_by(Job.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        if job.tries < rules.MOST_TRIES:
            break
        error = job.last_error or "each process that ran it ended without a word"
        _give_up(session, job, kinds[job.kind], error, now)
        session.flush()
    job.state, job.lease_id, job.due_at, job.tries = State.RUNNING, new_id(), now + lease, job.tries + 1
    job.progress_done, job.progress_of = 0, None
    return Task(
        id=job.id,
        run_id=job.lease_id,
        kind=job.kind,
        parameters=dict(cast("dict[str, Any]", job.parameters)),
        stop=stop,
    )


def renew(session: Session, task: Task, *, now: datetime, lease: timedelta) -> None:
    """Keep the job for another lease and write down how far it is. Raises Cancelled or LeaseLost."""
    done, of = task.progress
    renewed = cast(
        "CursorResult[Any]",
        session.execute(
            update(Job)
            .where(_held_by(task))
            .values(due_at=now + lease, progress_done=done, progress_of=of)
            .execution_options(synchronize_session=False)
        ),
    )
    if not renewed.rowcount:
        ensure_held(session, task)


def ensure_held(session: Session, task: Task) -> None:
    """Raise Cancelled or LeaseLost unless the job is still in the hands of this run."""
    row = session.execute(select(Job.state, Job.lease_id).where(Job.id == task.id)).one_or_none()
    if row is not None and row.lease_id == task.run_id:
        return
    raise Cancelled if row is not None and row.state == State.CANCELLED else LeaseLost


def finish(session: Session, task: Task, kind: Kind, effect: Effect, *, now: datetime) -> None:
    """Apply the effect and mark the job done, in one transaction. Raises Cancelled or LeaseLost before the effect.

    This is what makes an effect happen once: whoever lost the job finds that out here, under a lock.
    """
    job = session.scalar(select(Job).where(_held_by(task)).with_for_update())
    if job is None:
        ensure_held(session, task)
        raise LeaseLost
    job.result = effect(session, now)
    job.lease_id, job.last_error, job.finished_at = None, None, now
    job.progress_done, job.progress_of = task.progress
    if kind.every is None:
        job.state = State.DONE
    else:
        _await_turn(job, kind, now)


def fail(session: Session, task: Task, kind: Kind, error: str, *, now: datetime) -> None:
    """Put a job back whose work failed, to be tried later; after the last try it is given up.

    One that comes again and again is never given up: it waits for its next turn.
    """
    job = session.scalar(select(Job).where(_held_by(task)).with_for_update())
    if job is None:
        return
    job.last_error, job.lease_id = error, None
    if job.tries < rules.MOST_TRIES:
        job.state, job.due_at = State.WAITING, now + rules.wait_after(job.tries)
    else:
        _give_up(session, job, kind, error, now)


def put_back(session: Session, task: Task, *, now: datetime) -> None:
    """Put a job back as if it had not been taken."""
    job = session.scalar(select(Job).where(_held_by(task)).with_for_update())
    if job is not None:
        job.state, job.lease_id, job.due_at, job.tries = State.WAITING, None, now, job.tries - 1


def _held_by(task: Task) -> ColumnElement[bool]:
    return and_(Job.id == task.id, Job.lease_id == task.run_id)


def _await_turn(job: Job, kind: Kind, now: datetime) -> None:
    assert kind.every is not None
    job.state, job.tries = State.WAITING, 0
    job.due_at = rules.next_turn(kind.every, kind.offset, now)


def _give_up(session: Session, job: Job, kind: Kind, error: str, now: datetime) -> None:
    if kind.every is not None:  # it comes again whatever happens
        job.lease_id, job.last_error = None, error
        _await_turn(job, kind, now)
        return
    job.state, job.lease_id, job.last_error, job.finished_at = State.GIVEN_UP, None, error, now
    if kind.when_given_up is not None:
        kind.when_given_up(session, dict(cast("dict[str, Any]", job.parameters)), now)
