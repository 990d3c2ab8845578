"""Telling others that one is at a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from studyvisit.studio.models import DraftPresence

_GONE_AFTER = timedelta(days=1)


def be_at(session: Session, kind: str, slug: str, name: str, *, user_id: UUID, now: datetime) -> None:
    """Say that a person has a file open now."""
    here = session.get(DraftPresence, (kind, slug, name, user_id))
    if here is None:
        session.execute(
            delete(DraftPresence).where(
                DraftPresence.user_id == user_id, DraftPresence.seen_at < now - _GONE_AFTER
            )
        )
        session.add(DraftPresence(kind=kind, slug=slug, name=name, user_id=user_id, seen_at=now))
    else:
        here.seen_at = now
    session.flush()
