"""A table as people see it, on a screen and on paper: its columns, its cells' texts and what is drawn in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal, format_percent

from studyvisit.tables.absents import absence
from studyvisit.tables.content import Cell, Column, Kind, Mark, MarkKind, Row, Table
from studyvisit.tables.labels import goes_with_its_count
from studyvisit.tables.words import ReportWords, TableWords

LEVELS = 5
"""Heat has so many strengths above none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A mark, in shares of the width there is; `zero` is where 0 lies, None where it is not on the scale."""

    kind: MarkKind
    start: float
    end: float
    at: float = 0.0
    zero: float | None = None
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


def shown_columns(table: Table, words: TableWords) -> tuple[Column, ...]:
    """Return the columns that have a head of their own.

    A share goes with its count, the ends of an interval go with its figure, and a column without words is
    for files of rows alone.
    """
    ends = {name for mark in table.marks for name in (mark.low, mark.high) if name}
    return tuple(
        column
        for column in table.columns
        if (said := words.columns.get(column.name)) is not None
        and said.is_shown
        and column.name not in ends
        and not goes_with_its_count(column)
    )


def heads_of(columns: tuple[Column, ...], words: TableWords) -> tuple[Head, ...]:
    """Return the heads of columns."""
    return tuple(Head(text=words.columns[one.name].label, is_number=_is_number(one)) for one in columns)


def definitions_of(table: Table, words: TableWords) -> tuple[tuple[str, str], ...]:
    """Return what the figures of a table mean, each with its name, as far as somebody says it."""
    return tuple(
        (said.label, said.definition)
        for column in table.columns
        if (said := words.columns.get(column.name)) is not None and said.is_shown and said.definition
    )


def line_of(
    table: Table, row: Row, columns: tuple[Column, ...], words: ReportWords, *, is_total: bool = False
) -> tuple[Shown, ...]:
    """Return a row's cells in these columns; the keys of a total are empty but for the first, which names it."""
    return tuple(_cells(table, row, columns, words, is_total=is_total))


def _cells(
    table: Table, row: Row, columns: tuple[Column, ...], words: ReportWords, *, is_total: bool
) -> Iterator[Shown]:
    its = words.tables[table.name]
    for place, column in enumerate(columns):
        if is_total and column.is_key:
            yield Shown(text="" if place else its.total, is_key=not place)
            continue
        cell = row[table.place_of(column.name)]
        absent = absence(column, cell)
        beside = _beside(table, column)
        yield Shown(
            text=words.absents[absent]
            if absent
            else _text(cell, column, words, its.columns[column.name].codes),
            note="" if absent else _note(table, row, column, beside, words),
            is_key=column.is_key,
            is_number=_is_number(column),
            absent=absent or "",
            mark=_drawn(table, row, beside or column),
        )


def _is_number(column: Column) -> bool:
    return column.kind in (Kind.COUNT, Kind.NUMBER, Kind.SHARE)


def _beside(table: Table, column: Column) -> Column | None:
    """Return the share that goes with a count."""
    return next(
        (one for one in table.columns if goes_with_its_count(one) and one.share_of == column.name), None
    )


def _note(table: Table, row: Row, column: Column, beside: Column | None, words: ReportWords) -> str:
    if beside is not None:
        share = row[table.place_of(beside.name)]
        return _number(share, beside, words.locale) if isinstance(share, int | float) else ""
    for mark in table.marks:
        if mark.column == column.name and mark.low:
            low, high = (row[table.place_of(name)] for name in (mark.low, mark.high))
            if isinstance(low, int | float) and isinstance(high, int | float):
                ends = (_number(end, column, words.locale) for end in (low, high))
                return words.phrases.low_to_high % dict(zip(("low", "high"), ends, strict=True))
    return ""


def _text(cell: Cell, column: Column, words: ReportWords, codes: Mapping[str, str]) -> str:
    if isinstance(cell, int | float):
        return _number(cell, column, words.locale)
    text = str(cell)
    match column.kind:
        case Kind.MOMENT:
            return moment_text(datetime.fromisoformat(text).replace(tzinfo=UTC), words)
        case Kind.DAY:
            return format_date(datetime.fromisoformat(text).date(), "medium", locale=words.locale)
        case _:
            return codes.get(text, text)


def moment_text(moment: datetime, words: ReportWords) -> str:
    """Return a moment in the time zone of the words."""
    return format_datetime(moment, "medium", tzinfo=get_timezone(words.timezone), locale=words.locale)


def _number(cell: float, column: Column, locale: str) -> str:
    if column.kind is Kind.SHARE:
        return format_percent(cell, "#,##0 %", locale=locale)
    if column.kind is Kind.COUNT:
        return format_decimal(cell, locale=locale)
    places = "." + "0" * column.decimals if column.decimals else ""
    return format_decimal(round(cell, column.decimals) + 0.0, format="#,##0" + places, locale=locale)


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
            zero = _place(0, mark) if mark.least <= 0 <= mark.most else None
            return Drawn(kind=mark.kind, at=places[0], start=places[1], end=places[2], zero=zero)
        case MarkKind.DUMBBELL:
            return Drawn(kind=mark.kind, start=places[0], end=places[1])
        case _:
            return Drawn(kind=mark.kind, start=0.0, end=places[0], level=round(places[0] * LEVELS))


def _place(value: float, mark: Mark) -> float:
    return min(max((value - mark.least) / (mark.most - mark.least), 0.0), 1.0)
