"""What filters mean: conditions on enrolments and cohorts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.rules import NOT_STATED, STEPS, Filters, Sort

AnySelect = Select[*tuple[Any, ...]]

STAYED = Enrolment.withdrawn_at.is_(None)


def enrolment_conditions(
    session: Session, scope: Scope, filters: Filters, *, as_stored: bool = False
) -> list[ColumnElement[bool]]:
    """Return the conditions on `Enrolment` that a scope and the filters set; those of steps need the standing joined.

    `as_stored` says that the rows are best read in the order in which they lie.
    """
    cohorts = list(cohort_conditions(session, scope, filters))
    conditions: list[ColumnElement[bool]] = []
    if cohorts:
        cohort_id = in_own_order(Enrolment.cohort_id) if as_stored else Enrolment.cohort_id.expression
        conditions.append(cohort_id.in_(select(Cohort.id).where(*cohorts)))
    conditions += [_is(column, value) for column, value in _said(filters) if value is not None]
    if filters.enrolled_from is not None:
        conditions.append(Enrolment.enrolled_at >= _start_of(filters.enrolled_from))
    if filters.enrolled_to is not None:
        conditions.append(Enrolment.enrolled_at < _start_of(filters.enrolled_to) + timedelta(days=1))
    reached = reached_at(filters)
    conditions += [reached[step].is_not(None) for step in (filters.reached,) if step is not None]
    conditions += [reached[step].is_(None) for step in (filters.missing,) if step is not None]
    return conditions


def _said(filters: Filters) -> tuple[tuple[InstrumentedAttribute[Any], UUID | str | None], ...]:
    return (
        (Enrolment.country, filters.country),
        (Enrolment.institution_id, filters.institution),
        (Enrolment.position_level, filters.position),
        (Enrolment.sex, filters.sex),
    )


def stayed(session: Session, scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on `Enrolment` that leave the people of a scope and the filters who did not withdraw.

    Which step they reached makes no difference here.
    """
    return [*enrolment_conditions(session, scope, replace(filters, reached=None, missing=None)), STAYED]


def cohort_conditions(session: Session, scope: Scope, filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on `Cohort` that a scope and the filters set."""
    if scope is not None:
        yield visible_in(scope)
    if filters.programme is not None:
        yield Cohort.programme_slug == filters.programme
    if filters.cohort is not None:
        yield Cohort.slug == filters.cohort
    if filters.module is not None:
        yield Cohort.programme_slug.in_(_programmes_with(session, filters.module))


def in_own_order(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return the column in a form that no index serves, so that enrolments are read as they are stored.

    People are wanted in that order anyway, and their standings lie in the same: found twice as fast.
    """
    return func.nullif(column, None, type_=column.type)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _is(column: InstrumentedAttribute[Any], value: UUID | str) -> ColumnElement[bool]:
    return column.is_(None) if value == NOT_STATED else column == value


def _programmes_with(session: Session, module: str) -> list[str]:
    shelf = Shelf(session)
    return [slug for slug in shelf.slugs("programme") if module in shelf.programme(slug).content.modules]


def reached_at(filters: Filters) -> dict[Sort, InstrumentedAttribute[datetime | None]]:
    """Return what says when each step was reached: the programme's, or the module's that is filtered by."""
    source = Enrolment if filters.module is None else ModuleStanding
    return {sort: getattr(source, step.value) for sort, step in STEPS.items()}


def with_standing(question: AnySelect, filters: Filters) -> AnySelect:
    """Join the standings in the module that is filtered by, where there are any."""
    if filters.module is None:
        return question
    standing = and_(ModuleStanding.enrolment_id == Enrolment.id, ModuleStanding.module_slug == filters.module)
    return question.outerjoin(ModuleStanding, standing)
