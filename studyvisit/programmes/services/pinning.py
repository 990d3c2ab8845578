"""Setting which revision of a module a cohort sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.programmes.models import Cohort


def set_pins(
    session: Session, *, cohort_slug: str, pins: Mapping[str, UUID | None], by_id: UUID, now: datetime
) -> bool:
    """Let a cohort stay on these revisions, by module, and follow the latest of all others.

    None is a module that it does not have. Returns whether that changed anything.
    """
    cohort = session.scalars(select(Cohort).where(Cohort.slug == cohort_slug).with_for_update()).one()
    wanted = {slug: str(pin) if pin else None for slug, pin in sorted(pins.items())}
    if wanted == cohort.pins:
        return False
    cohort.pins = wanted
    record(
        session,
        actor_id=by_id,
        action="cohort.revisions-set",
        subject_kind="cohort",
        subject_id=cohort.id,
        now=now,
        pins=wanted,
    )
    session.flush()
    return True
