"""The outbox: each message goes out once, whatever fails in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.messaging.models import OutboxMessage
from studyvisit.messaging.rules import MOST_TRIES
from studyvisit.messaging.services import Delivery, Due, UnsafeHeader, deliver_due, enqueue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Postbox:
    """A mail server that keeps what it is given, and refuses while it is `closed`."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.closed = False

    def __call__(self, message: EmailMessage) -> None:
        """Take a message."""
        if self.closed:
            raise OSError("connection refused")
        self.received.append(str(message["To"]))


def written(due: Due) -> EmailMessage:
    """Return a message with an address and no words."""
    message = EmailMessage()
    message["To"] = due.address
    return message


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a transaction that writes."""
    with Session(db.engine) as session, session.begin():
        begin_write(session)
        yield session


def put(session: Session, key: str = "k", address: str = "alem@example.org", **parameters: str) -> None:
    """Enqueue and commit."""
    enqueue(
        session,
        unique_key=key,
        address=address,
        language="en",
        template="invitation",
        parameters=parameters,
        now=NOW,
    )
    session.commit()


@pytest.fixture
def deliver(app: Flask) -> Iterator[Callable[[Postbox, datetime], Delivery]]:
    """Return a function that delivers to a postbox at a moment."""
    with app.app_context():
        yield lambda box, now: deliver_due(transaction, write=written, send=box, now=now)


Deliver = Callable[[Postbox, datetime], Delivery]


def test_a_message_goes_out_once(session: Session, deliver: Deliver) -> None:
    box = Postbox()
    put(session)
    assert deliver(box, NOW) == Delivery(sent=1, failed=0)
    assert deliver(box, NOW + timedelta(days=1)) == Delivery(sent=0, failed=0)
    assert box.received == ["alem@example.org"]


def test_a_message_of_the_same_key_is_the_same_message(session: Session, deliver: Deliver) -> None:
    put(session, "welcome:1")
    put(session, "welcome:1")
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_what_could_not_be_sent_is_tried_again_later_and_says_why(session: Session, deliver: Deliver) -> None:
    box = Postbox()
    put(session)
    box.closed = True
    assert deliver(box, NOW) == Delivery(sent=0, failed=1, is_away=True)
    assert session.scalar(select(OutboxMessage.last_error)) == "OSError: connection refused"
    box.closed = False
    assert deliver(box, NOW + timedelta(minutes=1)) == Delivery(0, 0), "tried again too early"
    assert deliver(box, NOW + timedelta(minutes=2)) == Delivery(sent=1, failed=0)


def test_trying_ends_some_day(session: Session, deliver: Deliver) -> None:
    box = Postbox()
    box.closed = True
    put(session)
    failures = [deliver(box, NOW + timedelta(days=day)).failed for day in range(MOST_TRIES + 3)]
    assert sum(failures) == MOST_TRIES


def test_a_message_being_sent_by_one_process_is_left_alone_by_the_next(
    session: Session, deliver: Deliver
) -> None:
    box, nested = Postbox(), Postbox()
    put(session)

    class Slow(Postbox):
        def __call__(self, message: EmailMessage) -> None:
            deliver(nested, NOW)
            box(message)

    deliver(Slow(), NOW)
    assert box.received == ["alem@example.org"]
    assert nested.received == []


def test_one_bad_message_does_not_hold_up_the_others(session: Session, deliver: Deliver) -> None:
    class Picky(Postbox):
        def __call__(self, message: EmailMessage) -> None:
            if message["To"] == "bad@example.org":
                raise ValueError("no such person")
            super().__call__(message)

    box = Picky()
    put(session, "1", "bad@example.org")
    put(session, "2", "good@example.org")
    assert deliver(box, NOW) == Delivery(sent=1, failed=1)
    assert box.received == ["good@example.org"]


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y"])
def test_an_address_that_adds_a_header_is_refused(session: Session, address: str) -> None:
    with pytest.raises(UnsafeHeader):
        put(session, address=address)


def test_a_name_that_adds_a_header_is_refused(session: Session) -> None:
    with pytest.raises(UnsafeHeader):
        put(session, name="Alem\r\nBcc: everyone@example.org")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
