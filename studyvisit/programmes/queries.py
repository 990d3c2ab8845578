"""Questions about who takes part in what. Every one is asked through the person asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.db import columns
from studyvisit.errors import NotFound
from studyvisit.library.queries import Pins
from studyvisit.programmes import policies
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding, StandingCount, StandingEvent


@dataclass(frozen=True, slots=True)
class Participation:
    """A person's place in a cohort, as far as their pages need to know it."""

    enrolment_id: UUID
    user_id: UUID
    cohort_slug: str
    programme_slug: str
    starts_on: date
    ends_on: date
    pins: Pins = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CohortView:
    """A cohort, and the enrolment of the person asking; staff who look at it have none."""

    programme_slug: str
    starts_on: date
    ends_on: date
    pins: Pins
    enrolment_id: UUID | None


_enrolment, _cohort = columns(Enrolment), columns(Cohort)
_PARTICIPATIONS = (
    select(
        _enrolment.id,
        _enrolment.user_id,
        _cohort.slug,
        _cohort.programme_slug,
        _cohort.starts_on,
        _cohort.ends_on,
        _cohort.pins,
    )
    .join_from(Enrolment.__table__, Cohort.__table__, _cohort.id == _enrolment.cohort_id)
    .where(_enrolment.user_id == bindparam("user_id"), _enrolment.withdrawn_at.is_(None))
    .order_by(_cohort.starts_on.desc(), _cohort.slug)
)
_ONE_PARTICIPATION = _PARTICIPATIONS.where(_cohort.slug == bindparam("cohort_slug"))
_SEEN = (
    select(_cohort.programme_slug, _cohort.starts_on, _cohort.ends_on, _cohort.pins, _enrolment.id)
    .join_from(
        Cohort.__table__,
        Enrolment.__table__,
        and_(
            _enrolment.cohort_id == _cohort.id,
            _enrolment.user_id == bindparam("user_id"),
            _enrolment.withdrawn_at.is_(None),
        ),
        isouter=True,
    )
    .where(_cohort.slug == bindparam("cohort_slug"))
)


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


def cohort_seen_by(session: Session, actor: Actor, cohort_slug: str) -> CohortView:
    """Return a cohort that the actor takes part in or works for. Raises NotFound to everyone else."""
    row = session.execute(_SEEN, {"user_id": actor.user_id, "cohort_slug": cohort_slug}).one_or_none()
    if row is None:
        raise NotFound
    seen = CohortView(*row)
    if seen.enrolment_id is None and not policies.may_look_at(actor, seen.programme_slug):
        raise NotFound
    return seen


def cohorts_with_enrolments(session: Session) -> tuple[tuple[Cohort, int], ...]:
    """Return every cohort with how many people are enrolled and not withdrawn, the latest first."""
    rows = session.execute(
        select(Cohort, func.count(Enrolment.id))
        .outerjoin(Enrolment, and_(Enrolment.cohort_id == Cohort.id, Enrolment.withdrawn_at.is_(None)))
        .group_by(Cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.slug)
    )
    return tuple((cohort, count) for cohort, count in rows)


def midway_in(session: Session, cohort_slug: str) -> dict[str, int]:
    """Return how many people of a cohort have begun a module and have no certificate of it yet, by module."""
    rows = session.execute(
        select(ModuleStanding.module_slug, func.count().label("midway"))
        .join(Enrolment, Enrolment.id == ModuleStanding.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Cohort.slug == cohort_slug,
            Enrolment.withdrawn_at.is_(None),
            ModuleStanding.started_at.is_not(None),
            ModuleStanding.certified_at.is_(None),
        )
        .group_by(ModuleStanding.module_slug)
    )
    return {row.module_slug: row.midway for row in rows}


def in_modules(session: Session) -> dict[str, int]:
    """Return how many people have begun each module and not finished it, by its slug."""
    counted: dict[str, int] = {}
    for model in (StandingCount, StandingEvent):
        rows = session.execute(
            select(model.module_slug, func.sum(model.started - model.certified))
            .where(model.module_slug != "")
            .group_by(model.module_slug)
        )
        for slug, number in rows:
            counted[slug] = counted.get(slug, 0) + int(number)
    return counted


def cohorts_staying(session: Session, module_slug: str) -> int:
    """Return how many cohorts stay on an earlier revision of a module."""
    return sum(bool(pins.get(module_slug)) for pins in session.scalars(select(Cohort.pins)))
