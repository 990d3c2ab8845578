"""Questions about who takes part in what. Every one is asked through the person asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.programmes import policies
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding


@dataclass(frozen=True, slots=True)
class Participation:
    """A person's place in a cohort, as far as their pages need to know it."""

    enrolment_id: UUID
    user_id: UUID
    cohort_slug: str
    cohort_title: str
    programme_slug: str
    starts_on: date
    ends_on: date
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class CohortView:
    """A cohort, and whether the person asking takes part in it."""

    programme_slug: str
    starts_on: date
    ends_on: date
    is_participant: bool


_enrolment, _cohort = columns(Enrolment), columns(Cohort)
_PARTICIPATIONS = (
    select(
        _enrolment.id,
        _enrolment.user_id,
        _cohort.slug,
        _cohort.title,
        _cohort.programme_slug,
        _cohort.starts_on,
        _cohort.ends_on,
        _enrolment.started_at,
    )
    .join_from(Enrolment.__table__, Cohort.__table__, _cohort.id == _enrolment.cohort_id)
    .where(_enrolment.user_id == bindparam("user_id"), _enrolment.withdrawn_at.is_(None))
    .order_by(_cohort.starts_on.desc(), _cohort.slug)
)
_ONE_PARTICIPATION = _PARTICIPATIONS.where(_cohort.slug == bindparam("cohort_slug"))


def participation_of(session: Session, actor: Actor, cohort_slug: str) -> Participation:
    """Return the actor's own place in a cohort. Raises NotFound for a stranger as for a cohort that is not."""
    row = session.execute(
        _ONE_PARTICIPATION, {"user_id": actor.user_id, "cohort_slug": cohort_slug}
    ).one_or_none()
    if row is None:
        raise NotFound
    return Participation(*row)


def participations_of(session: Session, actor: Actor) -> tuple[Participation, ...]:
    """Return every place the actor has, the latest study visit first."""
    rows = session.execute(_PARTICIPATIONS, {"user_id": actor.user_id})
    return tuple(Participation(*row) for row in rows)


def standings_of(session: Session, enrolment_ids: Sequence[UUID]) -> dict[tuple[UUID, str], ModuleStanding]:
    """Return how far enrolments have come, by enrolment and module; what is missing was not started."""
    standings = session.scalars(select(ModuleStanding).where(ModuleStanding.enrolment_id.in_(enrolment_ids)))
    return {(standing.enrolment_id, standing.module_slug): standing for standing in standings}


def cohort_seen_by(session: Session, actor: Actor, cohort_slug: str) -> CohortView:
    """Return a cohort that the actor takes part in or works for. Raises NotFound to everyone else."""
    row = session.execute(
        select(Cohort.programme_slug, Cohort.starts_on, Cohort.ends_on, policies.is_participant(actor)).where(
            Cohort.slug == cohort_slug, policies.visible_to(actor)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return CohortView(*row)


def cohorts_with_enrolments(session: Session) -> tuple[tuple[Cohort, int], ...]:
    """Return every cohort with how many people are enrolled and not withdrawn, the latest first."""
    rows = session.execute(
        select(Cohort, func.count(Enrolment.id))
        .outerjoin(Enrolment, and_(Enrolment.cohort_id == Cohort.id, Enrolment.withdrawn_at.is_(None)))
        .group_by(Cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.slug)
    )
    return tuple((cohort, count) for cohort, count in rows)
