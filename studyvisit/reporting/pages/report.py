"""Any report on the screen: its tables are its charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from flask_babel import format_date, format_datetime, format_decimal, format_percent
from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import SELDOM, Day, Filter
from studyvisit.tables.content import Absent, Cell, Column, Kind, Mark, MarkKind, Report, Row, Table
from studyvisit.tables.words import ReportWords, TableWords
from studyvisit.web.pages import Crumb, Page

Link = Callable[[Report, Table, Row, Column], str]
"""Gives the address of the rows behind a figure, "" where there are none the reader may see."""

LEVELS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A mark, in shares of the width there is."""

    kind: MarkKind
    start: float
    end: float
    at: float = 0.0
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A cell: its text, a second figure in small, where it leads and what is drawn in it."""

    text: str
    note: str = ""
    url: str = ""
    is_key: bool = False
    is_number: bool = False
    absent: str = ""
    mark: Drawn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table as the screen shows it; `definitions` say what its figures are."""

    name: str
    title: str
    finding: str
    note: str
    n: int | None
    heads: tuple[Head, ...]
    lines: tuple[tuple[Shown, ...], ...]
    total: tuple[Shown, ...] | None
    definitions: tuple[tuple[str, str], ...]
    csv_url: str


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """A report with its filters; without `tables` nothing matches, or the address cannot be read."""

    template: ClassVar[str] = "reporting/report.html"

    crumbs: tuple[Crumb, ...]
    reports: tuple[tuple[str, str], ...]
    address: str
    filters: tuple[Filter, ...]
    days: tuple[Day, ...]
    seldom: tuple[str, ...] = SELDOM
    errors: tuple[tuple[str, str], ...]
    is_narrowed: bool
    tables: tuple[TableView, ...]
    about: tuple[tuple[str, str], ...]
    as_of: datetime
    downloads: tuple[tuple[str, str], ...]


def absent_words() -> dict[Absent, str]:
    """Return why there is no figure, for people."""
    return {
        Absent.BLANK: _("blank"),
        Absent.NOT_TAKEN: _("not taken"),
        Absent.NOT_YET: _("not yet"),
        Absent.NOT_STATED: _("Not stated"),
        Absent.NOT_DEFINED: "–",
        Absent.NO_DATA: _("no data"),
        Absent.TOO_FEW: _("too few"),
        Absent.SUPPRESSED: _("withheld"),
    }


def table_view(report: Report, table: Table, words: ReportWords, link: Link, csv_url: str) -> TableView:
    """Return a table as the screen shows it."""
    its = words.tables[table.name]
    there = tuple(_screen_columns(table, its))
    return TableView(
        name=table.name,
        title=its.title,
        finding=its.finding,
        note=its.note,
        n=table.n,
        heads=tuple(
            Head(text=its.columns[column.name].label, is_number=_is_number(column)) for column in there
        ),
        lines=tuple(
            tuple(_shown(report, table, row, column, words, link) for column in there) for row in table.rows
        ),
        total=None
        if table.total is None
        else tuple(
            _shown(report, table, table.total, column, words, link, is_total=True) for column in there
        ),
        definitions=tuple(
            (said.label, said.definition)
            for column in table.columns
            if (said := its.columns.get(column.name)) is not None and said.definition
        ),
        csv_url=csv_url,
    )


def _screen_columns(table: Table, words: TableWords) -> Iterator[Column]:
    """Yield the columns that have a head of their own on the screen.

    A share goes with its count, the ends of an interval go with its figure, and a column without words is
    for files alone.
    """
    ends = {name for mark in table.marks for name in (mark.low, mark.high) if name}
    for column in table.columns:
        if column.name in words.columns and column.name not in ends and not _goes_with_its_count(column):
            yield column


def _goes_with_its_count(column: Column) -> bool:
    return column.kind is Kind.SHARE and column.name == f"{column.share_of}_share"


def _is_number(column: Column) -> bool:
    return column.kind in (Kind.COUNT, Kind.NUMBER, Kind.SHARE)


def _shown(
    report: Report,
    table: Table,
    row: Row,
    column: Column,
    words: ReportWords,
    link: Link,
    *,
    is_total: bool = False,
) -> Shown:
    its = words.tables[table.name]
    cell = row[table.place_of(column.name)]
    if is_total and column.is_key:
        is_first = column is next(one for one in table.columns if one.name in its.columns)
        return Shown(text=its.total if is_first else "", is_key=is_first)
    absent = column.empty if cell is None else cell if isinstance(cell, Absent) else None
    beside = _beside(table, column)
    return Shown(
        text=_text(cell, column, its.columns[column.name].codes) if absent is None else words.absents[absent],
        note="" if absent else _note(table, row, column, beside),
        url="" if is_total else link(report, table, row, column),
        is_key=column.is_key,
        is_number=_is_number(column),
        absent=absent or "",
        mark=_drawn(table, row, beside or column),
    )


def _beside(table: Table, column: Column) -> Column | None:
    """Return the share that goes with a count."""
    return next(
        (one for one in table.columns if _goes_with_its_count(one) and one.share_of == column.name), None
    )


def _note(table: Table, row: Row, column: Column, beside: Column | None) -> str:
    if beside is not None:
        share = row[table.place_of(beside.name)]
        return _text(share, beside, {}) if isinstance(share, int | float) else ""
    for mark in table.marks:
        if mark.column == column.name and mark.low:
            low, high = (row[table.place_of(name)] for name in (mark.low, mark.high))
            if isinstance(low, int | float) and isinstance(high, int | float):
                return _("%(low)s to %(high)s", low=_text(low, column, {}), high=_text(high, column, {}))
    return ""


def _text(cell: Cell, column: Column, codes: Mapping[str, str]) -> str:
    if isinstance(cell, int | float):
        return _number(cell, column)
    text = str(cell)
    match column.kind:
        case Kind.MOMENT:
            return format_datetime(datetime.fromisoformat(text).replace(tzinfo=UTC), "medium")
        case Kind.DAY:
            return format_date(datetime.fromisoformat(text).date(), "medium")
        case _:
            return codes.get(text, text)


def _number(cell: float, column: Column) -> str:
    if column.kind is Kind.SHARE:
        return format_percent(cell, "#,##0 %")
    if column.kind is Kind.COUNT:
        return format_decimal(cell)
    places = "." + "0" * column.decimals if column.decimals else ""
    return format_decimal(round(cell, column.decimals) + 0.0, format="#,##0" + places)


def _drawn(table: Table, row: Row, column: Column) -> Drawn | None:
    mark = next((one for one in table.marks if one.column == column.name), None)
    if mark is None:
        return None
    names = {
        MarkKind.BAR: (mark.column,),
        MarkKind.HEAT: (mark.column,),
        MarkKind.DUMBBELL: (mark.start, mark.column),
        MarkKind.INTERVAL: (mark.column, mark.low, mark.high),
    }[mark.kind]
    values = [row[table.place_of(name)] for name in names]
    places = [_place(value, mark) for value in values if isinstance(value, int | float)]
    if len(places) < len(values):
        return None
    match mark.kind:
        case MarkKind.INTERVAL:
            return Drawn(kind=mark.kind, at=places[0], start=places[1], end=places[2])
        case MarkKind.DUMBBELL:
            return Drawn(kind=mark.kind, start=places[0], end=places[1])
        case _:
            return Drawn(kind=mark.kind, start=0.0, end=places[0], level=round(places[0] * LEVELS))


def _place(value: float, mark: Mark) -> float:
    return min(max((value - mark.least) / (mark.most - mark.least), 0.0), 1.0)
