"""Publishing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum import document
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.source import dump_bundle
from studyvisit.library.models import MediaFile, Publication, Revision


def publish(session: Session, unit: CompiledUnit, *, published_by_id: UUID | None, now: datetime) -> bool:
    """Make a compiled unit what readers see from now on; return whether that changed anything.

    The same source gives the same revision: publishing it again is a no-op, and going back to an
    earlier state shows the earlier revision again.
    """
    revision = session.scalar(
        select(Revision).where(
            Revision.kind == unit.kind, Revision.slug == unit.slug, Revision.sha256 == unit.digest
        )
    )
    if revision is None:
        revision = _add_revision(session, unit, published_by_id, now)
    publication = session.get(Publication, (unit.kind, unit.slug))
    if publication is not None and publication.revision_id == revision.id:
        return False
    if publication is None:
        publication = Publication(kind=unit.kind, slug=unit.slug)
        session.add(publication)
    publication.revision_id = revision.id
    record(
        session,
        actor_id=published_by_id,
        action="revision.published",
        subject_kind=unit.kind,
        subject_id=unit.slug,
        now=now,
        number=revision.number,
        sha256=unit.digest,
    )
    session.flush()
    return True


def _add_revision(
    session: Session, unit: CompiledUnit, published_by_id: UUID | None, now: datetime
) -> Revision:
    latest = session.scalar(
        select(func.max(Revision.number)).where(Revision.kind == unit.kind, Revision.slug == unit.slug)
    )
    for media in unit.media:
        if session.get(MediaFile, media.sha256) is None:
            session.add(MediaFile(sha256=media.sha256, media_type=media.media_type, content=media.content))
    revision = Revision(
        kind=unit.kind,
        slug=unit.slug,
        number=(latest or 0) + 1,
        sha256=unit.digest,
        source=dump_bundle(unit.bundle),
        document=document.dump(unit.document),
        published_at=now,
        published_by_id=published_by_id,
    )
    session.add(revision)
    session.flush()
    return revision
