"""The words of the report on the quality of the data."""

from __future__ import annotations

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import check_words
from studyvisit.reporting.pages.person_columns import person_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.reporting.rules import SECONDS_FOR_A_QUIZ, Check
from studyvisit.tables.content import Column, Report, Row, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords


def words(report: Report) -> ReportWords:
    """Return the words around a report on the quality of the data."""
    checks = {check.value: text for check, text in check_words().items()}
    asked = report.parameters.get("check", "")
    return ReportWords(
        title=_("Data quality"),
        absents=absent_words(),
        tables={
            "checks": TableWords(
                title=_("What to look at"),
                finding=_finding(report, checks),
                note=_(
                    "What is found here is not wrong by itself: it is what a person should look at before a figure "
                    "is signed. Enrolments that were withdrawn are left out."
                ),
                columns={
                    "check": ColumnWords(_("Check"), codes=checks),
                    "found": ColumnWords(_("Found")),
                    "of": ColumnWords(_("Of")),
                    "rule": ColumnWords(
                        _("Rule"), codes={check.value: text for check, text in rule_words().items()}
                    ),
                },
            ),
            "rows": TableWords(
                title=checks.get(asked, ""),
                finding=rule_words()[Check(asked)] if asked else "",
                columns={
                    **person_words(),
                    "module_title": ColumnWords(_("Module")),
                    "at": ColumnWords(
                        _("When"),
                        _("When it was given, handed in, begun or, where it is about a person, enrolled."),
                    ),
                },
            ),
        },
    )


def link(report: Report, table: Table, row: Row, column: Column) -> str:
    """Return the address of the rows behind a check, or of the person of a row."""
    match table.name, column.name:
        case "checks", "check" | "found" if row[1]:
            wanted = {**report.parameters, "check": str(row[0])}
            return url_for("reporting.data-quality", **wanted) + "#rows-title"  # type: ignore[arg-type]
        case "rows", "name":
            return url_for("reporting.person", enrolment_id=str(row[0]))
        case _:
            return ""


def rule_words() -> dict[Check, str]:
    """Return what each check looks for."""
    return {
        Check.BEFORE_ONLY: _(
            "A self-assessment before a module without one after it: the person may still be learning. "
            "It counts in no gain."
        ),
        Check.AFTER_ONLY: _("A self-assessment after a module without one before it. It counts in no gain."),
        Check.IMPOSSIBLE_TIMES: _(
            "A module begun before the enrolment, certified before one of its steps, or with a quiz that ended "
            "before it began."
        ),
        Check.IN_SECONDS: _(
            "A quiz handed in less than %(seconds)s seconds after it was opened.", seconds=SECONDS_FOR_A_QUIZ
        ),
        Check.AT_ONE_INSTANT: _(
            "A quiz handed in within two minutes, with all answers saved in the same second. Without scripts a whole "
            "page is saved at once, so this can be innocent."
        ),
        Check.BY_THE_CLOCK: _(
            "A quiz that ended because its time was up, with whatever was answered by then."
        ),
        Check.SAME_NAME: _("Two accounts of the same name and country in one programme: perhaps one person."),
        Check.SAME_MAILBOX: _(
            "Two accounts of one programme whose e-mail addresses differ after the @ only: perhaps one person."
        ),
        Check.NO_COUNTRY: _("An enrolment without a country. It stands under “Not stated”."),
        Check.NO_INSTITUTION: _("An enrolment without an institution. It stands under “Not stated”."),
        Check.UNPROVEN: _(
            "A certificate of a module of which a needed step is missing: it may rest on an earlier version."
        ),
    }


def _finding(report: Report, checks: dict[str, str]) -> str:
    rows = [(int(str(row[1])), str(row[0])) for row in report.table("checks").rows]
    found = [row for row in rows if row[0]]
    if not found:
        return _("None of the checks found anything.")
    most, name = max(found)
    return ngettext(
        "%(n)s of %(all)s checks found something; most often “%(check)s” (%(most)s).",
        "%(n)s of %(all)s checks found something; most often “%(check)s” (%(most)s).",
        len(found),
        n=format_decimal(len(found)),
        all=format_decimal(len(rows)),
        check=checks[name],
        most=format_decimal(most),
    )
