"""Reports as workbooks: typed cells, a sheet for each table and one about the report, in constant memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain, count, islice
from tempfile import TemporaryFile
from typing import IO

from babel import Locale
from babel.dates import format_datetime
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from studyvisit.tables.absents import absence
from studyvisit.tables.content import Absent, Cell, Column, Kind, Report, Row, Table
from studyvisit.tables.labels import head_of
from studyvisit.tables.words import ReportWords

MOST_ROWS = 1_048_576
"""A sheet of a workbook holds no more."""
LONGEST_TEXT = 32_767
"""A cell holds no more characters."""
PIECE = 1 << 16
SAMPLE = 200
"""So many rows decide how wide the columns are."""

_UNSEEN = "\u2060"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Kind.DAY: "yyyy-mm-dd",
}
_WIDTHS = {Kind.MOMENT: 20, Kind.DAY: 11}
_DAY_ZERO = 693_594
"""30 December 1899, from which spreadsheets count days, as Python counts them."""


def report_as_xlsx(
    report: Report, words: ReportWords, *, hxl: bool = False, most_rows: int = MOST_ROWS
) -> Iterator[bytes]:
    """Return a report as a workbook in pieces; it is whole, in a temporary file, before the first.

    Codes stay codes where their hashtag says so and are in words elsewhere; moments are in UTC. What people
    typed is text and never a formula or a link. A table of more rows than a sheet holds goes on in the next.
    """
    file = TemporaryFile()  # noqa: SIM115  # closed by who reads it
    try:
        _Book(file, report, words, hxl=hxl, most_rows=most_rows).write()
    except BaseException:
        file.close()
        raise
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


Write = Callable[[int, Cell], object]
"""Puts a cell into a row of the sheet."""


class _Book:
    """A workbook while it is written. Rows go to the disk as they come, so they must come in order."""

    def __init__(
        self, file: IO[bytes], report: Report, words: ReportWords, *, hxl: bool, most_rows: int
    ) -> None:
        self.report, self.words, self.hxl, self.most_rows = report, words, hxl, most_rows
        self.book = Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": True,
                "default_date_format": _NUMBER_FORMATS[Kind.DAY],
            },
        )
        self.book.set_properties({"title": words.title, "created": report.as_of.replace(tzinfo=None)})
        self.is_rtl = Locale.parse(words.locale).text_direction == "rtl"
        self.names: set[str] = set()
        self.head = self._format(bold=True, text_wrap=True, valign="top", bottom=1)
        self.tag = self._format(italic=True, font_color="#595959")
        self.soft = self._format(italic=True, font_color="#595959")
        self.total_soft = self._format(italic=True, font_color="#595959", top=1)
        self.bold = self._format(bold=True)
        self.title = self._format(bold=True, font_size=14)
        self.wrapped = self._format(text_wrap=True, valign="top")

    def _format(self, **properties: object) -> Format:
        return self.book.add_format(properties)

    def write(self) -> None:
        for table in self.report.tables:
            self._table(table)
        self._about()
        self.book.close()

    def _sheet(self, title: str) -> Worksheet:
        sheet = self.book.add_worksheet(_sheet_name(title, self.names))
        if self.is_rtl:
            sheet.right_to_left()
        return sheet

    def _table(self, table: Table) -> None:
        its = self.words.tables[table.name]
        rows = iter(table.rows)
        sample = list(islice(rows, SAMPLE))
        widths = self._widths(table, sample)
        formats = [self._of(column) for column in table.columns]
        rows = chain(sample, rows)
        first = 2 if self.hxl else 1
        room = self.most_rows - first - (table.total is not None)
        for number in count(1):
            title = its.title
            if number > 1:
                title = self.words.phrases.continued % {"title": title, "number": number}
            sheet = self._sheet(title)
            self._head(sheet, table, widths, first)
            last = self._rows(sheet, table, islice(rows, room), first, formats)
            sheet.autofilter(first - 1, 0, max(last, first), len(table.columns) - 1)
            following = next(rows, None)
            if following is None:
                if table.total is not None:
                    self._total(sheet, table, table.total, last + 1)
                return
            rows = chain((following,), rows)

    def _head(self, sheet: Worksheet, table: Table, widths: list[float], first: int) -> None:
        its = self.words.tables[table.name]
        for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.set_column(place, place, width)
            label = head_of(column, its, self.words.phrases)
            if column.kind is Kind.MOMENT:
                label = self.words.phrases.in_utc % {"label": label}
            sheet.write_string(0, place, _plain(label), self.head)
        if self.hxl:
            for place, column in enumerate(table.columns):
                sheet.write_string(1, place, column.hxl, self.tag)
        sheet.freeze_panes(first, sum(column.is_key for column in table.columns[:3]) or 1)
        sheet.repeat_rows(0, first - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def _of(self, column: Column, *, is_total: bool = False) -> Format:
        properties: dict[str, object] = {"bold": True, "top": 1} if is_total else {}
        if column.kind is Kind.NUMBER:
            properties["num_format"] = "0." + "0" * column.decimals if column.decimals else "0"
        elif column.kind in _NUMBER_FORMATS:
            properties["num_format"] = _NUMBER_FORMATS[column.kind]
        return self._format(**properties)

    def _rows(
        self, sheet: Worksheet, table: Table, rows: Iterator[Row], first: int, formats: list[Format]
    ) -> int:
        """Write rows from the one numbered `first` on; return the number of the last, first - 1 for none."""
        writers = [
            self._writer(sheet, table, column, place, kept, self.soft)
            for place, (column, kept) in enumerate(zip(table.columns, formats, strict=True))
        ]
        number = first - 1
        for number, row in enumerate(rows, first):
            for write, cell in zip(writers, row, strict=True):
                write(number, cell)
        return number

    def _writer(
        self, sheet: Worksheet, table: Table, column: Column, place: int, kept: Format, soft: Format
    ) -> Write:
        """Return what writes the cells of one column, each as its kind."""
        absents = self.words.absents
        text, number = sheet.write_string, sheet.write_number
        serial = _SERIALS.get(column.kind)
        codes = self._codes(table, column)

        def write(row: int, cell: Cell) -> object:
            absent = absence(column, cell)
            if absent is not None:
                return text(row, place, absents[absent], soft)
            if isinstance(cell, str):
                if serial is not None:
                    return number(row, place, serial(cell), kept)
                return text(row, place, _plain(codes.get(cell, cell)), kept)
            return number(row, place, cell, kept)

        return write

    def _codes(self, table: Table, column: Column) -> Mapping[str, str]:
        said = self.words.tables[table.name].columns.get(column.name)
        return {} if said is None or "+code" in column.hxl else said.codes

    def _total(self, sheet: Worksheet, table: Table, total: Row, row: int) -> None:
        is_named = False
        for place, (column, cell) in enumerate(zip(table.columns, total, strict=True)):
            kept = self._of(column, is_total=True)
            if column.is_key:
                label = "" if is_named else self.words.tables[table.name].total
                sheet.write_string(row, place, label, kept)
                is_named = True
            else:
                self._writer(sheet, table, column, place, kept, self.total_soft)(row, cell)

    def _widths(self, table: Table, sample: list[Row]) -> list[float]:
        its, phrases = self.words.tables[table.name], self.words.phrases
        widths = []
        for place, column in enumerate(table.columns):
            longest = max((len(str(row[place])) for row in sample if row[place] is not None), default=0)
            head = min(len(head_of(column, its, phrases)), 16)
            wide = _WIDTHS.get(column.kind, 8 if column.kind in _NUMBER_FORMATS else min(longest, 48))
            widths.append(float(max(wide, head, 7) + 3))
        return widths

    def _about(self) -> None:
        """Write what a reader needs to know, line by line."""
        words, phrases = self.words, self.words.phrases
        sheet = self._sheet(phrases.about)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 2, 90)
        lines = count()
        sheet.write_string(next(lines), 0, words.title, self.title)
        moment = format_datetime(self.report.as_of, "d MMMM y, HH:mm", locale=words.locale) + " UTC"
        sheet.write_string(next(lines), 0, phrases.as_of % {"moment": moment})
        next(lines)
        for term, meaning in words.about:
            self._line(sheet, next(lines), term, "", meaning)
        for table in self.report.tables:
            self._about_table(sheet, table, lines)
        next(lines)
        sheet.write_string(next(lines), 0, phrases.absences, self.bold)
        for absent in self._absences():
            self._line(
                sheet, next(lines), words.absents[absent], absent.value, words.meanings.get(absent, "")
            )

    def _about_table(self, sheet: Worksheet, table: Table, lines: Iterator[int]) -> None:
        its, phrases = self.words.tables[table.name], self.words.phrases
        next(lines)
        row = next(lines)
        sheet.write_string(row, 0, _plain(its.title), self.bold)
        sheet.write_string(row, 1, table.name, self.soft)
        for text in (its.finding, its.note, "" if table.n is None else phrases.n % {"n": table.n}):
            if text:
                sheet.write_string(next(lines), 0, _plain(text))
        for column in table.columns:
            said = its.columns.get(column.name)
            label = head_of(column, its, phrases)
            self._line(sheet, next(lines), label, column.name, said.definition if said else "")

    def _line(self, sheet: Worksheet, row: int, term: str, name: str, meaning: str) -> None:
        for place, (text, kept) in enumerate(
            ((term, self.wrapped), (name, self.soft), (meaning, self.wrapped))
        ):
            if text:
                sheet.write_string(row, place, _plain(text), kept)

    def _absences(self) -> list[Absent]:
        """Return the reasons that can stand in the report's cells, in the order of their list."""
        return [absent for absent in Absent if absent in self.words.absents]


def _plain(text: str) -> str:
    """Return a text as a cell can hold it, and as the library takes it for nothing but text.

    XlsxWriter copies what begins with <r> and ends with </r> into the sheet as it is, for a rich text of its own:
    a sign that nobody sees keeps a person's text from that.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        text = f"{text}{_UNSEEN}"
    return text[:LONGEST_TEXT]


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other has: up to 31 characters."""
    plain = _FORBIDDEN.sub(" ", title).strip(" '") or "-"
    plain = plain if plain.casefold() != "history" else f"{plain} 1"
    name = plain[:31]
    for number in count(2):
        if name.casefold() not in taken:
            break
        name = f"{plain[:27]} {number}"
    taken.add(name.casefold())
    return name


@lru_cache(maxsize=10_000)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - _DAY_ZERO


def _moment(text: str) -> float:
    """Return a moment of UTC as spreadsheets count: days and parts of one."""
    seconds = int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
    return _day(text[:10]) + seconds / 86_400


_SERIALS: dict[Kind, Callable[[str], float]] = {Kind.MOMENT: _moment, Kind.DAY: _day}
