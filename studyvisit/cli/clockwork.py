"""What `flask jobs run` can do: every kind of job, and what the clock starts again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session

from studyvisit.cli import exporting
from studyvisit.cli.messages import deliver_all
from studyvisit.cli.summaries import sum_changed
from studyvisit.cli.tidy import tidy_up
from studyvisit.clock import utc_now
from studyvisit.db import Json, begin_write
from studyvisit.jobs.services import Kind, Task
from studyvisit.jobs.services.leases import Effect
from studyvisit.programmes.services import fold_counts
from studyvisit.quizzes.services import close_overdue


def kinds(app: Flask, open_session: Callable[[], Session]) -> tuple[Kind, ...]:
    """Return every kind of job that this version knows."""
    return (
        Kind(name="close-quizzes", work=_close_quizzes, every=timedelta(minutes=1)),
        Kind(name="deliver-messages", work=_within(app, _deliver_messages), every=timedelta(minutes=1)),
        Kind(name="fold-counts", work=partial(_fold_counts, open_session), every=timedelta(minutes=5)),
        Kind(
            name="tidy",
            work=_within(app, _tidy),
            every=timedelta(days=1),
            offset=timedelta(hours=3, minutes=30),
        ),
        *exporting.kinds(app, open_session),
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


def _fold_counts(open_session: Callable[[], Session], task: Task) -> Effect:
    folded = 0
    while True:
        with open_session() as session, session.begin():
            begin_write(session)
            some = fold_counts(session)
        folded += some
        task.tell(folded)
        if not some:
            with open_session() as session:
                sum_changed(session)
            return lambda _session, _now: {"folded": folded}
