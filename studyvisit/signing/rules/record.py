"""A report with its words as a document that can be kept for ever, and back again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from studyvisit.signing.rules.chain import Document, canonical, sealed
from studyvisit.tables.content import (
    Absent,
    Audience,
    Cell,
    Column,
    Kind,
    Mark,
    MarkKind,
    Report,
    Row,
    Rows,
    Table,
)
from studyvisit.tables.words import ColumnWords, Phrases, ReportWords, TableWords

FORMAT = "studyvisit-record-1"
RECORD = "record.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a report was made with: `rules` say in words what was done to the figures, by their names."""

    software: str
    rules: Mapping[str, str] = field(default_factory=dict)


def record_of(report: Report, words: ReportWords, made: Made) -> dict[str, Any]:
    """Return the sealed record of a report. Its rows are read once; JSON knows everything in it."""
    document = {
        "format": FORMAT,
        "report": report.name,
        "programme": report.programme,
        "audience": report.audience.value,
        "as_of": written_moment(report.as_of),
        "parameters": dict(report.parameters),
        "revisions": dict(report.revisions),
        "facts": {name: _plain(cell) for name, cell in report.facts.items()},
        "software": made.software,
        "rules": dict(made.rules),
        "words": _words(words),
        "tables": [_table(table) for table in report.tables],
    }
    # Through JSON, so that what is hashed now is what will be read later.
    return sealed(json.loads(canonical(document)))


def written_moment(moment: datetime) -> str:
    """Return a moment with its microseconds, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def report_in(document: Document) -> Report:
    """Return the report that a record holds."""
    return Report(
        name=document["report"],
        programme=document["programme"],
        audience=Audience(document["audience"]),
        as_of=datetime.strptime(document["as_of"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC),
        parameters=document["parameters"],
        revisions=document["revisions"],
        facts={name: _cell(cell) for name, cell in document["facts"].items()},
        tables=tuple(_table_in(table) for table in document["tables"]),
    )


def words_in(document: Document) -> ReportWords:
    """Return the words that a record holds."""
    words = document["words"]
    return ReportWords(
        title=words["title"],
        programme=words["programme"],
        absents={Absent(name): text for name, text in words["absents"].items()},
        about=tuple((term, meaning) for term, meaning in words["about"]),
        meanings={Absent(name): text for name, text in words["meanings"].items()},
        phrases=Phrases(**words["phrases"]),
        locale=words["locale"],
        timezone=words["timezone"],
        tables={name: _table_words_in(table) for name, table in words["tables"].items()},
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "rows_are": table.rows_are.value,
        "n": table.n,
        "total": None if table.total is None else _cells(table.total),
        "columns": [asdict(column) for column in table.columns],
        "marks": [asdict(mark) for mark in table.marks],
        "rows": [_cells(row) for row in table.rows],
    }


def _table_in(table: Document) -> Table:
    return Table(
        name=table["name"],
        rows_are=Rows(table["rows_are"]),
        n=table["n"],
        total=None if table["total"] is None else _row(table["total"]),
        columns=tuple(_column(column) for column in table["columns"]),
        marks=tuple(Mark(**{**mark, "kind": MarkKind(mark["kind"])}) for mark in table["marks"]),
        rows=tuple(_row(row) for row in table["rows"]),
    )


def _column(column: Document) -> Column:
    return Column(**{**column, "kind": Kind(column["kind"]), "empty": Absent(column["empty"])})


def _cells(row: Row) -> list[object]:
    return [_plain(cell) for cell in row]


def _plain(cell: Cell) -> object:
    return {"absent": cell.value} if isinstance(cell, Absent) else cell


def _row(cells: Sequence[Any]) -> tuple[Cell, ...]:
    return tuple(_cell(cell) for cell in cells)


def _cell(cell: Any) -> Cell:
    return Absent(cell["absent"]) if isinstance(cell, Mapping) else cell


def _words(words: ReportWords) -> dict[str, Any]:
    return {
        "title": str(words.title),
        "programme": words.programme,
        "absents": {absent.value: str(text) for absent, text in words.absents.items()},
        "about": [[str(term), str(meaning)] for term, meaning in words.about],
        "meanings": {absent.value: str(text) for absent, text in words.meanings.items()},
        "phrases": {name: str(text) for name, text in asdict(words.phrases).items()},
        "locale": words.locale,
        "timezone": words.timezone,
        "tables": {name: _table_words(table) for name, table in words.tables.items()},
    }


def _table_words(words: TableWords) -> dict[str, Any]:
    return {
        "title": str(words.title),
        "finding": str(words.finding),
        "note": str(words.note),
        "total": str(words.total),
        # A list: the order of columns says which comes first.
        "columns": [
            {
                "name": name,
                "label": str(one.label),
                "definition": str(one.definition),
                "codes": {str(key): str(text) for key, text in one.codes.items()},
                "is_shown": one.is_shown,
            }
            for name, one in words.columns.items()
        ],
    }


def _table_words_in(words: Document) -> TableWords:
    return TableWords(
        title=words["title"],
        finding=words["finding"],
        note=words["note"],
        total=words["total"],
        columns={
            one["name"]: ColumnWords(**{name: value for name, value in one.items() if name != "name"})
            for one in words["columns"]
        },
    )
