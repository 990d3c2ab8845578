"""Jobs: each effect happens once, whatever becomes of who works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from time import monotonic
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.audit.services import record
from studyvisit.db import Json, begin_write
from studyvisit.extensions import db
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import LEASE, MOST_TRIES, Lane, State
from studyvisit.jobs.services import Kind, Runner, Task, cancel, enqueue, try_again
from studyvisit.jobs.services.leases import Effect

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def leave_a_mark(session: Session, now: datetime) -> Json:
    """Change something that can be counted."""
    record(session, actor_id=None, action="mark.left", subject_kind="mark", subject_id="1", now=now)
    return {"marks": 1}


@dataclass
class Worker:
    """Work that says how it was begun and does `meanwhile` before it ends."""

    meanwhile: Callable[[Task], None] = field(default=lambda _task: None)
    begun: int = 0

    def __call__(self, task: Task) -> Effect:
        self.begun += 1
        self.meanwhile(task)
        return leave_a_mark


Build = Callable[..., Runner]


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the test."""
    return Clock()


@pytest.fixture
def runner_of(app: Flask, clock: Clock) -> Build:
    """Return a function that makes a runner for one kind of work."""
    with app.app_context():
        engine = db.engine

    def build(
        work: Callable[[Task], Effect], *, beat: float = 30.0, every: timedelta | None = None
    ) -> Runner:
        kind = Kind(name="mark", work=work, every=every)
        return Runner(kinds=(kind,), open_session=partial(Session, engine), clock=clock, beat=beat)

    return build


def put(session: Session, key: str = "one") -> UUID:
    """Enqueue a job and commit."""
    begin_write(session)
    job_id = enqueue(session, kind="mark", parameters={"n": 1}, unique_key=key, now=NOW)
    session.commit()
    return job_id


def job(session: Session, job_id: UUID) -> Job:
    """Return a job as it is stored now."""
    session.rollback()
    return session.get_one(Job, job_id, populate_existing=True)


def marks(session: Session) -> int:
    """Return how often the effect happened."""
    session.rollback()
    counting = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "mark.left")
    return session.scalar(counting) or 0


def test_a_job_is_done_once_and_says_with_what_result(session: Session, runner_of: Build) -> None:
    job_id = put(session)
    assert put(session) == job_id, "one of the same key is the same job"
    runner = runner_of(Worker())
    assert [runner.run_one(), runner.run_one()] == [True, False]
    done = job(session, job_id)
    assert (done.state, done.result, done.finished_at, marks(session)) == (State.DONE, {"marks": 1}, NOW, 1)


def test_a_job_of_a_transaction_that_is_undone_was_never_there(session: Session, runner_of: Build) -> None:
    begin_write(session)
    enqueue(session, kind="mark", parameters={}, unique_key="one", now=NOW)
    session.rollback()
    assert not runner_of(Worker()).run_one()


def test_who_lost_the_lease_changes_nothing(session: Session, runner_of: Build, clock: Clock) -> None:
    job_id = put(session)
    faster = Worker()

    def fall_asleep(_task: Task) -> None:
        clock.now += LEASE
        assert runner_of(faster).run_one(), "the job is free again"

    assert runner_of(Worker(fall_asleep)).run_one()
    assert (faster.begun, marks(session), job(session, job_id).state) == (1, 1, State.DONE)
    assert job(session, job_id).tries == 2


def test_a_lease_is_renewed_while_the_work_lasts(session: Session, runner_of: Build, clock: Clock) -> None:
    job_id = put(session)

    def take_long(task: Task) -> None:
        for step in range(1, 6):
            clock.now += LEASE / 2
            task.tell(step, 5)
            wait_for(lambda: job(session, job_id).due_at >= clock.now + LEASE)
        assert not runner_of(Worker()).run_one(), "taken by another although it is in good hands"
        assert (job(session, job_id).progress_done, job(session, job_id).progress_of) == (5, 5)

    assert runner_of(Worker(take_long), beat=0.01).run_one()
    assert (marks(session), job(session, job_id).tries) == (1, 1)


