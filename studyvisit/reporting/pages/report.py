"""Any report on the screen: its tables are its charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import SELDOM, Day, Filter
from studyvisit.reporting.pages.pager import Pager
from studyvisit.reporting.rules import PEOPLE_A_PAGE
from studyvisit.tables.content import Absent, Column, Report, Row, Rows, Table
from studyvisit.tables.files import Format
from studyvisit.tables.shown import Head, Shown, definitions_of, heads_of, line_of, shown_columns
from studyvisit.tables.words import ReportWords
from studyvisit.web.pages import Crumb, Page

Link = Callable[[Report, Table, Row, Column], str]
"""Gives the address of the rows behind a figure, "" where there are none the reader may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table as the screen shows it; `definitions` say what its figures are."""

    name: str
    title: str
    finding: str
    note: str
    n: int | None
    heads: tuple[Head, ...]
    lines: tuple[tuple[Shown, ...], ...]
    total: tuple[Shown, ...] | None
    definitions: tuple[tuple[str, str], ...]
    csv_url: str
    pager: Pager | None = None


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """A report with its filters; without `tables` nothing matches, or the address cannot be read."""

    template: ClassVar[str] = "reporting/report.html"

    crumbs: tuple[Crumb, ...]
    address: str
    filters: tuple[Filter, ...]
    days: tuple[Day, ...]
    seldom: tuple[str, ...] = SELDOM
    errors: tuple[tuple[str, str], ...]
    is_narrowed: bool
    tables: tuple[TableView, ...]
    about: tuple[tuple[str, str], ...]
    as_of: datetime
    downloads: tuple[tuple[str, str], ...]
    absences: tuple[tuple[str, str], ...] = ()
    hxl_url: str = ""
    schema_url: str = ""
    freeze_url: str = ""
    background_url: str
    actions: tuple[tuple[str, str], ...] = ()
    unpublished: str = ""


def absent_words() -> dict[Absent, str]:
    """Return why there is no figure, for people."""
    return {
        Absent.BLANK: _("blank"),
        Absent.NOT_TAKEN: _("not taken"),
        Absent.NOT_YET: _("not yet"),
        Absent.NOT_STATED: _("Not stated"),
        Absent.NOT_DEFINED: "–",
        Absent.NO_DATA: _("no data"),
        Absent.TOO_FEW: _("too few"),
        Absent.SUPPRESSED: _("withheld"),
    }


def format_words() -> dict[Format, str]:
    """Return what the formats are called where somebody chooses one."""
    return {
        Format.XLSX: _("Excel workbook"),
        Format.PDF: _("PDF to print"),
        Format.CSV: _("CSV"),
        Format.JSON: _("JSON"),
    }


def absence_lines(tables: Iterable[TableView], words: ReportWords) -> tuple[tuple[str, str], ...]:
    """Return what the absences mean that stand in these tables."""
    cells = (cell for table in tables for line in (*table.lines, table.total or ()) for cell in line)
    seen = {cell.absent for cell in cells}
    return tuple(
        (words.absents[absent], words.meanings[absent])
        for absent in Absent
        if absent in seen and absent in words.meanings
    )


def table_view(report: Report, table: Table, words: ReportWords, link: Link, csv_url: str) -> TableView:
    """Return a table as the screen shows it."""
    its = words.tables[table.name]
    there = shown_columns(table, its)
    return TableView(
        name=table.name,
        title=its.title,
        finding=its.finding,
        note=its.note,
        n=table.n,
        heads=heads_of(there, its),
        lines=tuple(
            tuple(
                replace(cell, url=link(report, table, row, column))
                for cell, column in zip(line_of(table, row, there, words), there, strict=True)
            )
            for row in table.rows
        ),
        total=None if table.total is None else line_of(table, table.total, there, words, is_total=True),
        definitions=definitions_of(table, its),
        csv_url=csv_url,
    )


def pager_of(table: Table, page: int | None, url: Callable[[int], str]) -> Pager | None:
    """Return where a page of people stands, None for a table that is whole; `url` is that of a page, from 1."""
    total = table.n or 0
    if page is None or table.rows_are is not Rows.PEOPLE or total <= PEOPLE_A_PAGE:
        return None
    after = page * PEOPLE_A_PAGE
    return Pager(
        first=after - PEOPLE_A_PAGE + 1,
        last=min(after, total),
        total=total,
        before_url=url(page - 1) if page > 1 else "",
        after_url=url(page + 1) if after < total else "",
    )
