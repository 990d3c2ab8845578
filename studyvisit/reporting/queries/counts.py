"""How many people have come how far, counted under anything a report groups by: the figures of this moment.

Read from the counts that are kept (`StandingCount`) and the events not folded into them yet, in one statement:
milliseconds for a million enrolments, however they are filtered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from studyvisit.db import columns
from studyvisit.programmes.models import (
    NOBODY,
    Cohort,
    Enrolment,
    ModuleStanding,
    StandingCount,
    StandingEvent,
)
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import (
    STAYED,
    cohort_conditions,
    enrolment_conditions,
    reached_at,
    with_standing,
)
from studyvisit.reporting.queries.plain_text import moment_day
from studyvisit.reporting.rules import NOT_STATED, STEPS, Filters

AnySelect = Select[*tuple[Any, ...]]
Key = str | UUID | date | None
WHOLE = ""  # the module of what is counted for the programme as a whole


class Dimension(StrEnum):
    """What enrolments are counted under; its value is the column."""

    MODULE = "module_slug"
    COHORT = "cohort_id"
    COUNTRY = "country"
    INSTITUTION = "institution_id"
    SEX = "sex"
    POSITION_LEVEL = "position_level"
    ENROLLED_ON = "enrolled_on"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many enrolments have one key, None in it for what is not stated.

    `reached` has a number for each step, in the order of `Milestone`. Who withdrew is in `withdrawn` alone.
    """

    key: tuple[Key, ...]
    enrolled: int
    withdrawn: int
    reached: tuple[int, ...]


def enrolment_counts(
    session: Session, scope: Scope, filters: Filters, by: Sequence[Dimension] = ()
) -> list[Counted]:
    """Return how many enrolments there are under each key, and how many have reached each step.

    `by` says what the key consists of, in that order; without any there is one row of everybody (none when
    there is nobody). With a module in the filters its own steps are counted, of everybody enrolled in the
    programmes that teach it. By module there is a row for each module and key that somebody has begun, and
    `enrolled` is 0 in it: ask without the module for the denominator. Filtered by steps reached or missed the
    enrolments are counted one by one: seconds where a million are left.
    """
    if filters.reached is not None or filters.missing is not None:
        return _one_by_one(session, scope, filters, by)
    legs = [_leg(session, model, scope, filters, by) for model in (StandingCount, StandingEvent)]
    if filters.module is not None and Dimension.MODULE not in by:
        legs += [
            _leg(session, model, scope, filters, by, is_of_module=False)
            for model in (StandingCount, StandingEvent)
        ]
    sums: defaultdict[tuple[Key, ...], list[int]] = defaultdict(lambda: [0] * (2 + len(STEPS)))
    for row in session.execute(union_all(*legs)):
        key = _key(row, by)
        sums[key] = [total + (number or 0) for total, number in zip(sums[key], row[len(by) :], strict=True)]
    return [_counted(key, numbers) for key, numbers in sums.items() if any(numbers)]


def _key(row: Sequence[Any], by: Sequence[Dimension]) -> tuple[Key, ...]:
    return tuple(None if part in ("", NOBODY) else part for part in row[: len(by)])


def _counted(key: tuple[Key, ...], numbers: Sequence[int]) -> Counted:
    return Counted(key, numbers[0], numbers[1], tuple(numbers[2:]))


def _one_by_one(session: Session, scope: Scope, filters: Filters, by: Sequence[Dimension]) -> list[Counted]:
    """Count enrolments themselves: who reached one step and which others is in no count that is kept."""
    is_by_module = Dimension.MODULE in by and filters.module is None
    places: dict[Dimension, Any] = {one: getattr(Enrolment, one.value, None) for one in Dimension}
    places[Dimension.MODULE] = ModuleStanding.module_slug if is_by_module else literal(filters.module)
    places[Dimension.ENROLLED_ON] = moment_day(Enrolment.enrolled_at)
    reached: list[Any] = list(reached_at(filters).values())
    if is_by_module:
        reached = [getattr(ModuleStanding, step.value) for step in STEPS.values()]
    keys = [places[one] for one in by]
    numbers = [_number(STAYED), _number(~STAYED), *(_number(STAYED & at.is_not(None)) for at in reached)]
    question: AnySelect = with_standing(select(*keys, *numbers).select_from(Enrolment), filters)
    if is_by_module:
        question = question.join(ModuleStanding, ModuleStanding.enrolment_id == Enrolment.id)
    question = question.where(*enrolment_conditions(session, scope, filters)).group_by(*keys)
    rows = [(_key(row, by), [number or 0 for number in row[len(by) :]]) for row in session.execute(question)]
    return [_counted(key, [0, 0, *its[2:]] if is_by_module else its) for key, its in rows if any(its)]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _leg(
    session: Session,
    model: type[StandingCount] | type[StandingEvent],
    scope: Scope,
    filters: Filters,
    by: Sequence[Dimension],
    *,
    is_of_module: bool = True,
) -> AnySelect:
    """Return the sums of one table: the steps of the module asked for, or who is enrolled where it is taught."""
    column = columns(model)
    keys = [column[dimension.value] for dimension in by]
    steps = [func.sum(column[sort.value]) for sort in STEPS]
    people = [func.sum(column.enrolled), func.sum(column.withdrawn)]
    which = column.module_slug == WHOLE
    if is_of_module:
        if filters.module is not None:
            which = column.module_slug == filters.module
        elif Dimension.MODULE in by:
            which = column.module_slug != WHOLE
    else:
        steps = [func.sum(0) for _step in steps]
    conditions = _conditions(session, column, scope, filters)
    return select(*keys, *people, *steps).where(which, *conditions).group_by(*keys)


def _conditions(
    session: Session, column: Any, scope: Scope, filters: Filters
) -> Iterator[ColumnElement[bool]]:
    cohorts = list(cohort_conditions(session, scope, filters))
    if cohorts:
        yield column.cohort_id.in_(select(Cohort.id).where(*cohorts))
    said = {"country": filters.country, "sex": filters.sex, "position_level": filters.position}
    for name, wanted in said.items():
        if wanted is not None:
            yield column[name] == ("" if wanted == NOT_STATED else wanted)
    if filters.institution is not None:
        yield column.institution_id == (NOBODY if filters.institution == NOT_STATED else filters.institution)
    if filters.enrolled_from is not None:
        yield column.enrolled_on >= filters.enrolled_from
    if filters.enrolled_to is not None:
        yield column.enrolled_on <= filters.enrolled_to
