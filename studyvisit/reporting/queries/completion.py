"""How far people have come: the one question behind screen, chart, CSV and JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from studyvisit.accounts.models import Institution, User
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.group_names import namer
from studyvisit.reporting.queries.plain_text import by_code_point, id_text, moment_text, month_text
from studyvisit.reporting.rules import (
    NOT_STATED,
    STEPS,
    Asked,
    By,
    Cell,
    Filters,
    Order,
    Row,
    Sort,
    counted,
    key_columns,
    place_of,
    sorted_by,
    total_of,
)

AnySelect = Select[*tuple[Any, ...]]

ROWS_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the rows, for a page of them."""

    first: int
    count: int


def completion_rows(
    session: Session, scope: Scope, asked: Asked, *, locale: str = "en", window: Window | None = None
) -> Iterator[Row]:
    """Yield the rows of a completion report, cells as `rules.columns` names them.

    People who withdrew are left out. Groups are sorted by their names in `locale`; what is not stated
    comes last. People come from the database a thousand at a time, moments as UTC text.
    """
    if asked.by is By.PERSON:
        return _people(session, scope, asked, window)
    if asked.by is By.MODULE:
        return iter(_sorted(_modules(session, scope, asked.filters), asked))
    return iter(_groups(session, scope, asked, locale))


def completion_total(session: Session, scope: Scope, asked: Asked, rows: Sequence[Row]) -> Row:
    """Return the row under the groups: their sum; under several modules, who reached a step in every one."""
    if asked.by is not By.MODULE or asked.filters.module is not None:
        return total_of(asked.by, rows)
    return total_of(By.COUNTRY, _groups(session, scope, Asked(filters=asked.filters), "en"))


def enrolled_count(session: Session, scope: Scope, filters: Filters) -> int:
    """Return how many enrolments a report by person has."""
    return session.scalar(_counting(session, scope, filters, _STAYED)) or 0


def withdrawn_count(session: Session, scope: Scope, filters: Filters) -> int:
    """Return how many enrolments a report leaves out because people withdrew."""
    return session.scalar(_counting(session, scope, filters, ~_STAYED)) or 0


