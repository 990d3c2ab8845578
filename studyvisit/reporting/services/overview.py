"""The overview of a programme: how many came how far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.completion import completion_rows, withdrawn_count
from studyvisit.reporting.rules import STEPS, Asked, By, as_address, total_of
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Row, Rows, Table


def overview(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return the overview of what the filters leave: the funnel, and the same steps by country."""
    rows = list(completion_rows(session, scope, Asked(by=By.COUNTRY, filters=asked.filters)))
    total = total_of(By.COUNTRY, rows)
    return Report(
        name="overview",
        programme=asked.filters.programme,
        parameters=as_address(Asked(filters=asked.filters)),
        as_of=now,
        tables=(_funnel(total), _countries(rows, total)),
        facts={"withdrawn": withdrawn_count(session, scope, asked.filters)},
    )


def _funnel(total: Row) -> Table:
    counts = [int(str(cell)) for cell in (total[2], *total[3::2])]
    return Table(
        name="funnel",
        columns=(
            Column(name="step", kind=Kind.CODE, is_key=True),
            Column(name="people", kind=Kind.COUNT, is_people=True, hxl="#affected"),
            Column(name="share_of_first", kind=Kind.SHARE, share_of="people", empty=Absent.NOT_DEFINED),
            Column(name="share_of_previous", kind=Kind.SHARE, share_of="people", empty=Absent.NOT_DEFINED),
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


def _countries(rows: Sequence[Row], total: Row) -> Table:
    steps = [
        column
        for step in STEPS
        for column in (
            Column(name=step.value, kind=Kind.COUNT, is_people=True, among="enrolled"),
            Column(
                name=f"{step.value}_share",
                kind=Kind.SHARE,
                share_of=step.value,
                among="enrolled",
                empty=Absent.NOT_DEFINED,
            ),
        )
    ]
    return Table(
        name="countries",
        columns=(
            Column(name="country", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED, hxl="#country+code"),
            Column(
                name="country_name", kind=Kind.CODE, is_key=True, empty=Absent.NOT_STATED, hxl="#country+name"
            ),
            Column(name="enrolled", kind=Kind.COUNT, is_people=True, hxl="#affected+enrolled"),
            *steps,
        ),
        rows=tuple(rows),
        rows_are=Rows.PARTS,
        total=total,
        n=int(str(total[2])),
        marks=tuple(Mark(kind=MarkKind.BAR, column=f"{step.value}_share") for step in STEPS),
    )
