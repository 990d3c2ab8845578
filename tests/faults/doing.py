"""Processes that do jobs and can be killed: `python -m tests.faults.doing DATABASE-URL WORKERS careful|careless`.

The first process forks the others, and another for each that is killed, until no job is left.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.audit.services import record
from studyvisit.clock import utc_now
from studyvisit.db import begin_write, engine_options, prepare_engine
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import OPEN
from studyvisit.jobs.services import Kind, Runner, Task
from studyvisit.jobs.services.leases import Effect

KIND = "mark"
KNOWN = (User,)
"""The log of what was done points to people, so their table has to be known."""


def leave_a_mark(session: Session, now: datetime, *, job_id: object) -> None:
    """Change something that can be counted, job by job."""
    record(session, actor_id=None, action="mark.left", subject_kind="mark", subject_id=job_id, now=now)


def careful(_engine: Engine, task: Task) -> Effect:
    """Leave the mark as the job's effect."""
    return partial(leave_a_mark, job_id=task.id)


def careless(engine: Engine, task: Task) -> Effect:
    """Leave the mark before the job is done, and die of it the first time."""
    with Session(engine) as session, session.begin():
        begin_write(session)
        leave_a_mark(session, utc_now(), job_id=task.id)
        is_first = session.get_one(Job, task.id).tries == 1
    if is_first:
        os.kill(os.getpid(), signal.SIGKILL)
    return lambda _session, _now: None


def do_all(url: str, work: Callable[[Engine, Task], Effect]) -> None:
    """Do jobs until none is left; one whose process was killed is free again after a second."""
    engine = create_engine(url, **engine_options(url, 4))
    prepare_engine(engine)
    runner = Runner(
        kinds=(Kind(name=KIND, work=partial(work, engine)),),
        open_session=partial(Session, engine),
        clock=utc_now,
        lease=timedelta(seconds=1),
        beat=0.1,
    )
    while True:
        while runner.run_one():
            pass
        with Session(engine) as session:
            if session.scalar(select(Job.id).where(Job.state.in_(OPEN)).limit(1)) is None:
                return
        runner.stop.wait(0.05)


def main(url: str, workers: int, work: Callable[[Engine, Task], Effect]) -> None:
    """Keep so many processes at work until each has ended by itself."""
    at_work = 0
    while True:
        while at_work < workers:
            if os.fork() == 0:
                do_all(url, work)
                os._exit(0)
            at_work += 1
        _child, status = os.wait()
        at_work -= 1
        if os.waitstatus_to_exitcode(status) == 0:
            workers -= 1
        if not workers:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), {"careful": careful, "careless": careless}[sys.argv[3]])
