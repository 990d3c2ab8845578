"""Every report of the catalogue, read back from every file: the figures are the same."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import force_locale
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from studyvisit.cli.demo_load import load
from studyvisit.reporting.pages.catalogue import REPORTS
from studyvisit.reporting.rules import Asked, By, Filters
from studyvisit.tables.absents import IN_FILES
from studyvisit.tables.as_json import SCHEMA
from studyvisit.tables.content import Absent, Kind, Report
from studyvisit.tables.files import Format, written
from studyvisit.tables.shown import shown_columns
from studyvisit.tables.words import ReportWords
from tests.factories import NOW
from tests.people import PROGRAMME

pytestmark = pytest.mark.one_database

PEOPLE = 40
CASES = [
    *((name, By.COUNTRY) for name in REPORTS),
    *(("completion", by) for by in (By.PERSON, By.INSTITUTION, By.MODULE, By.MONTH)),
]
Document = dict[str, Any]
Build = Callable[[str, By], tuple[Report, ReportWords]]


@pytest.fixture
def build(app: Flask, session: Session) -> Build:
    """Return what builds a report of believable people, with its words, by its name and what its rows stand for."""
    note = "2019"
    for _progress in load(
        session, participants=PEOPLE, seed=3, evidence_of=2, note_of=lambda _p, _f, _l: note, now=NOW
    ):
        pass

    def built(name: str, by: By) -> tuple[Report, ReportWords]:
        asked = Asked(by=by, filters=Filters(programme=PROGRAMME))
        with app.test_request_context(), force_locale("en_GB"):
            report = REPORTS[name].build(session, None, asked, NOW)
            kept = tuple(replace(table, rows=list(table.rows)) for table in report.tables)
            report = replace(report, tables=kept)
            return report, REPORTS[name].said(report)

    return built


def number_of(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=UTC) + timedelta(microseconds=500_000):%Y-%m-%dT%H:%M:%SZ}"


def plain(kind: str, cell: Any) -> Any:
    """Return a cell of a workbook as JSON writes it."""
    if not isinstance(cell, datetime):
        return cell
    return number_of(cell) if kind == "moment" else f"{cell:%Y-%m-%d}"


def same(column: Document, in_json: Any, in_csv: str, in_book: Any, words: dict[str, str]) -> bool:
    """Return whether a cell is the same in three files."""
    if isinstance(in_json, dict):
        absent = Absent(in_json["absent"])
        return in_csv == IN_FILES[absent] and in_book == words[absent]
    if column["kind"] in ("text", "code"):
        # A workbook gives a code in words; people's text is as it was typed.
        is_typed = column["kind"] == "text"
        return in_csv.removeprefix("'") == in_json and (in_book == in_json or not is_typed)
    if column["kind"] in ("moment", "day"):
        return bool(in_csv == in_json == plain(column["kind"], in_book))
    return bool(float(in_csv) == in_json and in_book == pytest.approx(in_json, rel=1e-12))


@pytest.mark.parametrize(("name", "by"), CASES)
def test_a_reports_files_hold_the_same_figures(build: Build, name: str, by: By) -> None:
    report, said = build(name, by)

    def file(wanted: Format, table: str = "") -> bytes:
        return b"".join(written(report, said, wanted, table=table))

    document: Document = json.loads(file(Format.JSON))
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    book = load_workbook(BytesIO(file(Format.XLSX)))
    words = {str(row[1]): str(row[0]) for row in book.worksheets[-1].iter_rows(values_only=True)}
    assert len(book.worksheets) == len(document["tables"]) + 1
    for table, sheet in zip(document["tables"], book.worksheets, strict=False):
        text = file(Format.CSV, table["name"]).decode("utf-8-sig")
        head, *lines = csv.reader(StringIO(text, newline=""))
        assert head == [column["name"] for column in table["columns"]]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert len(lines) == len(table["rows"])
        assert len(rows) == len(lines) + (table["total"] is not None)
        for in_json, in_csv, in_book in zip(table["rows"], lines, rows, strict=False):
            for cells in zip(table["columns"], in_json, in_csv, in_book, strict=True):
                assert same(*cells, words), (table["name"], cells)
    pdf = pypdfium2.PdfDocument(file(Format.PDF))
    text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    printed = Counter(re.findall(r"\d[\d,]*", text))
    assert not counts_of(report, said) - printed


def counts_of(report: Report, said: ReportWords) -> Counter[str]:
    """Return every count that is to be printed, as it is written."""
    found: Counter[str] = Counter()
    for table in report.tables:
        for column in shown_columns(table, said.tables[table.name]):
            if column.kind is Kind.COUNT:
                cells = [row[table.place_of(column.name)] for row in table.rows]
                found.update(format_decimal(cell, locale="en_GB") for cell in cells if isinstance(cell, int))
    return found


def test_a_command_writes_each_report_in_each_format(app: Flask, build: Build, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    openings = {Format.CSV: b"\xef\xbb\xbf", Format.JSON: b"{", Format.XLSX: b"PK", Format.PDF: b"%PDF-"}
    for name in REPORTS:
        for wanted, opening in openings.items():
            path = tmp_path / f"{name}.{wanted}"
            done = runner.invoke(
                args=[*("report", name, "--programme", PROGRAMME), "--format", wanted.value, "-o", str(path)]
            )
            assert done.exit_code == 0, (name, wanted, done.output)
            assert path.read_bytes().startswith(opening)


def test_a_command_that_is_asked_for_what_there_is_not_says_what_there_is(app: Flask, build: Build) -> None:
    runner = app.test_cli_runner()
    said = runner.invoke(args=["report", "overview", "--programme", PROGRAMME, "--table", "none"])
    assert said.exit_code == 2
    assert "funnel" in said.stderr
    wrong = runner.invoke(args=["report", "completion", "--programme", PROGRAMME, "--from", "yesterday"])
    assert wrong.exit_code == 2
    assert "--from" in wrong.stderr
    tagged = runner.invoke(args=["report", "overview", "--programme", PROGRAMME, "--hxl"])
    assert tagged.stdout.splitlines()[1].startswith(",#affected")
