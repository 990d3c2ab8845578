"""How far people have come: the one question behind screen, chart, CSV and JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from babel import Locale
from sqlalchemy import ColumnElement, Select, and_, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from studyvisit.accounts.models import Institution, User
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.plain_text import by_code_point, id_text, moment_text
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
    sorted_by,
)

AnySelect = Select[*tuple[Any, ...]]
Namer = Callable[[Any], tuple[Cell, ...]]

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
    return iter(_groups(session, scope, asked, locale))


def enrolled_count(session: Session, scope: Scope, filters: Filters) -> int:
    """Return how many enrolments a report by person has."""
    counting = select(func.count()).select_from(Enrolment)
    return session.scalar(counting.where(*_conditions(session, scope, filters), _STAYED)) or 0


def withdrawn_count(session: Session, scope: Scope, filters: Filters) -> int:
    """Return how many enrolments a report leaves out because people withdrew."""
    counting = select(func.count()).select_from(Enrolment)
    return session.scalar(counting.where(*_conditions(session, scope, filters), ~_STAYED)) or 0


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
    if filters.country is not None:
        conditions.append(_is(Enrolment.country, filters.country))
    if filters.institution is not None:
        conditions.append(_is(Enrolment.institution_id, filters.institution))
    if filters.enrolled_from is not None:
        conditions.append(Enrolment.enrolled_at >= _start_of(filters.enrolled_from))
    if filters.enrolled_to is not None:
        conditions.append(Enrolment.enrolled_at < _start_of(filters.enrolled_to) + timedelta(days=1))
    return conditions


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


def _groups(session: Session, scope: Scope, asked: Asked, locale: str) -> list[Row]:
    # Always grouped as the index `ix_enrolment_counted` is sorted, whatever the report is by: the
    # database then counts in one pass without sorting, and the few groups are added up here.
    keys = (Enrolment.cohort_id, Enrolment.country, Enrolment.institution_id)
    has_module = asked.filters.module is not None
    grouped = [_in_own_order(key) if has_module else key.expression for key in keys]
    columns = [func.count(column) for column in _reached(asked.filters).values()]
    question: AnySelect = select(*grouped, func.count(), *columns).select_from(Enrolment)
    question = _with_standing(question, asked.filters)
    conditions = _conditions(session, scope, asked.filters, in_own_order=has_module)
    question = question.where(*conditions, _STAYED).group_by(*grouped)
    cells_of = _namer(session, asked.by, locale)
    nobody = (None,) * len(key_columns(asked.by))
    sums: defaultdict[tuple[Cell, ...], list[int]] = defaultdict(lambda: [0] * (1 + len(STEPS)))
    for row in session.execute(question):
        key, numbers = row[_GROUPED[asked.by]], row[len(grouped) :]
        cells = nobody if key is None else cells_of(key)
        sums[cells] = [total + number for total, number in zip(sums[cells], numbers, strict=True)]
    return _sorted([counted(cells, numbers[0], numbers[1:]) for cells, numbers in sums.items()], asked)


def _sorted(rows: list[Row], asked: Asked) -> list[Row]:
    """Sort groups: by name first, then by the number asked for, so that equals stay in the order of names."""
    sort, is_falling = sorted_by(asked), asked.order is Order.DESCENDING
    rows.sort(key=lambda row: str(row[1]).casefold(), reverse=is_falling and sort is Sort.NAME)
    if sort is Sort.NAME:
        rows.sort(key=lambda row: row[0] is None)
        return rows
    place = len(key_columns(asked.by))
    if sort in STEPS:
        place += 1 + 2 * list(STEPS).index(sort)
    rows.sort(key=lambda row: int(row[place] or 0), reverse=is_falling)
    return rows


def _namer(session: Session, by: By, locale: str) -> Namer:
    """Return what gives a group's key cells, by what the database groups on."""
    match by:
        case By.COUNTRY:
            names = Locale.parse(locale).territories
            return lambda code: (code, str(names.get(code, code)))
        case By.INSTITUTION:
            found = session.execute(select(Institution.id, Institution.name, Institution.country))
            return {row.id: (str(row.id), row.name, row.country) for row in found}.__getitem__
        case By.COHORT:
            cohorts = session.execute(select(Cohort.id, Cohort.slug, Cohort.title, Cohort.programme_slug))
            return {row.id: (row.slug, row.title, row.programme_slug) for row in cohorts}.__getitem__
        case _:
            titles = programme_titles(session)
            slugs = session.execute(select(Cohort.id, Cohort.programme_slug))
            return {key: (slug, titles.get(slug, slug)) for key, slug in slugs}.__getitem__


def programme_titles(session: Session) -> dict[str, str]:
    """Return the titles of the published programmes by slug."""
    shelf = Shelf(session)
    return {slug: shelf.programme(slug).content.title for slug in shelf.slugs("programme")}


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
