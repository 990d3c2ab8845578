"""A draft becomes what readers see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.errors import Conflict
from studyvisit.library.models import Publication
from studyvisit.library.services import publish
from studyvisit.studio.models import Draft


class DraftMovedOn(Conflict):
    """Somebody changed the draft after it was checked, or published another revision in between."""

    code: ClassVar[str] = "draft-moved-on"


def publish_draft(
    session: Session,
    draft: Draft,
    unit: CompiledUnit,
    *,
    number: int,
    actor_id: UUID,
    now: datetime,
    why: str = "",
    decisions: Mapping[str, str] | None = None,
) -> bool:
    """Publish the state of a draft that was compiled at `number`, and end the draft; return whether it was new.

    Raises DraftMovedOn when the draft was changed since, or is made from what is no longer published.
    """
    publication = session.get(Publication, (draft.kind, draft.slug), with_for_update=True)
    published = publication.revision_id if publication else None
    if draft.number != number or draft.base_revision_id != published:
        raise DraftMovedOn
    is_new = publish(session, unit, published_by_id=actor_id, now=now, why=why, decisions=decisions)
    session.delete(draft)
    session.flush()
    return is_new
