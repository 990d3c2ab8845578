"""A report as a file: the one way to all formats, for pages, commands, jobs and signing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from studyvisit.tables.as_csv import table_as_csv
from studyvisit.tables.as_json import report_as_json
from studyvisit.tables.content import Report, Rows
from studyvisit.tables.words import ReportWords


class Format(StrEnum):
    """How a report is written; the value is also the end of the file's name."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """Return what a browser is told the file is."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}


def written(
    report: Report, words: ReportWords, wanted: Format, *, table: str = "", hxl: bool = False
) -> Iterator[bytes]:
    """Return a report as a file in pieces of bytes, in memory that does not grow with its rows.

    CSV holds one table: the one named, or the first. `hxl` adds a second header row of hashtags to CSV and
    XLSX. The same report and words give the same bytes. CSV and JSON are written while rows are read; XLSX and
    PDF are whole before their first piece. Raises KeyError for a table the report has not, and
    `as_pdf.TooLong` or `as_pdf.NoGlyphs` for what cannot be set as pages.
    """
    match wanted:
        case Format.CSV:
            return _encoded(table_as_csv(report.table(table) if table else report.tables[0], hxl=hxl))
        case Format.JSON:
            return _encoded(report_as_json(report))
        case Format.XLSX:
            # Loaded when somebody asks: most workers never write one.
            from studyvisit.tables.as_xlsx import report_as_xlsx

            return report_as_xlsx(report, words, hxl=hxl)
        case Format.PDF:
            from studyvisit.tables.as_pdf import report_as_pdf

            return iter((report_as_pdf(report, words),))


def rows_expected(report: Report) -> int:
    """Return about how many rows a report's files have; what decides whether it is made while somebody waits."""
    return sum(table.n or 0 for table in report.tables if table.rows_are is Rows.PEOPLE)


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    return (text.encode() for text in texts)
