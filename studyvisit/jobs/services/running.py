"""Carrying out jobs, one after the other, until told to stop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from studyvisit.db import begin_write
from studyvisit.jobs import rules
from studyvisit.jobs.queries import has_due
from studyvisit.jobs.rules import Lane
from studyvisit.jobs.services import leases
from studyvisit.jobs.services.leases import Interrupted, Kind, Stopped, Task
from studyvisit.jobs.services.queue import wind

log = structlog.get_logger()
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Who carries out jobs of these kinds. `open_session` gives a fresh session, `clock` the moment.

    Of what runs, no transaction is open meanwhile but those of the work itself. `beat` is how often a run
    looks after its lease and writes down how far it is; `pause` how long to rest when nothing is due.
    """

    kinds: Collection[Kind]
    open_session: Callable[[], Session]
    clock: Callable[[], datetime]
    stop: Event = field(default_factory=Event)
    lease: timedelta = rules.LEASE
    beat: float = 1.0
    pause: float = 1.0
    after_trouble: float = 5.0

    def wind(self) -> None:
        """Put in the jobs that come again and again."""
        with self._writing() as session:
            wind(session, self.kinds, self.clock())

    def run(self, lane: Lane) -> None:
        """Carry out the jobs of a lane until told to stop; trouble with the database is waited out."""
        while not self.stop.is_set():
            try:
                rest = 0.0 if self.run_one((lane,)) else self.pause
            except SQLAlchemyError:
                log.exception("jobs wait for the database")
                rest = self.after_trouble
            self.stop.wait(rest)

    def run_one(self, lanes: Collection[Lane] = tuple(Lane)) -> bool:
        """Carry out the job that is most overdue; return whether there was one."""
        kinds = {kind.name: kind for kind in self.kinds if kind.lane in lanes}
        with self.open_session() as session:  # looking does not keep who writes waiting
            if not has_due(session, kinds, self.clock()):
                return False
        with self._writing() as session:
            task = leases.take(session, kinds, stop=self.stop, now=self.clock(), lease=self.lease)
        if task is not None:
            self._carry_out(task, kinds[task.kind])
        return task is not None

    def _carry_out(self, task: Task, kind: Kind) -> None:
        try:
            with self._keeping(task):
                effect = kind.work(task)
            with self._writing() as session:
                leases.finish(session, task, kind, effect, now=self.clock())
        except Stopped:
            with self._writing() as session:
                leases.put_back(session, task, now=self.clock())
        except Interrupted as interrupted:
            log.info("job left", kind=task.kind, job=str(task.id), why=type(interrupted).__name__)
        except Exception as error:
            log.exception("job failed", kind=task.kind, job=str(task.id))
            words = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
            with self._writing() as session:
                leases.fail(session, task, kind, words, now=self.clock())

    @contextmanager
    def _keeping(self, task: Task) -> Iterator[None]:
        """Renew the lease while the work lasts, in a thread of its own."""
        is_over = Event()
        keeper = Thread(target=self._keep, args=(task, is_over), name=f"keeper of {task.id}", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            is_over.set()
            keeper.join()
        if task.ended is not None:
            raise task.ended

    def _keep(self, task: Task, is_over: Event) -> None:
        written, renewed_at = task.progress, self.clock()
        while not is_over.wait(self.beat):
            try:
                now = self.clock()
                if task.progress != written or now - renewed_at >= self.lease / 3:
                    progress = task.progress
                    with self._writing() as session:
                        leases.renew(session, task, now=now, lease=self.lease)
                    written, renewed_at = progress, now
                else:
                    with self.open_session() as session:
                        leases.ensure_held(session, task)
            except Interrupted as interrupted:
                task.ended = interrupted
                return
            except SQLAlchemyError:  # the work goes on; who took the job meanwhile is found out at its end
                log.warning("lease not renewed", job=str(task.id), exc_info=True)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self.open_session() as session, session.begin():
            begin_write(session)
            yield session
