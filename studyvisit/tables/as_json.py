"""Reports as JSON, written as they are sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from studyvisit.tables.batches import batches
from studyvisit.tables.content import Absent, Cell, Column, Report, Row, Table

SCHEMA_ADDRESS = "/reports/schema.json"
"""Where the schema of `report_as_json` is published."""
SCHEMA = Path(__file__).with_name("report.schema.json")


def json_chunks(
    head: Mapping[str, object], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    """Yield a table as JSON in pieces: the head's members, then `columns`, then `rows` as arrays of cells."""
    opening = json.dumps({**head, "columns": columns}, ensure_ascii=False)
    yield f'{opening[:-1]}, "rows": ['
    separator = "\n"
    for batch in batches(rows):
        yield separator + ",\n".join(json.dumps(row, ensure_ascii=False) for row in batch)
        separator = ",\n"
    yield "\n]}\n"


def report_as_json(report: Report) -> Iterator[str]:
    """Yield a report as JSON in pieces: what was asked for, and every table with its columns and rows.

    A cell without a value is an object that names the reason, {"absent": "suppressed"}.
    """
    head = {
        "$schema": SCHEMA_ADDRESS,
        "report": report.name,
        "programme": report.programme,
        "audience": report.audience,
        "as_of": f"{report.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "parameters": dict(report.parameters),
        "revisions": dict(report.revisions),
        "facts": {name: _plain(cell) for name, cell in report.facts.items()},
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "tables": ['
    separator = "\n"
    for table in report.tables:
        yield separator
        yield from _table(table)
        separator = ",\n"
    yield "\n]}\n"


def _table(table: Table) -> Iterator[str]:
    head: dict[str, object] = {
        "name": table.name,
        "rows_are": table.rows_are,
        "n": table.n,
        "total": None if table.total is None else _cells(table.columns, table.total),
    }
    rows = (_cells(table.columns, row) for row in table.rows)
    columns = [_column(column) for column in table.columns]
    opening = json.dumps({**head, "columns": columns}, ensure_ascii=False)
    yield f'{opening[:-1]}, "rows": ['
    separator = "\n"
    for batch in batches(rows):
        yield separator + ",\n".join(json.dumps(row, ensure_ascii=False) for row in batch)
        separator = ",\n"
    yield "\n]}"


def _column(column: Column) -> dict[str, object]:
    said: dict[str, object] = {"name": column.name, "kind": column.kind, "key": column.is_key}
    return {**said, "hxl": column.hxl} if column.hxl else said


def _cells(columns: Sequence[Column], row: Row) -> Sequence[object]:
    if None not in row and Absent not in map(type, row):
        return row
    return [_plain(column.empty if cell is None else cell) for column, cell in zip(columns, row, strict=True)]


def _plain(cell: Cell) -> object:
    return {"absent": cell.value} if isinstance(cell, Absent) else cell
