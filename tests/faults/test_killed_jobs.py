"""Processes that do jobs are killed again and again: every job is done, and its effect happened once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import ROOT
from studyvisit.audit.models import AuditEntry
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import State
from studyvisit.jobs.services import enqueue
from tests.factories import NOW
from tests.faults.doing import KIND


def put(session: Session, count: int) -> None:
    """Enqueue so many jobs."""
    begin_write(session)
    for number in range(count):
        enqueue(session, kind=KIND, parameters={}, unique_key=f"mark-{number}", now=NOW)
    session.commit()


def start(app: Flask, work: str, workers: int) -> subprocess.Popen[bytes]:
    """Start so many processes that do jobs."""
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-m", "tests.faults.doing", url, str(workers), work], cwd=ROOT)


def faults_of(session: Session, count: int) -> list[str]:
    """Return what was left undone or done more than once, in words; nothing when all is well."""
    session.rollback()
    marks = Counter(session.scalars(select(AuditEntry.subject_id).where(AuditEntry.subject_kind == "mark")))
    jobs = session.scalars(select(Job).where(Job.kind == KIND)).all()
    assert len(jobs) == count
    return [
        f"job {job.id} is {job.state} and was done {marks[str(job.id)]} times"
        for job in jobs
        if (job.state, marks[str(job.id)]) != (State.DONE, 1)
    ]


@pytest.mark.timeout(300)
def test_the_effect_of_every_job_happens_once_whoever_is_killed(
    app: Flask, session: Session, pytestconfig: pytest.Config
) -> None:
    jobs, kills = (1000, 100) if pytestconfig.getoption("soak") else (60, 6)
    put(session, jobs)
    killed, choice, master = 0, random.Random(2030), start(app, "careful", workers=3)
    try:
        while master.poll() is None:
            Event().wait(choice.random() / 50)
            if killed < kills and done(session) >= killed * jobs // (kills + 1):
                killed += kill_one_of(master, choice)
    finally:
        end(master)
    assert master.returncode == 0
    assert killed == kills
    assert faults_of(session, jobs) == []


def test_the_checker_finds_effects_that_do_not_belong_to_their_job(app: Flask, session: Session) -> None:
    put(session, 1)
    master = start(app, "careless", workers=1)
    try:
        master.wait(60)
    finally:
        end(master)
    [fault] = faults_of(session, 1)
    assert "is done and was done 2 times" in fault


def done(session: Session) -> int:
    """Return how many jobs are done."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Job).where(Job.state == State.DONE)) or 0


def kill_one_of(master: subprocess.Popen[bytes], choice: random.Random) -> bool:
    """Kill one of the processes that do jobs without warning; return whether there was one."""
    children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
    if not children:
        return False
    os.kill(int(choice.choice(children)), signal.SIGKILL)  # not yet waited for, so the number is still theirs
    return True


def end(master: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the processes."""
    if master.poll() is None:
        for child in Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)
        master.kill()
        master.wait(10)
