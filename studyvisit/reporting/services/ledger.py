"""The ledger: what a programme is judged by at the four levels of Kirkpatrick, each figure with where it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Programme
from studyvisit.curriculum.indicators import LEVELS, Indicator, IndicatorRule
from studyvisit.library.queries import Shelf
from studyvisit.programmes.rules import day_there
from studyvisit.reporting.policies import Scope, is_in
from studyvisit.reporting.queries.ledger import Count
from studyvisit.reporting.rules import Asked, Filters, as_address
from studyvisit.reporting.services.counting import ANSWERS, counts_of
from studyvisit.reporting.services.ledger_answers import FEWEST, occasion_of
from studyvisit.reporting.services.measures import indicators_of, measure_of
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Rows, Table

COLUMNS = (
    Column(name="indicator", kind=Kind.CODE, is_key=True),
    Column(name="title", kind=Kind.TEXT, empty=Absent.NOT_DEFINED),
    Column(name="level", kind=Kind.CODE),
    Column(name="people", kind=Kind.COUNT, is_people=True, among="among", hxl="#reached"),
    Column(name="among", kind=Kind.COUNT, is_people=True, hxl="#targeted"),
    Column(name="share", kind=Kind.SHARE, share_of="people", among="among", hxl="#indicator+value"),
    Column(name="low", kind=Kind.SHARE, among="among"),
    Column(name="high", kind=Kind.SHARE, among="among"),
    Column(name="target_share", kind=Kind.SHARE, empty=Absent.NOT_DEFINED),
    Column(name="target_number", kind=Kind.COUNT, empty=Absent.NOT_DEFINED),
    Column(name="met", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
    Column(name="last_on", kind=Kind.DAY, empty=Absent.NOT_DEFINED, hxl="#date"),
    Column(name="wave", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
    Column(name="rule", kind=Kind.CODE),
    Column(name="unit", kind=Kind.CODE),
    Column(name="instrument", kind=Kind.CODE),
    Column(name="statements", kind=Kind.CODE),
    Column(name="origin", kind=Kind.CODE),
    Column(name="illustrative", kind=Kind.CODE),
)

_SOURCES = (
    "indicator",
    "title",
    "level",
    "rule",
    "wave",
    "instrument",
    "statements",
    "origin",
    "illustrative",
)
"""Of these, where a figure is from: a table of their own, so that both fit on paper."""


@dataclass(frozen=True, slots=True)
class _Counting:
    """One indicator with what is counted by it. `instrument` is a questionnaire's slug, "quiz" or "certificate"."""

    indicator: Indicator
    is_standard: bool
    instrument: str
    count: Count

    @property
    def unit(self) -> str:
        """Return what is counted."""
        rule = self.indicator.rule
        if rule is IndicatorRule.COUNTRIES:
            return "countries"
        return "sheets" if rule is IndicatorRule.REACTED else "people"


def ledger(session: Session, scope: Scope, asked: Asked, now: datetime) -> Report:
    """Return the ledger of the programme asked for, or of the newest there is.

    What every programme has is counted anyway; what the funding project is judged by comes from the programme's
    own list of indicators. An instrument that was never used gives "no data", which is a value.
    """
    shelf = Shelf(session)
    programme, revision = _programme(shelf, scope, asked.filters.programme)
    lines: list[_Counting] = []
    if programme is not None:
        filters = Filters(programme=programme.slug, cohort=asked.filters.cohort)
        lines = _counted(session, shelf, scope, filters, programme, day_there(now, programme.timezone))
    rows = tuple(_row(line) for line in lines)
    return Report(
        name="ledger",
        programme=None if programme is None else programme.slug,
        parameters=as_address(Asked(filters=asked.filters)),
        as_of=now,
        tables=(_levels(rows), _table(rows), _sources(rows)),
        facts={
            "source": programme.indicators.source if programme is not None and programme.indicators else None,
        },
        revisions={} if programme is None else {programme.slug: revision},
    )


def _programme(shelf: Shelf, scope: Scope, slug: str | None) -> tuple[Programme | None, str]:
    """Return the programme asked for, or the one that began last, with its revision."""
    there = [shelf.programme(one) for one in shelf.slugs("programme") if is_in(scope, one)]
    wanted = [one for one in there if slug in (None, one.content.slug)]
    if not wanted:
        return None, ""
    found = max(wanted, key=lambda one: one.content.starts_on)
    return found.content, f"{found.number} ({found.sha256[:8]})"


def _counted(
    session: Session, shelf: Shelf, scope: Scope, filters: Filters, programme: Programme, today: date
) -> list[_Counting]:
    everything = indicators_of(shelf, programme)
    indicators = [one for one, _all in everything]
    counts = counts_of(session, scope, filters, indicators, {programme.slug: today})
    return [
        _Counting(one, is_standard, _instrument(one, programme), counts[measure_of(one)])
        for one, is_standard in everything
    ]


