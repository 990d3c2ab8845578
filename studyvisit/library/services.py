"""Publishing, going back to an earlier revision, retiring and bringing back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum import document
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.source import dump_bundle
from studyvisit.errors import Conflict
from studyvisit.library.models import MediaFile, Publication, PublicationAct, Revision
from studyvisit.library.rules import Act


class NotPublished(Conflict):
    """What was never published can be neither retired nor brought back."""

    code: ClassVar[str] = "not-published"


def publish(
    session: Session,
    unit: CompiledUnit,
    *,
    published_by_id: UUID | None,
    now: datetime,
    why: str = "",
    decisions: Mapping[str, str] | None = None,
) -> bool:
    """Make a compiled unit what readers see from now on; return whether that changed anything.

    The same source gives the same revision: publishing it again is a no-op, and going back to an
    earlier state shows the earlier revision again. What is retired stays so.
    """
    revision = session.scalar(
        select(Revision).where(
            Revision.kind == unit.kind, Revision.slug == unit.slug, Revision.sha256 == unit.digest
        )
    )
    act = Act.RESTORED
    if revision is None:
        revision, act = _add_revision(session, unit, published_by_id, now), Act.PUBLISHED
    return _show(session, revision, act, by_id=published_by_id, now=now, why=why, decisions=decisions)


def restore(
    session: Session,
    revision: Revision,
    *,
    by_id: UUID | None,
    now: datetime,
    why: str,
    decisions: Mapping[str, str] | None = None,
) -> bool:
    """Make an earlier revision what readers see from now on; return whether that changed anything."""
    return _show(session, revision, Act.RESTORED, by_id=by_id, now=now, why=why, decisions=decisions)


def retire(
    session: Session, kind: str, slug: str, *, by_id: UUID | None, now: datetime, why: str, undo: bool = False
) -> bool:
    """Offer something to no new cohort, or with `undo` again; return whether that changed anything.

    Cohorts that have it keep it. Raises NotPublished.
    """
    publication = session.get(Publication, (kind, slug), with_for_update=True)
    if publication is None:
        raise NotPublished
    if (publication.retired_at is None) is undo:
        return False
    publication.retired_at = None if undo else now
    revision = session.get_one(Revision, publication.revision_id)
    _record(session, revision, Act.BROUGHT_BACK if undo else Act.RETIRED, by_id=by_id, now=now, why=why)
    session.flush()
    return True


def _show(
    session: Session,
    revision: Revision,
    act: Act,
    *,
    by_id: UUID | None,
    now: datetime,
    why: str,
    decisions: Mapping[str, str] | None,
) -> bool:
    publication = session.get(Publication, (revision.kind, revision.slug))
    if publication is not None and publication.revision_id == revision.id:
        return False
    if publication is None:
        publication = Publication(kind=revision.kind, slug=revision.slug)
        session.add(publication)
    publication.revision_id = revision.id
    _record(session, revision, act, by_id=by_id, now=now, why=why, decisions=decisions)
    session.flush()
    return True


def _record(
    session: Session,
    revision: Revision,
    act: Act,
    *,
    by_id: UUID | None,
    now: datetime,
    why: str,
    decisions: Mapping[str, str] | None = None,
) -> None:
    session.add(
        PublicationAct(
            kind=revision.kind,
            slug=revision.slug,
            act=act.value,
            revision_id=revision.id,
            by_id=by_id,
            at=now,
            why=why,
            decisions=dict(decisions or {}),
        )
    )
    record(
        session,
        actor_id=by_id,
        action=f"revision.{act.value}",
        subject_kind=revision.kind,
        subject_id=revision.slug,
        now=now,
        number=revision.number,
        sha256=revision.sha256,
    )


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
