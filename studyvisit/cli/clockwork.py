"""What `flask jobs run` can do: every kind of job, and what the clock starts again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.cli.messages import deliver_all
from studyvisit.cli.tidy import tidy_up
from studyvisit.clock import utc_now
from studyvisit.db import Json
from studyvisit.jobs.services import Kind, Task
from studyvisit.jobs.services.leases import Effect
from studyvisit.quizzes.services import close_overdue

log = structlog.get_logger()


def kinds(app: Flask) -> tuple[Kind, ...]:
    """Return every kind of job that this version knows."""
    return (
        Kind(name="close-quizzes", work=_close_quizzes, every=timedelta(minutes=1)),
        Kind(name="deliver-messages", work=_within(app, _deliver_messages), every=timedelta(minutes=1)),
        Kind(
            name="tidy",
            work=_within(app, _tidy),
            every=timedelta(days=1),
            offset=timedelta(hours=3, minutes=30),
        ),
    )


def _within(app: Flask, work: Callable[[Task], Effect]) -> Callable[[Task], Effect]:
    """Return the work done with the application's settings at hand."""

    def done(task: Task) -> Effect:
        with app.app_context():
            return work(task)

    return done


def _close_quizzes(_task: Task) -> Effect:
    def effect(session: Session, now: datetime) -> Json:
        return {"closed": close_overdue(session, now=now)}

    return effect


def _deliver_messages(task: Task) -> Effect:
    delivery = deliver_all(lambda sent: task.tell(sent))
    return lambda _session, _now: {"sent": delivery.sent, "failed": delivery.failed}


def _tidy(task: Task) -> Effect:
    gone: dict[str, int] = {}
    for name, count in tidy_up(utc_now()):
        gone[name] = count
        task.tell(len(gone))
    return lambda _session, _now: dict(gone)
