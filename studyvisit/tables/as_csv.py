"""Tables as CSV that a spreadsheet cannot mistake for formulas, written as it is sent."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain

from studyvisit.tables.absents import without_absents
from studyvisit.tables.batches import batches
from studyvisit.tables.content import Cell, Kind, Table

_RISKY = frozenset("=+-@\t\r\n−＝＋－＠")
_BLANKS = " \u00a0\u200b\u2060\ufeff\u3000"
_SUSPICIOUS = _RISKY | frozenset(_BLANKS)


def formula_safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe before a text that looks like one.

    Blanks before the sign do not hide it; numbers stay as they are.
    """
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip(_BLANKS)[:1] in _RISKY else cell


def csv_chunks(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    ours: Collection[str] = (),
    blanks: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Yield a table as CSV in pieces: UTF-8 with a byte order mark (for Excel), lines ended by CR LF.

    `ours` names columns whose texts no person typed, such as ids and dates: they need no guarding.
    `blanks` gives what stands in a column where there is nothing; elsewhere the cell stays empty.
    """
    blanks = blanks or {}
    worded = [(place, blanks[name]) for place, name in enumerate(columns) if name in blanks]
    guarded = [place for place, name in enumerate(columns) if name not in ours]
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(columns)
    yield _taken(buffer)
    for batch in batches(rows):
        lines = [list(row) for row in batch]
        for place in guarded:
            for line in lines:
                cell = line[place]
                if type(cell) is str and cell[:1] in _SUSPICIOUS:
                    line[place] = formula_safe(cell)
        for place, words in worded:
            for line in lines:
                if line[place] is None:
                    line[place] = words
        writer.writerows(lines)
        yield _taken(buffer)


def table_as_csv(table: Table, *, hxl: bool = False) -> Iterator[str]:
    """Return one table of a report as CSV in pieces; what is absent reads as `absents.IN_FILES` says.

    With `hxl` the row below the head holds the columns' hashtags.
    """
    tags = [[column.hxl for column in table.columns]] if hxl else []
    return csv_chunks(
        [column.name for column in table.columns],
        chain(tags, without_absents(table.columns, table.rows)),
        ours={column.name for column in table.columns if column.kind is not Kind.TEXT},
    )


def _taken(buffer: StringIO) -> str:
    taken = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return taken
