"""How far people have come: the one question behind screen, chart, CSV and JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import STAYED, enrolment_conditions, reached_at, with_standing
from studyvisit.reporting.queries.counts import Dimension, enrolment_counts
from studyvisit.reporting.queries.group_names import namer
from studyvisit.reporting.queries.people_pages import Window, ids_on_page, order_of
from studyvisit.reporting.queries.plain_text import id_text, moment_text
from studyvisit.reporting.rules import (
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
    return sum(row.enrolled for row in enrolment_counts(session, scope, filters))


def withdrawn_count(session: Session, scope: Scope, filters: Filters) -> int:
    """Return how many enrolments a report leaves out because people withdrew."""
    return sum(row.withdrawn for row in enrolment_counts(session, scope, filters))


_DIMENSIONS = {
    By.PROGRAMME: Dimension.COHORT,
    By.COHORT: Dimension.COHORT,
    By.COUNTRY: Dimension.COUNTRY,
    By.INSTITUTION: Dimension.INSTITUTION,
    By.POSITION: Dimension.POSITION_LEVEL,
    By.SEX: Dimension.SEX,
    By.MONTH: Dimension.ENROLLED_ON,
}


def _groups(session: Session, scope: Scope, asked: Asked, locale: str) -> list[Row]:
    cells_of = namer(session, asked.by, locale)
    nobody = (None,) * len(key_columns(asked.by))
    sums: defaultdict[tuple[Cell, ...], list[int]] = defaultdict(lambda: [0] * (1 + len(STEPS)))
    for group in enrolment_counts(session, scope, asked.filters, (_DIMENSIONS[asked.by],)):
        if group.enrolled:
            (key,) = group.key
            key = f"{key:%Y-%m}" if isinstance(key, date) else key
            _add(sums[nobody if key is None else cells_of(key)], (group.enrolled, *group.reached))
    return _sorted([counted(cells, numbers[0], numbers[1:]) for cells, numbers in sums.items()], asked)


def _modules(session: Session, scope: Scope, filters: Filters) -> list[Row]:
    """Return a row for each module of the programmes that the filters leave, in their order."""
    programme_of = {
        row.id: row.programme_slug for row in session.execute(select(Cohort.id, Cohort.programme_slug))
    }
    people: defaultdict[str, int] = defaultdict(int)
    reached: defaultdict[tuple[Any, Any], list[int]] = defaultdict(lambda: [0] * len(STEPS))
    for group in enrolment_counts(session, scope, filters, (Dimension.COHORT,)):
        programme = programme_of[cast("UUID", group.key[0])]
        people[programme] += group.enrolled
        if filters.module is not None:
            _add(reached[programme, filters.module], group.reached)
    if filters.module is None:
        for group in enrolment_counts(session, scope, filters, (Dimension.COHORT, Dimension.MODULE)):
            _add(reached[programme_of[cast("UUID", group.key[0])], group.key[1]], group.reached)
    shelf = Shelf(session)
    sums: defaultdict[tuple[Cell, ...], list[int]] = defaultdict(lambda: [0] * (1 + len(STEPS)))
    for programme in (slug for slug in shelf.slugs("programme") if people[slug]):
        for module in shelf.modules_of(shelf.programme(programme).content):
            slug = module.content.slug
            if filters.module in (None, slug):
                _add(sums[slug, module.content.title], (people[programme], *reached[programme, slug]))
    return [counted(cells, numbers[0], numbers[1:]) for cells, numbers in sums.items()]


def _add(sums: list[int], numbers: Iterable[int]) -> None:
    for place, number in enumerate(numbers):
        sums[place] += number


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
    reached = reached_at(asked.filters)
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
    question = with_standing(question, asked.filters)
    if window is None:
        conditions = enrolment_conditions(
            session, scope, asked.filters, as_stored=asked.filters.cohort is None
        )
        question = question.where(*conditions, STAYED)
    else:
        question = question.where(Enrolment.id.in_(ids_on_page(session, scope, asked, window)))
    question = question.order_by(*order_of(asked).clauses())
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
