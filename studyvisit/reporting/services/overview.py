"""The overview of a programme: how many came how far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.library.queries import Shelf
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.group_names import namer
from studyvisit.reporting.queries.overview import ByModule, CohortCount, cohorts_counted, modules_counted
from studyvisit.reporting.rules import (
    STEPS,
    Asked,
    By,
    Filters,
    Row,
    Sort,
    as_address,
    counted,
    total_of,
)
from studyvisit.reporting.services.attention import attention
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table


def overview(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return the overview of what the filters leave: the funnel, by module and country, and what needs attention."""
    filters = asked.filters
    cohorts = cohorts_counted(session, scope, filters)
    by_country = _added(cohorts, lambda one: one.country)
    namer_of = namer(session, By.COUNTRY, "en")
    rows = [
        counted((None, None) if country is None else namer_of(country), numbers[0], numbers[1:])
        for country, numbers in by_country.items()
    ]
    rows.sort(key=lambda row: (row[0] is None, str(row[1]).casefold()))
    total = total_of(By.COUNTRY, rows)
    modules = _modules_of(Shelf(session), filters)
    begun = modules_counted(session, scope, filters) if modules else {}
    return Report(
        name="overview",
        programme=filters.programme,
        parameters=as_address(Asked(filters=filters)),
        as_of=now,
        tables=(
            _funnel(total),
            attention(session, scope, filters, cohorts, now),
            _countries(rows, total),
            *((_modules(modules, begun, total), _heat(modules, begun, rows)) if modules else ()),
        ),
        facts={"withdrawn": sum(one.withdrawn for one in cohorts)},
    )


def _added(
    cohorts: Sequence[CohortCount], key: Callable[[CohortCount], str | None]
) -> dict[str | None, list[int]]:
    sums: defaultdict[str | None, list[int]] = defaultdict(lambda: [0] * (1 + len(STEPS)))
    for one in cohorts:
        if one.enrolled:
            numbers = (one.enrolled, *one.reached)
            sums[key(one)] = [a + b for a, b in zip(sums[key(one)], numbers, strict=True)]
    return dict(sums)


def _modules_of(shelf: Shelf, filters: Filters) -> list[tuple[str, str]]:
    """Return the modules of the programme by slug and title; none when one is chosen already."""
    if filters.module is not None or filters.programme not in shelf.slugs("programme"):
        return []
    programme = shelf.programme(str(filters.programme)).content
    return [(module.content.slug, module.content.title) for module in shelf.modules_of(programme)]


def _modules(modules: Sequence[tuple[str, str]], begun: ByModule, total: Row) -> Table:
    enrolled = int(str(total[2]))
    sums = {
        slug: [sum(numbers) for numbers in zip(*by_country.values(), strict=True)]
        for slug, by_country in begun.items()
    }
    return Table(
        name="modules",
        columns=(
            Column(name="module", kind=Kind.CODE, is_key=True),
            Column(name="module_title", kind=Kind.CODE, is_key=True),
            Column(name="enrolled", kind=Kind.COUNT, is_people=True, hxl="#affected+enrolled"),
            *_step_columns(),
        ),
        rows=tuple(counted(key, enrolled, sums.get(key[0], [0] * len(STEPS))) for key in modules),
        rows_are=Rows.SEPARATE,
        n=enrolled,
        marks=tuple(Mark(kind=MarkKind.BAR, column=f"{step.value}_share") for step in STEPS),
    )


def _heat(modules: Sequence[tuple[str, str]], begun: ByModule, countries: Sequence[Row]) -> Table:
    """Return how many hold the certificate of each module, by country."""
    certified = list(STEPS).index(Sort.CERTIFIED)
    columns: list[Column] = []
    for slug, _title in modules:
        columns += [
            Column(name=slug, kind=Kind.COUNT, is_people=True, among="enrolled"),
            Column(
                name=f"{slug}_share",
                kind=Kind.SHARE,
                share_of=slug,
                among="enrolled",
                empty=Absent.NOT_DEFINED,
            ),
        ]
    return Table(
        name="countries_and_modules",
        columns=(
            *_country_columns(),
            Column(name="enrolled", kind=Kind.COUNT, is_people=True, hxl="#affected+enrolled"),
            *columns,
        ),
        rows=tuple(
            counted(
                row[:2],
                int(str(row[2])),
                [_reached(begun, slug, row[0], certified) for slug, _title in modules],
            )
            for row in countries
        ),
        rows_are=Rows.PARTS,
        n=sum(int(str(row[2])) for row in countries),
        marks=tuple(Mark(kind=MarkKind.HEAT, column=f"{slug}_share") for slug, _title in modules),
    )


def _reached(begun: ByModule, module: str, country: Cell, step: int) -> int:
    """Return how many people of a country reached a step of a module."""
    numbers = begun.get(module, {}).get(None if country is None else str(country))
    return numbers[step] if numbers else 0


def _funnel(total: Row) -> Table:
    counts = [int(str(cell)) for cell in (total[2], *total[3::2])]
    return Table(
        name="funnel",
        columns=(
            Column(name="step", kind=Kind.CODE, is_key=True),
            Column(name="people", kind=Kind.COUNT, is_people=True, hxl="#affected"),
            Column(name="share_of_first", kind=Kind.SHARE, share_of="people", empty=Absent.NOT_DEFINED),
            Column(
                name="compared_with_previous", kind=Kind.SHARE, share_of="people", empty=Absent.NOT_DEFINED
            ),
        ),
        rows=tuple(_steps(counts)),
        rows_are=Rows.NESTED,
        n=counts[0],
        marks=(Mark(kind=MarkKind.BAR, column="share_of_first"),),
    )


def _steps(counts: list[int]) -> Iterator[tuple[Cell, ...]]:
    before = counts[0]
    for step, count in zip(("enrolled", *STEPS), counts, strict=True):
        yield str(step), count, _share(count, counts[0]), _share(count, before)
        before = count


def _share(count: int, whole: int) -> float | None:
    return count / whole if whole else None


def _country_columns() -> tuple[Column, Column]:
    return (
        Column(name="country", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED, hxl="#country+code"),
        Column(
            name="country_name", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED, hxl="#country+name"
        ),
    )


def _step_columns() -> Iterator[Column]:
    for step in STEPS:
        yield Column(name=step.value, kind=Kind.COUNT, is_people=True, among="enrolled")
        yield Column(
            name=f"{step.value}_share",
            kind=Kind.SHARE,
            share_of=step.value,
            among="enrolled",
            empty=Absent.NOT_DEFINED,
        )


def _countries(rows: Sequence[Row], total: Row) -> Table:
    return Table(
        name="countries",
        columns=(
            *_country_columns(),
            Column(name="enrolled", kind=Kind.COUNT, is_people=True, hxl="#affected+enrolled"),
            *_step_columns(),
        ),
        rows=tuple(rows),
        rows_are=Rows.PARTS,
        total=total,
        n=int(str(total[2])),
        marks=tuple(Mark(kind=MarkKind.BAR, column=f"{step.value}_share") for step in STEPS),
    )