def _instrument(one: Indicator, programme: Programme) -> str:
    match one.rule:
        case IndicatorRule.ROSE | IndicatorRule.RATED:
            return programme.self_assessment
        case IndicatorRule.PASSED:
            return "quiz"
        case IndicatorRule.CERTIFIED:
            return "certificate"
        case IndicatorRule.REACTED:
            return programme.reaction or ""
        case _:
            return programme.follow_up.get(one.months, "")


def _row(line: _Counting) -> tuple[Cell, ...]:
    one, count = line.indicator, line.count
    target = (one.target, None) if one.is_share else (None, None if one.target is None else int(one.target))
    return (
        one.id,
        one.title or None,
        str(one.level),
        *_figures(line),
        *target,
        _met(line),
        None if count.last_at is None else f"{count.last_at:%Y-%m-%d}",
        _wave(one),
        one.rule.value,
        line.unit,
        line.instrument,
        _statements(one),
        "standard" if line.is_standard else "project",
        "yes" if one.illustrative else "no",
    )


def _statements(one: Indicator) -> str:
    """Return what is asked, by its ids: statements, or an item with the answers that count; "all" for all."""
    if one.rule in ANSWERS:
        so = f">={one.at_least:g}" if one.at_least is not None else "=" + "|".join(one.options)
        return f"{one.item}{so}"
    if one.rule is IndicatorRule.RATED:
        return f"{' '.join(one.statements) or 'all'}>={one.at_least or 0:g}"
    return one.module or " ".join(one.statements) or "all"


def _wave(one: Indicator) -> str | None:
    if one.rule in ANSWERS:
        return occasion_of(one).value
    return f"{one.first}>{one.wave}" if one.first else one.wave or None


def _why_not(line: _Counting) -> Absent | None:
    """Return why nothing is said; certificates are counted of however few, for everybody sees who holds one."""
    count, rule = line.count, line.indicator.rule
    if not count.among:
        return Absent.NO_DATA
    if rule in ANSWERS:
        return Absent.TOO_FEW if count.is_too_few else None
    is_few = count.among < FEWEST and rule is not IndicatorRule.CERTIFIED
    return Absent.TOO_FEW if is_few else None


def _figures(line: _Counting) -> tuple[Cell, ...]:
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.services.gain_figures import share_cells

    why = _why_not(line)
    if why is not None:
        return (why, line.count.among, why, why, why)
    share, low, high = share_cells(line.count.people, line.count.among)
    if line.unit == "countries":  # no sample: the countries are all there are
        low = high = Absent.NOT_DEFINED
    return (line.count.people, line.count.among, share, low, high)


def _met(line: _Counting) -> Cell:
    one, why = line.indicator, _why_not(line)
    if one.target is None or why is not None:
        return why if one.target is not None else None
    reached = line.count.people / line.count.among if one.is_share else line.count.people
    return "yes" if reached >= one.target else "no"


def _levels(rows: Sequence[tuple[Cell, ...]]) -> Table:
    """Return the four levels: how many indicators each has, how many have data, and how many reach a target."""
    place = {column.name: number for number, column in enumerate(COLUMNS)}

    def line(level: int) -> tuple[Cell, ...]:
        its = [row for row in rows if row[place["level"]] == str(level)]
        known = [row for row in its if not isinstance(row[place["people"]], Absent)]
        aimed = [row for row in its if row[place["met"]] is not None]
        reached = sum(row[place["met"]] == "yes" for row in aimed)
        return (str(level), len(its), len(known) if its else Absent.NO_DATA, len(aimed), reached)

    return Table(
        name="levels",
        columns=(
            Column(name="level", kind=Kind.CODE, is_key=True),
            Column(name="indicators", kind=Kind.COUNT),
            Column(name="with_data", kind=Kind.COUNT),
            Column(name="targets", kind=Kind.COUNT),
            Column(name="reached", kind=Kind.COUNT),
        ),
        rows=tuple(line(level) for level in LEVELS),
        rows_are=Rows.SEPARATE,
    )


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="ledger",
        columns=COLUMNS,
        rows=rows,
        rows_are=Rows.SEPARATE,
        marks=(Mark(kind=MarkKind.INTERVAL, column="share", low="low", high="high"),),
    )


def _sources(rows: Sequence[tuple[Cell, ...]]) -> Table:
    """Return where each figure is from, in the order of the ledger."""
    places = {column.name: number for number, column in enumerate(COLUMNS)}
    return Table(
        name="sources",
        columns=tuple(COLUMNS[places[name]] for name in _SOURCES),
        rows=tuple(tuple(row[places[name]] for name in _SOURCES) for row in rows),
        rows_are=Rows.SEPARATE,
    )