def _counting(
    session: Session, scope: Scope, filters: Filters, which: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    counting: AnySelect = select(func.count()).select_from(Enrolment)
    if filters.reached is not None or filters.missing is not None:
        counting = _with_standing(counting, filters)
    return counting.where(*_conditions(session, scope, filters), which)


_STAYED = Enrolment.withdrawn_at.is_(None)


def _conditions(
    session: Session, scope: Scope, filters: Filters, *, in_own_order: bool = False
) -> list[ColumnElement[bool]]:
    cohorts = list(_of_cohorts(session, scope, filters))
    conditions: list[ColumnElement[bool]] = []
    if cohorts:
        is_wide = in_own_order and filters.cohort is None
        cohort_id = _in_own_order(Enrolment.cohort_id) if is_wide else Enrolment.cohort_id.expression
        conditions.append(cohort_id.in_(select(Cohort.id).where(*cohorts)))
    conditions += [_is(column, value) for column, value in _said(filters) if value is not None]
    if filters.enrolled_from is not None:
        conditions.append(Enrolment.enrolled_at >= _start_of(filters.enrolled_from))
    if filters.enrolled_to is not None:
        conditions.append(Enrolment.enrolled_at < _start_of(filters.enrolled_to) + timedelta(days=1))
    reached = _reached(filters)
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
    return [*_conditions(session, scope, replace(filters, reached=None, missing=None)), _STAYED]


def _of_cohorts(session: Session, scope: Scope, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if scope is not None:
        yield visible_in(scope)
    if filters.programme is not None:
        yield Cohort.programme_slug == filters.programme
    if filters.cohort is not None:
        yield Cohort.slug == filters.cohort
    if filters.module is not None:
        yield Cohort.programme_slug.in_(_programmes_with(session, filters.module))


def _in_own_order(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
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


def _reached(filters: Filters) -> dict[Sort, InstrumentedAttribute[datetime | None]]:
    source = Enrolment if filters.module is None else ModuleStanding
    return {sort: getattr(source, step.value) for sort, step in STEPS.items()}


def _with_standing(question: AnySelect, filters: Filters) -> AnySelect:
    if filters.module is None:
        return question
    standing = and_(ModuleStanding.enrolment_id == Enrolment.id, ModuleStanding.module_slug == filters.module)
    return question.outerjoin(ModuleStanding, standing)


_GROUPED = {By.PROGRAMME: 0, By.COHORT: 0, By.COUNTRY: 1, By.INSTITUTION: 2}
_SAID: dict[By, ColumnElement[Any]] = {
    By.POSITION: Enrolment.position_level.expression,
    By.SEX: Enrolment.sex.expression,
    By.MONTH: month_text(Enrolment.enrolled_at),
}


def _groups(session: Session, scope: Scope, asked: Asked, locale: str) -> list[Row]:
    # Always grouped as the index `ix_enrolment_counted` is sorted, whatever the report is by: the
    # database then counts in one pass without sorting, and the few groups are added up here.
    keys = (Enrolment.cohort_id, Enrolment.country, Enrolment.institution_id)
    has_module = asked.filters.module is not None
    grouped = [_in_own_order(key) if has_module else key.expression for key in keys]
    if asked.by in _SAID:
        grouped = [_SAID[asked.by]]
    columns = [func.count(column) for column in _reached(asked.filters).values()]
    question: AnySelect = select(*grouped, func.count(), *columns).select_from(Enrolment)
    question = _with_standing(question, asked.filters)
    conditions = _conditions(session, scope, asked.filters, in_own_order=has_module)
    question = question.where(*conditions, _STAYED).group_by(*grouped)
    cells_of = namer(session, asked.by, locale)
    nobody = (None,) * len(key_columns(asked.by))
    sums: defaultdict[tuple[Cell, ...], list[int]] = defaultdict(lambda: [0] * (1 + len(STEPS)))
    for row in session.execute(question):
        key, numbers = row[_GROUPED.get(asked.by, 0)], row[len(grouped) :]
        cells = nobody if key is None else cells_of(key)
        sums[cells] = [total + number for total, number in zip(sums[cells], numbers, strict=True)]
    return _sorted([counted(cells, numbers[0], numbers[1:]) for cells, numbers in sums.items()], asked)


def _modules(session: Session, scope: Scope, filters: Filters) -> list[Row]:
    """Return a row for each module of the programmes that the filters leave, in their order."""
    conditions = [*_conditions(session, scope, filters), _STAYED]
    enrolled: AnySelect = select(Cohort.programme_slug, func.count()).select_from(Enrolment)
    enrolled = _with_standing(enrolled.join(Cohort, Cohort.id == Enrolment.cohort_id), filters)
    by_programme = session.execute(enrolled.where(*conditions).group_by(Cohort.programme_slug))
    people = {slug: int(n) for slug, n in by_programme}
    key = (Cohort.programme_slug, ModuleStanding.module_slug)
    question: AnySelect = (
        select(*key, *(func.count(getattr(ModuleStanding, step.value)) for step in STEPS.values()))
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(ModuleStanding, ModuleStanding.enrolment_id == Enrolment.id)
        .where(*conditions)
        .group_by(*key)
    )
    reached = {(row[0], row[1]): row[2:] for row in session.execute(question)}
    shelf = Shelf(session)
    sums: dict[tuple[Cell, ...], list[int]] = {}
    for programme in (slug for slug in shelf.slugs("programme") if slug in people):
        for module in shelf.modules_of(shelf.programme(programme).content):
            slug = module.content.slug
            if filters.module in (None, slug):
                steps = reached.get((programme, slug), (0,) * len(STEPS))
                before = sums.get((slug, module.content.title), [0] * (1 + len(STEPS)))
                numbers = (people[programme], *steps)
                sums[slug, module.content.title] = [a + b for a, b in zip(before, numbers, strict=True)]
    return [counted(cells, numbers[0], numbers[1:]) for cells, numbers in sums.items()]


def _sorted(rows: list[Row], asked: Asked) -> list[Row]:
    """Sort groups: by name first, then by the number asked for, so that equals stay in the order of names."""
    sort, is_falling = sorted_by(asked), asked.order is Order.DESCENDING
    if sort is None:
        return rows
    rows.sort(key=lambda row: place_of(asked.by, row), reverse=is_falling and sort is Sort.NAME)
    if sort is Sort.NAME:
        rows.sort(key=lambda row: row[0] is None)
        return rows
    place = len(key_columns(asked.by))
    if sort in STEPS:
        place += 1 + 2 * list(STEPS).index(sort)
    rows.sort(key=lambda row: int(row[place] or 0), reverse=is_falling)
    return rows


def _people(session: Session, scope: Scope, asked: Asked, window: Window | None) -> Iterator[Row]:
    reached = _reached(asked.filters)
    question: AnySelect = (
        select(
            id_text(Enrolment.id),
            User.name,
            Enrolment.country,
            Institution.name,
            Cohort.slug,
            moment_text(Enrolment.enrolled_at),
            *(moment_text(column) for column in reached.values()),
        )
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Institution, Institution.id == Enrolment.institution_id)
    )
    question = _with_standing(question, asked.filters)
    question = question.where(*_conditions(session, scope, asked.filters, in_own_order=True), _STAYED)
    places: dict[Sort, ColumnElement[Any]] = {
        Sort.NAME: by_code_point(User.name),
        Sort.COUNTRY: by_code_point(Enrolment.country),
        Sort.INSTITUTION: by_code_point(Institution.name),
        Sort.COHORT: by_code_point(Cohort.slug),
        Sort.ENROLLED: Enrolment.enrolled_at.expression,
        **{sort: column.expression for sort, column in reached.items()},
    }
    is_falling = asked.order is Order.DESCENDING
    if asked.sort is None:
        question = question.order_by(Enrolment.id.desc() if is_falling else Enrolment.id)
    else:
        place = places[asked.sort].desc() if is_falling else places[asked.sort].asc()
        question = question.order_by(place.nulls_last(), Enrolment.id)
    if window is not None:
        # Only ids go through the sorting; the rest is looked up for the few that are shown.
        page = question.with_only_columns(Enrolment.id).limit(window.count).offset(window.first)
        question = question.where(Enrolment.id.in_(list(session.scalars(page))))
    # Through the connection: what the session would add for entities costs as much as the query.
    result = session.connection().execute(question, execution_options={"yield_per": ROWS_AT_A_TIME})
    for rows in result.partitions():
        yield from map(tuple, rows)


def begin_export(session: Session) -> None:
    """Begin a transaction that sees one moment throughout and may last as long as a slow line needs."""
    if session.get_bind().dialect.name != "postgresql":
        return  # a reading transaction of SQLite is like that anyway
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '5min'"))
    session.execute(text("SET LOCAL statement_timeout = '60s'"))
