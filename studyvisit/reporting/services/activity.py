"""What goes on in a programme: who is stuck where, since when, and how long steps take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import ModuleStanding
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.activity import (
    Stuck,
    minutes_between,
    stopped_before,
    stuck_count,
    stuck_people,
)
from studyvisit.reporting.queries.people_pages import window_of
from studyvisit.reporting.rules import STEPS, Asked, Filters, Sort, as_address, median_of
from studyvisit.reporting.services.person_columns import PERSON
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table

HOUR = 60
LATER = tuple(STEPS)[1:]


def activity(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return who is stuck where, by module and one by one, and how long each step takes.

    Stuck is who holds no certificate and did nothing for seven days.
    """
    filters = asked.filters
    stuck, never, everybody = stuck_count(session, scope, filters, now=now)
    modules = _modules(Shelf(session), filters.programme)
    return Report(
        name="activity",
        programme=filters.programme,
        parameters=as_address(Asked(filters=filters)),
        as_of=now,
        tables=(
            _where(session, scope, filters, modules, now),
            Table(
                name="stuck",
                columns=(
                    *PERSON,
                    Column(name="module", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
                    Column(name="next_step", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
                    Column(name="last_active", kind=Kind.DAY),
                    Column(name="days_quiet", kind=Kind.COUNT),
                ),
                rows=_people(session, scope, asked, modules, now),
                rows_are=Rows.PEOPLE,
                n=stuck,
            ),
            _pace(session, scope, filters),
        ),
        facts={"stuck": stuck, "never_started": never, "enrolled": everybody},
    )


def _modules(shelf: Shelf, programme: str | None) -> dict[str, tuple[Module, ...]]:
    """Return the modules of a programme, or of every one that is published, in their order."""
    return {
        slug: tuple(module.content for module in shelf.modules_of(shelf.programme(slug).content))
        for slug in shelf.slugs("programme")
        if programme in (None, slug)
    }


def _where(
    session: Session,
    scope: Scope,
    filters: Filters,
    modules: Mapping[str, tuple[Module, ...]],
    now: datetime,
) -> Table:
    found = stopped_before(session, scope, filters, now=now)
    titles = {module.slug: module.title for its in modules.values() for module in its}
    return Table(
        name="where",
        columns=(
            Column(name="module", kind=Kind.CODE, is_key=True),
            Column(name="module_title", kind=Kind.CODE, is_key=True),
            Column(name="started", kind=Kind.COUNT, is_people=True),
            *(
                column
                for step in LATER
                for column in (
                    Column(name=step.value, kind=Kind.COUNT, is_people=True, among="started"),
                    Column(
                        name=f"{step.value}_share",
                        kind=Kind.SHARE,
                        share_of=step.value,
                        among="started",
                        empty=Absent.NOT_DEFINED,
                    ),
                )
            ),
        ),
        rows=tuple(_by_module(found, titles)),
        rows_are=Rows.SEPARATE,
        marks=tuple(Mark(kind=MarkKind.HEAT, column=f"{step.value}_share") for step in LATER),
    )


def _by_module(
    found: Mapping[str, tuple[int, Mapping[Sort, int]]], titles: Mapping[str, str]
) -> Iterator[tuple[Cell, ...]]:
    for slug, title in titles.items():
        if slug in found:
            begun, stuck = found[slug]
            shares: list[Cell] = []
            for step in LATER:
                count = stuck.get(step, 0)
                shares += [count, count / begun if begun else None]
            yield (slug, title, begun, *shares)


def _people(
    session: Session,
    scope: Scope,
    asked: Asked,
    modules: Mapping[str, tuple[Module, ...]],
    now: datetime,
) -> Iterator[tuple[Cell, ...]]:
    window = window_of(asked)
    for one in stuck_people(session, scope, asked.filters, now=now, window=window):
        its = modules.get(one.programme, ())
        wanted = [module.slug for module in its if asked.filters.module in (None, module.slug)]
        module, step = _next(one, wanted)
        yield (
            str(one.enrolment_id),
            one.name,
            one.country,
            one.institution,
            one.cohort,
            module,
            step,
            f"{one.active_at:%Y-%m-%d}",
            (now - one.active_at).days,
        )


def _next(one: Stuck, modules: list[str]) -> tuple[str | None, str | None]:
    """Return the first module that is not behind someone, and the first step of it that they lack."""
    for slug in modules:
        step = _first_missing(one.standings.get(slug))
        if step is not None:
            return slug, step.value
    return None, None


def _first_missing(standing: ModuleStanding | None) -> Sort | None:
    if standing is None:
        return Sort.STARTED
    return next((sort for sort, step in STEPS.items() if getattr(standing, step.value) is None), None)


def _pace(session: Session, scope: Scope, filters: Filters) -> Table:
    found = minutes_between(session, scope, filters)
    return Table(
        name="pace",
        columns=(
            Column(name="step", kind=Kind.CODE, is_key=True),
            Column(name="after", kind=Kind.CODE),
            Column(name="times", kind=Kind.COUNT, is_people=True),
            *(
                Column(name=name, kind=Kind.NUMBER, among="times", decimals=1, empty=Absent.NOT_DEFINED)
                for name in ("lower_quarter_hours", "median_hours", "upper_quarter_hours")
            ),
        ),
        rows=tuple(
            (
                later.value,
                earlier.value,
                sum(times for _minutes, times in found.get(later, ())),
                *(_hours(found.get(later, []), share) for share in (0.25, 0.5, 0.75)),
            )
            for earlier, later in pairwise(STEPS)
        ),
    )


def _hours(pairs: list[tuple[int, int]], share: float) -> float | None:
    minutes = median_of(pairs, share)
    return None if minutes is None else minutes / HOUR
