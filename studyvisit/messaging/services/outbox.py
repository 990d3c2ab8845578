"""The outbox: what a feature wants sent, and sending it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.db import delete_some
from studyvisit.errors import Unprocessable
from studyvisit.messaging import rules
from studyvisit.messaging.models import OutboxMessage
from studyvisit.messaging.services.transports import is_away


class UnsafeHeader(Unprocessable):
    """An address or another text of an e-mail holds a line break, which could add headers of its own."""

    code: ClassVar[str] = "unsafe-header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message to be sent now."""

    id: UUID
    address: str
    language: str
    template: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many messages were sent, and how many could not be for now.

    `is_away` tells that the mail server was not reached, so that trying more makes no sense now.
    """

    sent: int
    failed: int
    is_away: bool = False


Begin = Callable[[], AbstractContextManager[Session]]


def enqueue(
    session: Session,
    *,
    unique_key: str,
    address: str,
    language: str,
    template: str,
    parameters: dict[str, Any],
    now: datetime,
) -> None:
    """Put an e-mail into the outbox, unless one of that key is or was there. Raises UnsafeHeader.

    `template` names a file of messaging's templates. Of the parameters, `token_of` becomes the link's
    secret and what ends in `_at` a moment. `session` commits the message with what it tells of.
    """
    texts = [address, *(value for value in parameters.values() if isinstance(value, str))]
    if not all(rules.is_one_line(text) for text in texts):
        raise UnsafeHeader
    known = session.scalar(select(OutboxMessage.id).where(OutboxMessage.unique_key == unique_key))
    if known is None:
        session.add(
            OutboxMessage(
                unique_key=unique_key,
                address=address,
                language=language,
                template=template,
                parameters=parameters,
                created_at=now,
                due_at=now,
            )
        )
        session.flush()


def forget_sent(session: Session, *, before: datetime) -> int:
    """Forget some of the messages that were sent before a moment; return how many, 0 when none is left."""
    return delete_some(session, OutboxMessage, OutboxMessage.sent_at < before)


def deliver_due(
    begin: Begin,
    *,
    write: Callable[[Due], EmailMessage],
    send: Callable[[EmailMessage], None],
    now: datetime,
    most: int = 20,
) -> Delivery:
    """Write and send the messages that are due; what fails is tried again later, at growing intervals.

    `begin` opens a transaction that commits when left. No transaction is open while a message is being
    sent: mail servers are slow and SQLite has one writer. A process that dies between sending and
    recording it makes the message go out twice, under the same Message-ID. When the mail server is not
    reached, the messages after that one are put back: each would wait as long for nothing.
    """
    sent = failed = 0
    claimed = _claim(begin, now=now, most=most)
    for place, due in enumerate(claimed, start=1):
        try:
            send(write(due))
        except Exception as error:
            failed += 1
            with begin() as session:
                session.get_one(OutboxMessage, due.id).last_error = f"{type(error).__name__}: {error}"[:500]
            if is_away(error):
                _put_back(begin, claimed[place:], now)
                return Delivery(sent, failed + len(claimed[place:]), is_away=True)
        else:
            sent += 1
            with begin() as session:
                session.get_one(OutboxMessage, due.id).sent_at = now
    return Delivery(sent, failed)


def _put_back(begin: Begin, claimed: list[Due], now: datetime) -> None:
    with begin() as session:
        for due in claimed:
            message = session.get_one(OutboxMessage, due.id)
            message.tries -= 1
            message.due_at = now


def _claim(begin: Begin, *, now: datetime, most: int) -> list[Due]:
    with begin() as session:
        messages = session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.due_at <= now,
                OutboxMessage.tries < rules.MOST_TRIES,
            )
            .order_by(OutboxMessage.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        for message in messages:
            message.tries += 1
            message.due_at = now + rules.wait_after(message.tries)
        return [
            Due(
                id=message.id,
                address=message.address,
                language=message.language,
                template=message.template,
                parameters=dict(message.parameters),
            )
            for message in messages
        ]
