"""How a cohort is getting on, for those who look after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.errors import NotFound
from studyvisit.library.queries import Pins
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.people_pages import Window
from studyvisit.reporting.queries.plain_text import by_code_point
from studyvisit.reporting.rules import QUIET

_active_at = func.coalesce(Enrolment.last_active_at, Enrolment.enrolled_at)


@dataclass(frozen=True, slots=True)
class CohortSummary:
    """A cohort with how many are in it, never started, are stuck, and hold every certificate.

    Those who never started and have been quiet for long are stuck as well.
    """

    id: UUID
    slug: str
    title: str
    programme_slug: str
    starts_on: date
    ends_on: date
    enrolled: int
    never_started: int
    stuck: int
    certified: int
    pins: Pins


@dataclass(frozen=True, slots=True)
class Member:
    """A participant of a cohort."""

    enrolment_id: UUID
    name: str
    country: str | None
    institution: str | None
    started_at: datetime | None
    certified_at: datetime | None
    last_active_at: datetime | None
    enrolled_at: datetime

    @property
    def active_at(self) -> datetime:
        """Return when they were last active, or enrolled when they never were."""
        return self.last_active_at or self.enrolled_at


def cohort_summaries(session: Session, scope: Scope, *, now: datetime) -> tuple[CohortSummary, ...]:
    """Return the cohorts in a scope, the latest first, withdrawn people left out."""
    return _summaries(session, visible_in(scope), now)


def cohort_summary(session: Session, scope: Scope, slug: str, *, now: datetime) -> CohortSummary:
    """Return one cohort in the scope. Raises NotFound."""
    found = _summaries(session, and_(visible_in(scope), Cohort.slug == slug), now)
    if not found:
        raise NotFound
    return found[0]


def members(
    session: Session, cohort_id: UUID, *, window: Window
) -> tuple[tuple[Member, dict[str, ModuleStanding]], ...]:
    """Return people of a cohort with their standings by module: those without a certificate first.

    Among them whoever has been quiet longest comes first, which puts the stuck before the busy.
    """
    rows = session.execute(
        select(
            Enrolment.id,
            User.name,
            Enrolment.country,
            Institution.name,
            Enrolment.started_at,
            Enrolment.certified_at,
            Enrolment.last_active_at,
            Enrolment.enrolled_at,
        )
        .join(User, User.id == Enrolment.user_id)
        .outerjoin(Institution, Institution.id == Enrolment.institution_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.withdrawn_at.is_(None))
        .order_by(
            case((Enrolment.certified_at.is_(None), 0), else_=1),
            _active_at,
            by_code_point(User.name),
            Enrolment.id,
        )
        .limit(window.count)
        .offset(window.first)
    )
    found = [Member(*row) for row in rows]
    standings: defaultdict[UUID, dict[str, ModuleStanding]] = defaultdict(dict)
    for standing in session.scalars(
        select(ModuleStanding).where(ModuleStanding.enrolment_id.in_([one.enrolment_id for one in found]))
    ):
        standings[standing.enrolment_id][standing.module_slug] = standing
    return tuple((member, standings[member.enrolment_id]) for member in found)


def _summaries(session: Session, which: ColumnElement[bool], now: datetime) -> tuple[CohortSummary, ...]:
    is_open = and_(Enrolment.id.is_not(None), Enrolment.certified_at.is_(None))
    quiet_since = now - QUIET
    is_quiet = _active_at <= quiet_since
    question: Select[*tuple[Any, ...]] = (
        select(
            Cohort.id,
            Cohort.slug,
            Cohort.title,
            Cohort.programme_slug,
            Cohort.starts_on,
            Cohort.ends_on,
            func.count(Enrolment.id),
            func.count(Enrolment.id) - func.count(Enrolment.started_at),
            func.count(case((and_(is_open, is_quiet), 1))),
            func.count(Enrolment.certified_at),
            Cohort.pins,
        )
        .outerjoin(Enrolment, and_(Enrolment.cohort_id == Cohort.id, Enrolment.withdrawn_at.is_(None)))
        .where(which)
        .group_by(Cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.slug)
    )
    return tuple(CohortSummary(*row) for row in session.execute(question))
