"""Who is stuck where, since when, and how long steps take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import stayed
from studyvisit.reporting.queries.people_pages import Window
from studyvisit.reporting.queries.plain_text import moment_seconds
from studyvisit.reporting.rules import QUIET, STEPS, Filters, Sort

AnySelect = Select[*tuple[Any, ...]]

ROWS_AT_A_TIME = 500
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Stuck:
    """Someone who is stuck; `standings` say by module, in any order, which steps they have taken."""

    enrolment_id: UUID
    name: str
    country: str | None
    institution: str | None
    cohort: str
    programme: str
    active_at: datetime
    has_started: bool
    standings: dict[str, ModuleStanding]


def stuck_count(session: Session, scope: Scope, filters: Filters, *, now: datetime) -> tuple[int, int, int]:
    """Return how many people are stuck, how many of them never started, and of how many in all they are."""
    is_stuck = _is_quiet(now)
    question: AnySelect = select(
        func.count(case((is_stuck, 1))),
        func.count(case((and_(is_stuck, Enrolment.started_at.is_(None)), 1))),
        func.count(),
    ).select_from(Enrolment)
    stuck, never, everybody = session.execute(_narrowed(session, question, scope, filters)).one()
    return int(stuck), int(never), int(everybody)


def stuck_people(
    session: Session, scope: Scope, filters: Filters, *, now: datetime, window: Window | None = None
) -> Iterator[Stuck]:
    """Yield the people who hold no certificate and did nothing for seven days, the longest quiet first.

    With a module, those who have begun it and are stuck in it; with a step missing as well, those whose
    next step there it is.
    """
    question: AnySelect = (
        select(
            Enrolment.id,
            User.name,
            Enrolment.country,
            Institution.name,
            Cohort.title,
            Cohort.programme_slug,
            _ACTIVE_AT,
            Enrolment.started_at.is_not(None),
        )
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Institution, Institution.id == Enrolment.institution_id)
    )
    question = _narrowed(session, question, scope, filters).where(_is_quiet(now))
    question = question.order_by(_ACTIVE_AT, Enrolment.id)
    if window is not None:
        question = question.limit(window.count).offset(window.first)
    result = session.execute(question, execution_options={"yield_per": ROWS_AT_A_TIME})
    for rows in result.partitions():
        standings = _standings(session, [row[0] for row in rows])
        for row in rows:
            yield Stuck(*(*row, standings.get(row[0], {})))


def addresses_of(
    session: Session, scope: Scope, filters: Filters, *, now: datetime, most: int
) -> list[tuple[str, str]]:
    """Return name and e-mail address of the people who are stuck, the longest quiet first, at most so many."""
    question: AnySelect = (
        select(User.name, User.email).select_from(Enrolment).join(User, User.id == Enrolment.user_id)
    )
    question = _narrowed(session, question, scope, filters).where(_is_quiet(now))
    rows = session.execute(question.order_by(_ACTIVE_AT, Enrolment.id).limit(most))
    return [(name, email) for name, email in rows]


def stopped_before(
    session: Session, scope: Scope, filters: Filters, *, now: datetime
) -> dict[str, tuple[int, dict[Sort, int]]]:
    """Return by module how many began it, and for each step how many are stuck before it."""
    step = _next_step()
    conditions = stayed(session, scope, filters)
    question: AnySelect = (
        select(ModuleStanding.module_slug, step, func.count(), func.count(case((_is_quiet(now), 1))))
        .select_from(Enrolment)
        .join(ModuleStanding, ModuleStanding.enrolment_id == Enrolment.id)
        .where(*conditions, ModuleStanding.started_at.is_not(None))
        .group_by(ModuleStanding.module_slug, step)
    )
    if filters.module is not None:
        question = question.where(ModuleStanding.module_slug == filters.module)
    begun: defaultdict[str, int] = defaultdict(int)
    waiting: defaultdict[str, dict[Sort, int]] = defaultdict(dict)
    for module, missing, people, stuck in session.execute(question):
        begun[module] += people
        if missing is not None:
            waiting[module][Sort(missing)] = stuck
    return {module: (number, waiting[module]) for module, number in begun.items()}


def minutes_between(session: Session, scope: Scope, filters: Filters) -> dict[Sort, list[tuple[int, int]]]:
    """Return for each step after the first how many minutes after the one before it was reached, and how often.

    Of every module together, or of one; steps that were taken in another order are left out.
    """
    conditions = stayed(session, scope, filters)
    if filters.module is not None:
        conditions.append(ModuleStanding.module_slug == filters.module)
    parts = [_minutes(earlier, later, conditions) for earlier, later in pairwise(STEPS)]
    found: defaultdict[Sort, list[tuple[int, int]]] = defaultdict(list)
    for step, minutes, times in session.execute(union_all(*parts)):
        found[Sort(step)].append((int(minutes), times))
    return {step: sorted(pairs) for step, pairs in found.items()}


_ACTIVE_AT = func.coalesce(Enrolment.last_active_at, Enrolment.enrolled_at)


def _is_quiet(now: datetime) -> ColumnElement[bool]:
    return and_(Enrolment.certified_at.is_(None), now - QUIET >= _ACTIVE_AT)


def _next_step() -> ColumnElement[Any]:
    """Return the first step that a standing lacks, NULL when it lacks none."""
    return case(
        *((getattr(ModuleStanding, step.value).is_(None), sort.value) for sort, step in STEPS.items())
    )


def _narrowed(session: Session, question: AnySelect, scope: Scope, filters: Filters) -> AnySelect:
    question = question.where(*stayed(session, scope, filters))
    if filters.module is None:
        return question
    standing = and_(ModuleStanding.enrolment_id == Enrolment.id, ModuleStanding.module_slug == filters.module)
    question = question.join(ModuleStanding, standing)
    question = question.where(ModuleStanding.started_at.is_not(None), ModuleStanding.certified_at.is_(None))
    return question if filters.missing is None else question.where(_next_step() == filters.missing.value)


def _standings(session: Session, enrolments: Sequence[UUID]) -> dict[UUID, dict[str, ModuleStanding]]:
    found: defaultdict[UUID, dict[str, ModuleStanding]] = defaultdict(dict)
    for one in session.scalars(select(ModuleStanding).where(ModuleStanding.enrolment_id.in_(enrolments))):
        found[one.enrolment_id][one.module_slug] = one
    return found


def _minutes(earlier: Sort, later: Sort, conditions: Sequence[ColumnElement[bool]]) -> AnySelect:
    before, after = (getattr(ModuleStanding, STEPS[step].value) for step in (earlier, later))
    minutes = (moment_seconds(after) - moment_seconds(before)) // MINUTE
    return (
        select(literal(later.value), minutes, func.count())
        .select_from(Enrolment)
        .join(ModuleStanding, ModuleStanding.enrolment_id == Enrolment.id)
        .where(*conditions, before.is_not(None), after >= before)
        .group_by(minutes)
    )
