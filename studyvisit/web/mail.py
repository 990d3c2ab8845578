"""Sending what is in the outbox, with this installation's settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import structlog
from flask import Flask, Response, current_app
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.messaging.pages import letter
from studyvisit.messaging.services import Delivery, deliver_due, transport

MOST_AFTER_AN_ANSWER = 2
log = structlog.get_logger()


def deliver(most: int = 20) -> Delivery:
    """Send at most so many of the messages that are due now, each in transactions of its own."""
    settings, now = current_app.config["SETTINGS"], utc_now()
    write = partial(
        letter,
        base_url=settings.base_url,
        secret_key=settings.secret_key,
        sender=settings.mail_from,
        now=now,
    )
    send = transport(settings.mail_url, settings.instance / "outbox")
    return deliver_due(_transaction, write=write, send=send, now=now, most=most)


def deliver_after(response: Response) -> Response:
    """Send what the request put into the outbox once its answer is out, so that nobody waits for a mail server.

    The thread that does it serves nobody meanwhile, so it sends little and gives up soon: the rest is for
    `flask messages deliver`.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def later() -> None:
        try:
            with app.app_context():
                deliver(MOST_AFTER_AN_ANSWER)
        except Exception:  # the answer is out; the message stays due and is tried again
            log.exception("outbox not delivered")

    response.call_on_close(later)
    return response


@contextmanager
def _transaction() -> Iterator[Session]:
    with Session(db.engine) as session, session.begin():
        begin_write(session)
        yield session
