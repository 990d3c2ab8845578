"""`flask tidy`: forget what nobody needs any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.accounts.services import forget_links, forget_sessions
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.jobs.services import forget_jobs
from studyvisit.messaging.services import forget_sent
from studyvisit.quizzes.services import tidy_files
from studyvisit.receipts.services import forget_receipts

# A browser that was offline for weeks may send a save again; who was signed in when may be asked for a while.
_KEPT: tuple[tuple[str, Callable[..., int], timedelta], ...] = (
    ("receipts of saves", forget_receipts, timedelta(days=180)),
    ("sessions that have ended", forget_sessions, timedelta(days=90)),
    ("links that are used or expired", forget_links, timedelta(days=90)),
    ("e-mails that were sent", forget_sent, timedelta(days=90)),
    ("jobs that have ended", forget_jobs, timedelta(days=90)),
)

_UNUSED = timedelta(days=1)
"""What was handed in since may belong to an answer that is just being saved."""


@click.command()
@with_appcontext
def tidy() -> None:
    """Forget old receipts, sessions, links, sent e-mails and jobs, and delete files that nobody needs.

    Run it once a day; it never holds others up.
    """
    for name, gone in tidy_up(utc_now()):
        click.echo(f"{name}: {gone} forgotten")


def tidy_up(now: datetime) -> Iterator[tuple[str, int]]:
    """Tidy, one kind of thing after the other; yield what it was and how many are gone."""
    for name, forget, kept in _KEPT:
        yield name, _forget_all(db.session(), forget, now - kept)
    settings: Settings = current_app.config["SETTINGS"]
    gone = tidy_files(db.session(), folder=settings.files, before=now - _UNUSED)
    db.session.rollback()
    yield "files that no answer holds", gone


def _forget_all(session: Session, forget: Callable[..., int], before: datetime) -> int:
    """Forget in small steps, each a transaction of its own, so that nobody's save waits for long."""
    total = 0
    while True:
        begin_write(session)
        forgotten = forget(session, before=before)
        session.commit()
        total += forgotten
        if not forgotten:
            return total
