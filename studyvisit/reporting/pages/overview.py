"""The words of the overview."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import step_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.tables.content import Cell, Report
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords
from studyvisit.web.formats import country_name


def words(report: Report) -> ReportWords:
    """Return the words around an overview."""
    steps = {str(step): text for step, text in step_words().items()}
    funnel, countries = report.table("funnel"), report.table("countries")
    counts = {str(row[0]): row[1] for row in funnel.rows}
    return ReportWords(
        title=_("Overview"),
        absents=absent_words(),
        about=(),
        tables={
            "funnel": TableWords(
                title=_("From enrolment to certificate"),
                finding=_finding(counts),
                columns={
                    "step": ColumnWords(_("Step"), codes={"enrolled": _("Enrolled"), **steps}),
                    "people": ColumnWords(_("People"), _("Enrolments that reached the step.")),
                    "share_of_first": ColumnWords(_("Of those enrolled")),
                    "share_of_previous": ColumnWords(_("Of the step before")),
                },
            ),
            "countries": TableWords(
                title=_("By country"),
                total=_("Total"),
                columns={
                    "country": ColumnWords(
                        _("Country"),
                        codes={str(row[0]): country_name(str(row[0])) for row in countries.rows if row[0]},
                    ),
                    "enrolled": ColumnWords(_("Enrolled")),
                    **{name: ColumnWords(text) for name, text in steps.items()},
                },
            ),
        },
    )


def _finding(counts: dict[str, Cell]) -> str:
    enrolled, certified = counts["enrolled"], counts["certified"]
    if not isinstance(enrolled, int) or not isinstance(certified, int):
        return ""
    return ngettext(
        "%(certified)s of %(n)s person enrolled holds every certificate.",
        "%(certified)s of %(n)s people enrolled hold every certificate.",
        enrolled,
        certified=format_decimal(certified),
        n=format_decimal(enrolled),
    )
