"""Two cohorts side by side: how far their people came, what they gained, and how sure the difference is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries import ratings
from studyvisit.reporting.queries.compare import cohorts_chosen
from studyvisit.reporting.queries.counts import enrolment_counts
from studyvisit.reporting.queries.ratings import Summed
from studyvisit.reporting.rules import STEPS, Asked, Filters, as_address
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table

FEWEST = 5
"""Of fewer people in one of the cohorts there is no interval."""
POINTS = 100


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two cohorts."""

    slug: str
    title: str
    enrolled: int
    withdrawn: int
    reached: tuple[int, ...]


def compare(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return two cohorts side by side, with the differences of the first less the second.

    Unless two cohorts are chosen there is only the table of those that are.
    """
    chosen = cohorts_chosen(session, scope, asked)
    sides = [_side(session, scope, asked.filters, slug, title) for slug, title in chosen]
    tables = [_cohorts(sides)]
    if len(sides) == 2:
        tables += [_steps(*sides), _gain(*(_changes(session, scope, asked.filters, one) for one in sides))]
    return Report(
        name="compare",
        programme=asked.filters.programme,
        parameters=as_address(Asked(filters=asked.filters, compare=asked.compare)),
        as_of=now,
        tables=tuple(tables),
        facts={"withdrawn": sum(side.withdrawn for side in sides)},
    )


def _side(session: Session, scope: Scope, filters: Filters, slug: str, title: str) -> _Side:
    rows = enrolment_counts(session, scope, replace(filters, cohort=slug))
    reached = zip(*(row.reached for row in rows), strict=True)
    return _Side(
        slug=slug,
        title=title,
        enrolled=sum(row.enrolled for row in rows),
        withdrawn=sum(row.withdrawn for row in rows),
        reached=tuple(map(sum, reached)) or (0,) * len(STEPS),
    )


def _cohorts(sides: Sequence[_Side]) -> Table:
    return Table(
        name="cohorts",
        columns=(
            Column(name="cohort", kind=Kind.CODE, is_key=True, hxl="#group+code"),
            Column(name="cohort_title", kind=Kind.TEXT, is_key=True, hxl="#group+name"),
            Column(name="enrolled", kind=Kind.COUNT, is_people=True, hxl="#affected+enrolled"),
        ),
        rows=tuple((side.slug, side.title, side.enrolled) for side in sides),
        n=sum(side.enrolled for side in sides),
    )


def _steps(first: _Side, second: _Side) -> Table:
    return Table(
        name="steps",
        columns=(
            Column(name="step", kind=Kind.CODE, is_key=True),
            *(
                column
                for side in ("first", "second")
                for column in (
                    Column(name=side, kind=Kind.COUNT, is_people=True, hxl=f"#affected+{side}"),
                    Column(name=f"{side}_share", kind=Kind.SHARE, share_of=side, empty=Absent.NOT_DEFINED),
                )
            ),
            *(
                Column(name=f"difference{end}", kind=Kind.NUMBER, decimals=1, empty=Absent.NOT_DEFINED)
                for end in ("", "_low", "_high")
            ),
        ),
        rows=tuple(_step_rows(first, second)),
        rows_are=Rows.SEPARATE,
        n=first.enrolled + second.enrolled,
        marks=(
            *(Mark(kind=MarkKind.BAR, column=f"{side}_share") for side in ("first", "second")),
            Mark(
                kind=MarkKind.INTERVAL,
                column="difference",
                low="difference_low",
                high="difference_high",
                least=-POINTS,
                most=POINTS,
            ),
        ),
    )


def _step_rows(first: _Side, second: _Side) -> Iterator[tuple[Cell, ...]]:
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.evaluation.intervals import share_difference

    are_few = min(first.enrolled, second.enrolled) < FEWEST
    for step, one, other in zip(STEPS, first.reached, second.reached, strict=True):
        found = share_difference(one, first.enrolled, other, second.enrolled).times(POINTS)
        ends = (Absent.TOO_FEW,) * 2 if are_few else (found.low, found.high)
        yield (
            step.value,
            *(one, one / first.enrolled if first.enrolled else None),
            *(other, other / second.enrolled if second.enrolled else None),
            *(found.value, *ends),
        )


def _changes(session: Session, scope: Scope, filters: Filters, side: _Side) -> list[tuple[float, int]]:
    """Return by how much people's ratings changed in the mean, and how many people by so much."""
    filters = replace(filters, cohort=side.slug)
    changed = ratings.changed_cohorts(session, scope, filters)
    rows: list[Summed] = ratings.summed(session, scope, filters, changed, by_module=False)
    return [(one.rise / one.both, one.people) for one in rows if one.both]


def _gain(first: list[tuple[float, int]], second: list[tuple[float, int]]) -> Table:
    """Return the learning gain of both; of fewer than five people in one, no mean of it and no difference."""
    import numpy as np

    from studyvisit.evaluation.groups import welch

    sides = [
        np.repeat([change for change, _people in one], [people for _change, people in one])
        for one in (first, second)
    ]
    means: list[Cell] = [float(one.mean()) if len(one) >= FEWEST else Absent.TOO_FEW for one in sides]
    difference: list[Cell] = [Absent.TOO_FEW] * 3
    if Absent.TOO_FEW not in means:
        found = welch(*sides)
        difference = [found.value, found.low, found.high]
    return Table(
        name="gain",
        columns=(
            Column(name="measure", kind=Kind.CODE, is_key=True),
            *(
                column
                for side in ("first", "second")
                for column in (
                    Column(name=f"{side}_people", kind=Kind.COUNT, is_people=True),
                    Column(name=side, kind=Kind.NUMBER, among=f"{side}_people"),
                )
            ),
            *(
                Column(name=f"difference{end}", kind=Kind.NUMBER, empty=Absent.NOT_DEFINED)
                for end in ("", "_low", "_high")
            ),
        ),
        rows=(("change", len(sides[0]), means[0], len(sides[1]), means[1], *difference),),
        n=sum(map(len, sides)),
        marks=(
            Mark(
                kind=MarkKind.INTERVAL,
                column="difference",
                low="difference_low",
                high="difference_high",
                least=-2,
                most=2,
            ),
        ),
    )
