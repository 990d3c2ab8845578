"""Whether files may publish a unit without undoing what somebody did in the studio."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.library.models import Publication, Revision
from studyvisit.studio.models import Draft

PUBLISHED = "revision.published"
MATCHED = "revision.matched"
"""Files were published that say what is published already: from then on they know of it."""


class Newer(StrEnum):
    """What the studio has that files do not come from."""

    REVISION = "revision"
    DRAFT = "draft"


def newer_than_files(session: Session, kind: str, slug: str, sha256: str) -> Newer | None:
    """Return what a publication of files with this hash would undo or cross; None when it may go on."""
    current = session.scalar(
        select(Revision)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.kind == kind, Publication.slug == slug)
    )
    if current is not None and current.sha256 == sha256:
        return None
    if _is_unknown_to_files(_acts(session, kind, slug), current, sha256):
        return Newer.REVISION
    has_draft = session.scalar(select(Draft.id).where(Draft.kind == kind, Draft.slug == slug))
    return Newer.DRAFT if has_draft else None


def is_news_to_files(session: Session, kind: str, slug: str, sha256: str) -> bool:
    """Return whether what is published now came from the studio and files with this hash say the same."""
    current = session.scalar(
        select(Revision)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.kind == kind, Publication.slug == slug, Revision.sha256 == sha256)
    )
    return current is not None and _is_from_the_studio(_acts(session, kind, slug), current)


def _acts(session: Session, kind: str, slug: str) -> Sequence[AuditEntry]:
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_kind == kind,
            AuditEntry.subject_id == slug,
            AuditEntry.action.in_([PUBLISHED, MATCHED]),
        )
        .order_by(AuditEntry.at, AuditEntry.id)
    ).all()


def _is_from_the_studio(acts: Sequence[AuditEntry], current: Revision) -> bool:
    return acts[-1].actor_id is not None if acts else current.published_by_id is not None


def _is_unknown_to_files(acts: Sequence[AuditEntry], current: Revision | None, sha256: str) -> bool:
    """Return whether files lack the last word of the studio, or are older than it."""
    if current is None:
        return False
    if _is_from_the_studio(acts, current):
        return True
    shown = [
        place
        for place, act in enumerate(acts)
        if isinstance(act.detail, dict) and act.detail.get("sha256") == sha256
    ]
    return bool(shown) and any(act.actor_id is not None for act in acts[shown[-1] + 1 :])
