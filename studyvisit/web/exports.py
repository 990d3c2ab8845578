"""Tables as files: CSV that a spreadsheet cannot mistake for formulas, and JSON, written as they are sent."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice

Cell = str | int | float | None

ROWS_A_CHUNK = 500
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
    for batch in _batches(rows):
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


def json_chunks(
    head: Mapping[str, object], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    """Yield a table as JSON in pieces: the head's members, then `columns`, then `rows` as arrays of cells."""
    opening = json.dumps({**head, "columns": columns}, ensure_ascii=False)
    yield f'{opening[:-1]}, "rows": ['
    separator = "\n"
    for batch in _batches(rows):
        yield separator + ",\n".join(json.dumps(row, ensure_ascii=False) for row in batch)
        separator = ",\n"
    yield "\n]}\n"


def _batches(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_A_CHUNK)):
        yield batch


def _taken(buffer: StringIO) -> str:
    taken = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return taken
