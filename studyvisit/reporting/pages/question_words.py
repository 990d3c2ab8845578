"""The words of the report on questions in its files."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.report import absent_words
from studyvisit.tables.content import Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords


def words(report: Report) -> ReportWords:
    """Return the words around the figures of questions."""
    n = report.table("questions").n or 0
    return ReportWords(
        title=_("Questions"),
        absents=absent_words(),
        about=((_("Rule"), _("Submitted attempts of people who have not withdrawn. Nobody is named.")),),
        tables={
            "questions": TableWords(
                title=_("Questions"),
                finding=ngettext("The figures of %(num)s question.", "The figures of %(num)s questions.", n),
                columns={**_keys(), **_figures(), **_of_options()},
            ),
            "groups": _groups(report.table("groups")),
        },
    )


def _groups(table: Table) -> TableWords:
    rows = list(table.rows)
    gains = [row for row in rows if row[1] == "gain" and isinstance(row[4], float)]
    rose = sum(float(str(row[4])) > 0 for row in gains)
    return TableWords(
        title=_("Forms, languages and gain"),
        finding=ngettext(
            "Of %(num)s quiz with a check before the module, results rose in %(rose)s.",
            "Of %(num)s quizzes with a check before the module, results rose in %(rose)s.",
            len(gains),
            rose=format_decimal(rose),
        ),
        columns={
            "module": ColumnWords(_("Module")),
            "what": ColumnWords(
                _("Compared by"),
                _("The gain is the result less that of the check before the module, of those who took both."),
                codes={
                    "form": _("Form"),
                    "language": _("Language"),
                    "gain": _("Gain since the check before"),
                },
            ),
            "group": ColumnWords(_("Group")),
            "attempts": ColumnWords(_("Attempts")),
            "percent": ColumnWords(_("Per cent"), _("The mean, with its 95 per cent interval in files.")),
            "percent_low": ColumnWords(_("Per cent, low"), is_shown=False),
            "percent_high": ColumnWords(_("Per cent, high"), is_shown=False),
        },
    )


def _keys() -> dict[str, ColumnWords]:
    return {
        "module": ColumnWords(_("Module")),
        "question": ColumnWords(_("Question")),
        "name": ColumnWords(_("Name"), is_shown=False),
        "kind": ColumnWords(_("Kind"), is_shown=False),
        "competency": ColumnWords(_("Competency"), is_shown=False),
        "option": ColumnWords(_("Option"), _("A row without an option is of the question as a whole.")),
        "is_right": ColumnWords(
            _("Right"), _("Whether the option is right."), codes={"yes": _("yes"), "no": _("no")}
        ),
        "asked": ColumnWords(_("Asked"), _("Attempts in which the question was asked."), is_shown=False),
        "answered": ColumnWords(_("Answered")),
        "blank": ColumnWords(_("Blank"), _("Attempts in which it was left empty.")),
    }


def _figures() -> dict[str, ColumnWords]:
    low = _("The lower end of the 95 % interval of the figure before.")
    high = _("The upper end of the 95 % interval of the figure before.")
    return {
        "facility": ColumnWords(_("Facility"), _("The mean share of the points that was earned.")),
        "facility_low": ColumnWords(_("Facility, low"), low, is_shown=False),
        "facility_high": ColumnWords(_("Facility, high"), high, is_shown=False),
        "sd": ColumnWords(_("Standard deviation"), _("How far the earned shares are apart."), is_shown=False),
        "discrimination": ColumnWords(
            _("Discrimination"), _("How well the question tells the strong from the weak, up to 100.")
        ),
        "discrimination_low": ColumnWords(_("Discrimination, low"), low, is_shown=False),
        "discrimination_high": ColumnWords(_("Discrimination, high"), high, is_shown=False),
        "efficiency": ColumnWords(
            _("Efficiency"), _("Discrimination as a share of what it could be at most."), is_shown=False
        ),
        "effective_weight": ColumnWords(
            _("Effective weight"), _("How much of the spread of results comes from it."), is_shown=False
        ),
        "seconds": ColumnWords(_("Seconds"), _("The median time people took.")),
    }


def _of_options() -> dict[str, ColumnWords]:
    low = _("The lower end of the 95 % interval of the figure before.")
    high = _("The upper end of the 95 % interval of the figure before.")
    return {
        "share": ColumnWords(_("Chosen by"), _("The share of answers that chose the option.")),
        "share_low": ColumnWords(_("Chosen by, low"), low, is_shown=False),
        "share_high": ColumnWords(_("Chosen by, high"), high, is_shown=False),
        "point_biserial": ColumnWords(
            _("Point-biserial"), _("Above 0 where those who chose it did better in the rest of the quiz.")
        ),
        "point_biserial_low": ColumnWords(_("Point-biserial, low"), low, is_shown=False),
        "point_biserial_high": ColumnWords(_("Point-biserial, high"), high, is_shown=False),
        "upper": ColumnWords(_("Upper group"), _("The share of the stronger who chose it."), is_shown=False),
        "lower": ColumnWords(_("Lower group"), _("The share of the weaker who chose it."), is_shown=False),
        "flags": ColumnWords(_("Flags"), _("What may be wrong with the question.")),
        "false_alarms": ColumnWords(
            _("False alarms"), _("How often such a flag is raised for nothing, at most."), is_shown=False
        ),
    }
