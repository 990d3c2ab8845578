"""How two versions differ, as a report of its own: so it has every format a report has."""

from __future__ import annotations

import json

from studyvisit.signing.rules.changes import changes
from studyvisit.tables.content import Absent, Cell, Column, Kind, Report, Row, Table


def difference_as_report(before: Report, after: Report, head_before: str, head_after: str) -> Report:
    """Return a report with a row for each difference; values stand as JSON writes them, so that 1 is not "1"."""
    rows: list[Row] = [
        (
            change.what.value,
            change.table,
            " / ".join(_shown(key) for key in change.keys),
            change.column,
            _value(change.before),
            _value(change.after),
        )
        for change in changes(before, after)
    ]
    return Report(
        name="difference",
        programme=after.programme,
        audience=after.audience,
        as_of=after.as_of,
        parameters=after.parameters,
        facts={"from_chain_head": head_before, "to_chain_head": head_after},
        tables=(
            Table(
                name="changes",
                columns=(
                    Column(name="what", kind=Kind.CODE),
                    Column(name="table", kind=Kind.CODE, is_key=True),
                    Column(name="row", kind=Kind.TEXT, is_key=True),
                    Column(name="column", kind=Kind.CODE, is_key=True),
                    Column(name="before", kind=Kind.TEXT),
                    Column(name="after", kind=Kind.TEXT),
                ),
                rows=rows,
                n=len(rows),
            ),
        ),
    )


def _shown(cell: Cell) -> str:
    return cell.value if isinstance(cell, Absent) else "–" if cell is None else str(cell)


def _value(cell: Cell) -> Cell:
    return cell if cell is None or isinstance(cell, Absent) else json.dumps(cell, ensure_ascii=False)