def test_what_fails_is_tried_later_and_given_up_in_the_end(
    session: Session, runner_of: Build, clock: Clock
) -> None:
    job_id = put(session)

    def fail(_task: Task) -> None:
        raise OSError("disk full")

    runner = runner_of(Worker(fail))
    waits = []
    for _try in range(MOST_TRIES):
        assert runner.run_one()
        assert not runner.run_one(), "tried again too early"
        waits.append((job(session, job_id).due_at - clock.now).total_seconds())
        clock.now = max(clock.now, job(session, job_id).due_at)
    assert waits[:-1] == [10, 20, 40, 80]
    given_up = job(session, job_id)
    assert (given_up.state, given_up.last_error) == (State.GIVEN_UP, "OSError: disk full")
    clock.now += timedelta(days=30)
    assert not runner.run_one()
    assert marks(session) == 0
    session.rollback()
    begin_write(session)
    assert try_again(session, job_id, now=clock.now)
    session.commit()
    assert runner_of(Worker()).run_one()
    assert (job(session, job_id).state, marks(session)) == (State.DONE, 1)


def test_an_effect_that_fails_leaves_nothing_behind(session: Session, runner_of: Build) -> None:
    job_id = put(session)

    def half(session: Session, now: datetime) -> Json:
        leave_a_mark(session, now)
        session.flush()
        raise ValueError("no")

    assert runner_of(lambda _task: half).run_one()
    assert (job(session, job_id).last_error, marks(session)) == ("ValueError: no", 0)


def test_a_job_that_ends_its_process_is_given_up(session: Session, runner_of: Build, clock: Clock) -> None:
    job_id = put(session)

    class Killed(BaseException):
        """Stands for the end of the process: nobody gets to write anything."""

    def die(_task: Task) -> None:
        raise Killed

    runner = runner_of(Worker(die))
    for _try in range(MOST_TRIES):
        with pytest.raises(Killed):
            runner.run_one()
        clock.now += LEASE
    assert not runner.run_one()
    assert job(session, job_id).state == State.GIVEN_UP
    assert "without a word" in str(job(session, job_id).last_error)


def test_a_runner_that_is_told_to_stop_gives_its_job_back(session: Session, runner_of: Build) -> None:
    job_id = put(session)

    def told_to_stop(task: Task) -> None:
        runner.stop.set()
        task.tell(1)

    runner = runner_of(Worker(told_to_stop))
    runner.run(Lane.PROMPT)
    back = job(session, job_id)
    assert (back.state, back.tries, back.due_at, marks(session)) == (State.WAITING, 0, NOW, 0)


def test_a_job_that_is_cancelled_stops_and_changes_nothing(session: Session, runner_of: Build) -> None:
    job_id = put(session)

    def cancelled_meanwhile(task: Task) -> None:
        session.rollback()
        begin_write(session)
        assert cancel(session, job_id, now=NOW)
        session.commit()
        wait_for(lambda: task.ended is not None)
        task.tell(1)

    assert runner_of(Worker(cancelled_meanwhile), beat=0.01).run_one()
    assert (job(session, job_id).state, marks(session)) == (State.CANCELLED, 0)
    session.rollback()
    begin_write(session)
    assert not cancel(session, job_id, now=NOW), "it has ended"


def test_the_clock_starts_a_job_at_each_of_its_turns(
    session: Session, runner_of: Build, clock: Clock
) -> None:
    runner = runner_of(Worker(), every=timedelta(hours=1))
    runner.wind()
    runner.wind()
    assert [runner.run_one(), runner.run_one()] == [True, False], "at the start, and then at its turns"
    clock.now += timedelta(minutes=59)
    assert not runner.run_one()
    clock.now += timedelta(hours=5)
    assert [runner.run_one(), runner.run_one()] == [True, False], "turns that were missed are one"
    assert marks(session) == 2


def test_what_the_clock_starts_is_never_given_up(session: Session, runner_of: Build, clock: Clock) -> None:
    def fail(_task: Task) -> None:
        raise OSError("disk full")

    runner = runner_of(Worker(fail), every=timedelta(hours=1))
    runner.wind()
    job_id = session.scalars(select(Job.id)).one()
    for _try in range(MOST_TRIES + 2):
        assert runner.run_one()
        clock.now = job(session, job_id).due_at
    assert (job(session, job_id).state, job(session, job_id).tries) == (State.WAITING, 2)
    assert job(session, job_id).last_error == "OSError: disk full"


def test_a_kind_that_this_version_does_not_know_is_left_to_another(
    session: Session, runner_of: Build
) -> None:
    begin_write(session)
    enqueue(session, kind="of-the-next-version", parameters={}, unique_key="one", now=NOW)
    session.commit()
    assert not runner_of(Worker()).run_one()


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so that another thread or process brings about."""
    until, pause = monotonic() + 60, Event()
    while not is_so():
        assert monotonic() < until
        pause.wait(0.02)
