"""`flask quizzes`: what the clock does to attempts."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.quizzes.services import close_overdue

quizzes = AppGroup("quizzes", help="Attend to the attempts at quizzes.")


@quizzes.command()
def close() -> None:
    """End and mark every attempt whose time is up. Safe to run as often as you like."""
    begin_write(db.session())
    closed = close_overdue(db.session(), now=utc_now())
    db.session.commit()
    click.echo(f"{closed} closed")
