"""Who else is at a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.studio.models import DraftPresence

HEARD_WITHIN = timedelta(seconds=75)


def others_at(
    session: Session, kind: str, slug: str, name: str, *, but: UUID, now: datetime
) -> tuple[str, ...]:
    """Return the names of the others who have a file open."""
    return tuple(
        session.scalars(
            select(User.name)
            .join(DraftPresence, DraftPresence.user_id == User.id)
            .where(
                DraftPresence.kind == kind,
                DraftPresence.slug == slug,
                DraftPresence.name == name,
                DraftPresence.user_id != but,
                DraftPresence.seen_at > now - HEARD_WITHIN,
            )
            .order_by(User.name)
        )
    )
