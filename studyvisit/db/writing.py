"""Small writes that come at once go into one transaction.

SQLite has one writer at a time, and what a commit costs does not grow with what is in it. Threads of one
process that want to write a few rows each therefore hand their work to the one whose turn it is; it carries
out all of it, commits once, and everybody has their answer. PostgreSQL lets them write side by side.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from studyvisit.db import begin_write

T = TypeVar("T")
Work = Callable[[Session], T]


def write_together(session: Session, work: Work[T]) -> T:
    """Carry out `work` in a transaction, and return what it returned once that is committed.

    The work may run in another thread and with another session than the caller's, in one transaction with
    others' work, and twice: it uses only the session it is given, executes statements and keeps nothing of
    the unit of work. Whatever the caller's session read before is let go. Raises what the work raises; its
    own writes are undone then, and nobody else's.
    """
    session.rollback()
    if session.get_bind().dialect.name == "sqlite":
        return _queue_of(cast("Engine", session.get_bind())).write(session, work)
    begin_write(session)
    outcome = work(session)
    session.commit()
    return outcome


@dataclass(slots=True, eq=False)
class _Job:
    """One thread's work; its turn has come when it is done, or when it is its thread that leads."""

    work: Work[Any]
    turn: threading.Event = field(default_factory=threading.Event)
    is_done: bool = False
    outcome: Any = None
    error: Exception | None = None

    def attempt(self, session: Session) -> None:
        """Carry out the work by itself and commit it."""
        try:
            self.outcome = self.work(session)
            session.commit()
        except Exception as error:
            session.rollback()
            self.error = error
        self.is_done = True


class _Queue:
    """The threads of this process that want to write to one database; the first in it leads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: list[_Job] = []
        self._is_led = False

    def write(self, session: Session, work: Work[T]) -> T:
        job = _Job(work)
        with self._guard:
            self._waiting.append(job)
            leads, self._is_led = not self._is_led, True
        if not leads:
            job.turn.wait()
        if not job.is_done:
            self._lead(session, job)
        if job.error is not None:
            raise job.error
        return cast("T", job.outcome)

    def _lead(self, session: Session, job: _Job) -> None:
        """Wait for the database, carry out all that has gathered by then, and pass the lead on."""
        done = [job]
        try:
            begin_write(session)
            done = self._take_all()
            _carry_out(session, done)
        finally:
            with self._guard:
                if job in self._waiting:
                    self._waiting.remove(job)
                heirs = self._waiting[:1]
                self._is_led = bool(heirs)
            for each in (*done, *heirs):
                each.turn.set()

    def _take_all(self) -> list[_Job]:
        with self._guard:
            taken, self._waiting = self._waiting, []
        return taken


def _carry_out(session: Session, jobs: list[_Job]) -> None:
    """Carry out jobs in the transaction that was begun; where one fails, each in one of its own."""
    if len(jobs) == 1:
        jobs[0].attempt(session)
        return
    try:
        outcomes = [job.work(session) for job in jobs]
        session.commit()
    except Exception:
        session.rollback()
        for job in jobs:
            begin_write(session)
            job.attempt(session)
        return
    for job, outcome in zip(jobs, outcomes, strict=True):
        job.outcome, job.is_done = outcome, True


_queues: WeakKeyDictionary[Engine, _Queue] = WeakKeyDictionary()
_making = threading.Lock()


def _queue_of(engine: Engine) -> _Queue:
    with _making:
        return _queues.setdefault(engine, _Queue())
