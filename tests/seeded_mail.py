"""A message that could not be sent yet, for the seeded database."""

from __future__ import annotations

from sqlalchemy.orm import Session

from studyvisit.messaging.models import OutboxMessage
from tests.factories import NOW
from tests.people import Cast


def seed_mail(session: Session, cast: Cast) -> None:
    """Put a message for Olu into the outbox that the server refused once."""
    session.add(
        OutboxMessage(
            unique_key="password-reset:1",
            address=cast.olu.email,
            language="en",
            template="password-reset",
            parameters={"name": cast.olu.name},
            created_at=NOW,
            due_at=NOW,
            last_error="refused",
        )
    )
