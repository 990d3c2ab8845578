"""The texts that files once had, kept for a while so that what somebody wrote on top of one can be put together."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from studyvisit.studio.models import Draft, DraftVersion
from studyvisit.studio.queries.drafts import state_of

KEPT_FOR = timedelta(days=30)
MOST_KEPT = 300
_EVERY = 50


def keep_version(session: Session, draft: Draft, name: str, text: str, actor_id: UUID, now: datetime) -> None:
    """Keep a text that a file has or had; from time to time, drop the oldest ones."""
    key = (draft.kind, draft.slug, name, state_of(text))
    kept = session.get(DraftVersion, key)
    if kept is not None:
        kept.at = now
    else:
        session.add(
            DraftVersion(
                kind=draft.kind,
                slug=draft.slug,
                name=name,
                sha256=key[3],
                text=text,
                at=now,
                by_id=actor_id,
            )
        )
        session.flush()
    if draft.number % _EVERY == 0:
        _forget(session, draft, name, now)


def _forget(session: Session, draft: Draft, name: str, now: datetime) -> None:
    of_file = (DraftVersion.kind == draft.kind, DraftVersion.slug == draft.slug, DraftVersion.name == name)
    newest = select(DraftVersion.at).where(*of_file).order_by(DraftVersion.at.desc())
    last = session.scalar(newest.offset(MOST_KEPT).limit(1))
    before = max(now - KEPT_FOR, last) if last else now - KEPT_FOR
    session.execute(delete(DraftVersion).where(*of_file, DraftVersion.at < before))


def move_versions(session: Session, draft: Draft, old: str, new: str) -> None:
    """Let the earlier texts of a file follow it to another name."""
    of_unit = (DraftVersion.kind == draft.kind, DraftVersion.slug == draft.slug)
    there = select(DraftVersion.sha256).where(*of_unit, DraftVersion.name == new)
    session.execute(
        delete(DraftVersion)
        .where(*of_unit, DraftVersion.name == old, DraftVersion.sha256.in_(there.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(DraftVersion)
        .where(*of_unit, DraftVersion.name == old)
        .values(name=new)
        .execution_options(synchronize_session=False)
    )
