"""The words of the report on lessons."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from studyvisit.reporting.pages.report import absent_words
from studyvisit.reporting.services.lessons import FEWEST_TIMES
from studyvisit.tables.content import Absent, Cell, Report, Row, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords

SLOW = 1.5
"""How many times its reading time a lesson has to take before the report speaks of it."""


def words(report: Report) -> ReportWords:
    """Return the words around a report on lessons."""
    table = report.table("lessons")
    return ReportWords(
        title=_("Lessons"),
        absents=absent_words(),
        meanings={Absent.NO_DATA: _("Of nobody the moments of opening and of reading are both known.")},
        tables={
            "lessons": TableWords(
                title=_("Which lessons people finish"),
                finding=_finding(table),
                note=minutes_note(),
                columns=lesson_columns(),
            )
        },
    )


def minutes_note() -> str:
    """Return what the minutes that people took are not."""
    return _(
        "The minutes lie between the first and the last thing that was recorded of a lesson. They are "
        "not attention: whoever had tea meanwhile is in them, and whoever reads without scripts is not."
    )


def lesson_columns() -> dict[str, ColumnWords]:
    """Return the words of the figures about lessons."""
    return {
        "module": ColumnWords(_("Module, by its name in addresses"), is_shown=False),
        "lesson": ColumnWords(_("Lesson, by its name in addresses"), is_shown=False),
        "lesson_title": ColumnWords(_("Lesson")),
        "module_title": ColumnWords(_("Module"), is_shown=False),
        "opened": ColumnWords(_("Opened it"), _("People of whom anything is recorded in this lesson.")),
        "read": ColumnWords(_("Read it"), _("People who marked it as read.")),
        "left": ColumnWords(
            _("Left it"), _("People who opened it 7 days ago or longer and have not marked it as read.")
        ),
        "timed": ColumnWords(
            _("Timed"), _("People who opened it with scripts and marked it as read within 4 hours.")
        ),
        "median_minutes": ColumnWords(
            _("Median, minutes"),
            _("Half of those timed took so many minutes or fewer from opening it to marking it as read."),
        ),
        "expected_minutes": ColumnWords(
            _("Reading time, minutes"), _("What the lesson itself says that it takes, as now published.")
        ),
        "ratio": ColumnWords(
            _("Median by reading time"), _("2 means that it takes twice as long as it says.")
        ),
    }


def _finding(table: Table) -> str:
    """Say which lesson people leave most often, and which takes longest for what it says."""
    rows = [tuple(row) for row in table.rows]
    if not rows:
        return _("Nobody has opened a lesson yet.")
    return " ".join(part for part in (_most_left(table, rows), _slowest(table, rows)) if part)


def _most_left(table: Table, rows: Sequence[Row]) -> str:
    title, opened, left = (table.place_of(name) for name in ("lesson_title", "opened", "left"))
    known = [
        (left_it / opened_it, left_it, opened_it, str(row[title]))
        for row in rows
        if (opened_it := _number(row[opened])) >= FEWEST_TIMES and (left_it := _number(row[left]))
    ]
    if not known:
        return ""
    share, left_it, opened_it, lesson = max(known)
    return _(
        "Left most often is “%(lesson)s”: %(n)s of the %(opened)s who opened it (%(share)s) have not finished it.",
        lesson=lesson,
        n=format_decimal(left_it),
        opened=format_decimal(opened_it),
        share=format_percent(share, "#,##0 %"),
    )


def _slowest(table: Table, rows: Sequence[Row]) -> str:
    ratio = table.place_of("ratio")
    slowest = max(rows, key=lambda row: _number(row[ratio]))
    times = _number(slowest[ratio])
    if times < SLOW:
        return ""
    return _(
        "“%(lesson)s” takes longest for what it says: %(times)s times its reading time.",
        lesson=slowest[table.place_of("lesson_title")],
        times=format_decimal(round(times, 1)),
    )


def _number(cell: Cell) -> float:
    """Return the number of a cell, 0 where it holds none: in what is published it may be withheld."""
    return float(cell) if isinstance(cell, int | float) else 0.0
