"""`flask jobs`: it does what is due, ends when it is told to, and says what was given up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from threading import Timer

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT, Settings
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import State
from tests.integration.jobs.test_jobs import job, wait_for
from tests.people import Cast
from tests.seeded_jobs import GIVEN_UP, seed_jobs


def test_the_command_does_what_the_clock_starts(app: Flask, session: Session) -> None:
    done = app.test_cli_runner().invoke(args=["jobs", "run", "--until-empty"])
    assert done.exit_code == 0, done.output
    found = {row.kind: row for row in session.scalars(select(Job))}
    assert {"close-quizzes", "deliver-messages", "tidy"} <= set(found)
    assert all(row.finished_at and not row.last_error for row in found.values())


@pytest.mark.one_database
def test_the_command_ends_when_it_is_told_to(app: Flask) -> None:
    Timer(0.7, os.kill, (os.getpid(), signal.SIGTERM)).start()
    done = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert done.exit_code == 0, done.output


@pytest.mark.one_database
def test_the_command_ends_with_the_server_that_it_came_with(settings: Settings, tmp_path: Path) -> None:
    shutil.copyfile(settings.instance / "studyvisit.db", tmp_path / "studyvisit.db")
    flask = f"{sys.executable} -m flask jobs run --with-parent $$"
    command = f"{flask} & echo $!; exec sleep 60"  # as `make run`: the shell becomes the server
    environment = {**os.environ, "STUDYVISIT_INSTANCE": str(tmp_path)}
    with subprocess.Popen(["/bin/sh", "-c", command], cwd=ROOT, env=environment, stdout=PIPE) as server:
        assert server.stdout is not None
        runner = Path("/proc") / server.stdout.readline().decode().strip() / "stat"
        server.kill()
        server.wait(10)
    wait_for(lambda: not runner.exists() or runner.read_text().rpartition(")")[2].split()[0] == "Z")


def test_operators_see_what_was_given_up_and_let_it_be_tried_again(
    app: Flask, session: Session, cast: Cast
) -> None:
    seed_jobs(session, cast)
    session.commit()
    run = app.test_cli_runner()
    listed = run.invoke(args=["jobs", "list"])
    assert (listed.exit_code, "disk full" in listed.output) == (1, True)
    assert run.invoke(args=["jobs", "retry", str(GIVEN_UP)]).exit_code == 0
    assert job(session, GIVEN_UP).state == State.WAITING
    assert run.invoke(args=["jobs", "retry", str(GIVEN_UP)]).exit_code == 1
    assert run.invoke(args=["jobs", "list"]).exit_code == 0
