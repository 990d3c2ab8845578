"""`flask jobs`: what is done in the background, and what the clock starts."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread, get_native_id
from types import FrameType
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.cli import clockwork
from studyvisit.clock import utc_now
from studyvisit.db import begin_write, engine_options, prepare_engine
from studyvisit.extensions import db
from studyvisit.jobs.queries import is_nobody_at_work, open_and_given_up
from studyvisit.jobs.rules import Lane, State
from studyvisit.jobs.services import Runner, try_again

CONNECTIONS = 2 * 3  # each lane: the work, its lease, and one to spare
GIVES_WAY = 10
jobs = AppGroup("jobs", help="Do what waits in the background, and what the clock starts.")


@jobs.command()
@click.option("--once", is_flag=True, help="Do one job, if one is due, and end.")
@click.option("--until-empty", is_flag=True, help="Do all jobs that are due, and end.")
@click.option("--with-parent", type=int, metavar="PID", help="End when PID, which started this, has ended.")
def run(once: bool, until_empty: bool, with_parent: int | None) -> None:
    """Do jobs as they fall due until told to stop (SIGTERM, Ctrl-C); what is being done goes back.

    Run it beside the server, on one host or on several. It also closes quizzes, sends e-mails and tidies.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with _engine(settings.database_url) as engine, _told_to_stop() as stop:
        open_session = partial(Session, engine)
        runner = Runner(
            kinds=clockwork.kinds(current_app._get_current_object(), open_session),  # type: ignore[attr-defined]
            open_session=open_session,
            clock=utc_now,
            stop=stop,
        )
        runner.wind()
        if once or until_empty:
            done = 0
            while not (stop.is_set() or (once and done)) and runner.run_one():
                done += 1
            click.echo(f"{done} jobs done")
        else:
            _run_lanes(runner, with_parent)


def _run_lanes(runner: Runner, parent: int | None) -> None:
    lanes = [Thread(target=_run_lane, args=(runner, lane), name=f"{lane} jobs") for lane in Lane]
    for lane in lanes:
        lane.start()
    broken = False
    while not runner.stop.wait(0.5):
        broken = not all(lane.is_alive() for lane in lanes)
        if broken or (parent is not None and os.getppid() != parent):
            runner.stop.set()
    for lane in lanes:
        lane.join()
    if broken:
        raise SystemExit(1)  # so that whoever looks after the process starts it again


def _run_lane(runner: Runner, lane: Lane) -> None:
    if lane is Lane.LONG and sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, get_native_id(), GIVES_WAY)
    runner.run(lane)


@jobs.command("list")
def list_jobs() -> None:
    """List the jobs that were given up, and those that run or wait; exit status 1 when somebody should look."""
    with Session(db.engine) as session:
        found = open_and_given_up(session)
    for job in found:
        words = [str(job.id), job.kind, job.state, f"{job.due_at:%Y-%m-%dT%H:%M:%SZ}", f"{job.tries} tries"]
        if job.progress_of:
            words.append(f"{job.progress_done} of {job.progress_of}")
        click.echo("  ".join([*words, job.last_error or ""]).rstrip())
    is_idle = is_nobody_at_work(found, utc_now())
    if is_idle:
        click.echo("nobody is at work: what was due minutes ago still waits", err=True)
    if is_idle or any(job.state is State.GIVEN_UP for job in found):
        raise SystemExit(1)


@jobs.command()
@click.argument("job_id", type=click.UUID)
def retry(job_id: UUID) -> None:
    """Let a job that was given up be tried again."""
    with Session(db.engine) as session, session.begin():
        begin_write(session)
        if not try_again(session, job_id, now=utc_now()):
            raise click.ClickException("no job of that id was given up")
    click.echo("it is tried again")


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    """Give connections of the runner's own: it needs more than a server with few threads has."""
    engine = create_engine(url, **engine_options(url, CONNECTIONS))
    prepare_engine(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Yield what is set when the process is asked to end."""
    stop = Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    earlier = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
