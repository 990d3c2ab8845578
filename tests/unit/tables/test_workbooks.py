"""Reports as workbooks, read back with a library that did not write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from studyvisit.tables.as_xlsx import report_as_xlsx
from studyvisit.tables.content import Absent, Column, Kind, Report, Table
from studyvisit.tables.files import Format, written
from tests.unit.tables import samples

EMPTY = {column.name: column.empty for column in samples.COLUMNS}


def book(report: Report, **options: Any) -> Workbook:
    return load_workbook(BytesIO(b"".join(report_as_xlsx(report, samples.words(report), **options))))


@pytest.fixture(scope="module")
def read() -> Workbook:
    return book(samples.report())


def test_numbers_are_numbers_and_moments_are_dates(read: Workbook) -> None:
    cells = next(read.worksheets[0].iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [
        *(samples.NAMES[0], 1000, 0.5, 2, 3.25, 1.25, 0.5, 2, 0.75),
        *(datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 2)),  # noqa: DTZ001  # spreadsheets know no zones
    ]
    assert [cell.number_format for cell in cells[1:4]] == ["#,##0", "0.0%", "0.00"]
    assert cells[9].number_format == "yyyy-mm-dd hh:mm:ss"
    heads = [cell.value for cell in read.worksheets[0][1]]
    assert heads[:3] == ["Group", "Enrolled", "Enrolled, share"]
    assert heads[9] == "Reached (UTC)"


def test_what_people_typed_is_text_and_nothing_in_the_file_is_a_formula_or_a_link(read: Workbook) -> None:
    texts = [cell.value for cell in read.worksheets[0]["A"]]
    assert texts[6:9] == list(samples.HOSTILE[:3])
    for sheet in read.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_zero_and_every_reason_for_no_figure_are_told_apart(read: Workbook) -> None:
    rows = {row[0].value: row for row in read.worksheets[0].iter_rows(min_row=2)}
    seen = set()
    for absent in Absent:
        cells = rows[f"row {absent}"]
        assert [cell.value for cell in cells[1:3]] == [0, 0]
        assert {cell.value for cell in cells[3:]} == {samples.WORDS[absent]}
        assert all(cell.font.italic for cell in cells[3:])
        seen.add(cells[3].value)
    assert len(seen) == len(Absent)
    names = [column.name for column in samples.COLUMNS]
    for name, cell in zip(names[3:], rows["row of none"][3:], strict=True):
        assert cell.value == samples.WORDS[EMPTY[name]]


def test_the_head_stays_in_sight_and_can_be_filtered_and_the_total_is_not_filtered_away(
    read: Workbook,
) -> None:
    sheet = read.worksheets[0]
    assert sheet.freeze_panes == "B2"
    rows = 1 + len(list(samples.table().rows))
    assert sheet.auto_filter.ref == f"A1:K{rows}"
    assert [sheet.cell(rows + 1, place).value for place in (1, 2)] == ["Everyone", 12_345]


def test_the_last_sheet_says_what_the_report_is(read: Workbook) -> None:
    sheet = read.worksheets[-1]
    assert sheet.title == "About this report"
    lines = {row[0]: row[2] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert lines["as of 23 November 2026, 14:05 UTC"] is None
    assert lines["Rule"] == "Everybody who answered twice."
    assert lines["Gain"] == "What “Gain” means."
    assert lines["too few"] == "It means too-few."


def test_hashtags_stand_below_the_heads_when_asked_for() -> None:
    sheet = book(samples.report(), hxl=True).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["#org+name", "#affected", ""]
    assert sheet.freeze_panes == "B3"
    assert (sheet["A3"].value, sheet["B3"].value) == (samples.NAMES[0], 1000)


def test_a_table_longer_than_a_sheet_goes_on_in_the_next() -> None:
    columns = (Column(name="n", kind=Kind.COUNT),)

    def rows() -> Iterator[tuple[int]]:
        return ((number,) for number in range(25))

    long = Table(name="long", columns=columns, rows=rows(), total=(300,))
    read = book(samples.report(long), most_rows=12)
    *sheets, _about = read.worksheets
    assert [sheet.title for sheet in sheets] == ["By group  long", "By group  long (2)", "By group  long (3)"]
    found = [[cell.value for cell in sheet["A"]][1:] for sheet in sheets]
    assert [number for one in found for number in one] == [*range(25), 300]
    assert all(sheet["A1"].value == "n" and sheet.max_row <= 12 for sheet in sheets)


def test_sheets_of_the_same_name_are_told_apart() -> None:
    made = samples.report(samples.table("a" * 40), samples.table("a" * 41))
    titles = [sheet.title for sheet in book(made).worksheets]
    assert len({title.casefold() for title in titles}) == 3
    assert all(len(title) <= 31 for title in titles)


def test_a_longer_text_than_a_cell_holds_is_cut_and_not_lost() -> None:
    columns = (Column(name="text", kind=Kind.TEXT),)
    made = samples.report(Table(name="long", columns=columns, rows=[("x" * 40_000,)]))
    assert len(str(book(made).worksheets[0]["A2"].value)) == 32_767


def test_the_same_report_gives_the_same_bytes_and_a_sheet_reads_from_the_right_in_arabic() -> None:
    made = samples.report()
    once, again = (b"".join(written(made, samples.words(made), Format.XLSX)) for _ in range(2))
    assert once == again
    arabic = replace(samples.words(made), locale="ar")
    read = load_workbook(BytesIO(b"".join(written(made, arabic, Format.XLSX))))
    assert all(sheet.sheet_view.rightToLeft for sheet in read.worksheets)


def test_a_text_that_looks_like_the_librarys_own_markup_stays_a_text() -> None:
    columns = (Column(name="text", kind=Kind.TEXT),)
    typed = "<r><rPr><b/></rPr><t>bold</t></r>"
    made = samples.report(Table(name="rich", columns=columns, rows=[(typed,)]))
    assert str(book(made).worksheets[0]["A2"].value).rstrip("\u2060") == typed
