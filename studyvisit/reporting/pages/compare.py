"""The words of two cohorts side by side."""

from __future__ import annotations

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import step_words
from studyvisit.reporting.pages.findings import figure, number_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.tables.content import Column, Report, Row, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords

SIDES = ("first", "second")


def words(report: Report) -> ReportWords:
    """Return the words around two cohorts side by side."""
    cohorts = report.table("cohorts")
    titles = [str(row[1]) for row in cohorts.rows]
    tables = {
        "cohorts": TableWords(
            title=_("Which cohorts"),
            finding=_who(cohorts),
            columns={"cohort_title": ColumnWords(_("Cohort")), "enrolled": ColumnWords(_("Enrolled"))},
        )
    }
    if len(titles) == len(SIDES):
        tables["steps"] = _steps(report, titles)
        tables["gain"] = _gain(report.table("gain"), titles)
    return ReportWords(
        title=_("Compare cohorts"),
        absents=absent_words(),
        about=(
            (
                _("What it cannot tell"),
                _(
                    "Different people came, from different posts and at another time. A difference between two "
                    "cohorts does not say what it comes from."
                ),
            ),
            (
                _("People who withdrew"),
                _("Left out: %(n)s.", n=number_words(report.facts["withdrawn"])),
            ),
        ),
        tables=tables,
    )


def link(report: Report, table: Table, row: Row, column: Column) -> str:
    """Return the address of the people behind a figure."""
    people = {name: value for name, value in report.parameters.items() if name != "compare"} | {
        "by": "person"
    }
    cohorts = [str(one[0]) for one in report.table("cohorts").rows]
    cell = row[table.place_of(column.name)]
    if table.name == "cohorts" and column.name == "enrolled":
        people["cohort"] = str(row[0])
    elif table.name == "steps" and column.name in SIDES:
        people |= {"cohort": cohorts[SIDES.index(column.name)], "reached": str(row[0])}
    else:
        return ""
    return url_for("reporting.completion", **people) if cell else ""  # type: ignore[arg-type]


def _who(cohorts: Table) -> str:
    rows = list(cohorts.rows)
    if len(rows) < len(SIDES):
        return _("Choose two different cohorts: one under “Cohort” and one under “Compare with”.")
    return _(
        "“%(first)s” with %(n)s people enrolled beside “%(second)s” with %(m)s.",
        first=str(rows[0][1]),
        n=number_words(rows[0][2]),
        second=str(rows[1][1]),
        m=number_words(rows[1][2]),
    )


def _steps(report: Report, titles: list[str]) -> TableWords:
    table = report.table("steps")
    steps = {str(step): text for step, text in step_words().items()}
    return TableWords(
        title=_("How far people came"),
        finding=_steps_finding(table, steps, titles),
        note=_("Counted in one module alone.")
        if report.parameters.get("module")
        else _("A step counts when it was reached in every module of the programme; “started” in any."),
        columns={
            "step": ColumnWords(_("Step"), codes=steps),
            "first": ColumnWords(titles[0]),
            "second": ColumnWords(titles[1]),
            "difference": ColumnWords(
                _("Difference (percentage points)"),
                _(
                    "The share of “%(first)s” less that of “%(second)s”, with Newcombe’s 95 %% interval. Where the "
                    "interval includes 0, it may be chance.",
                    first=titles[0],
                    second=titles[1],
                ),
            ),
            "difference_low": ColumnWords(_("Difference, lower end")),
            "difference_high": ColumnWords(_("Difference, upper end")),
        },
    )


def _steps_finding(table: Table, steps: dict[str, str], titles: list[str]) -> str:
    rows = [row for row in table.rows if figure(table, row, "difference") is not None]
    if not rows:
        return _("One of the cohorts has nobody enrolled.")
    row = max(rows, key=lambda one: abs(figure(table, one, "difference") or 0))
    difference, low, high = (
        figure(table, row, name) for name in ("difference", "difference_low", "difference_high")
    )
    if not difference:
        return _("There is no difference at any step.")
    said = _(
        "The largest difference: “%(step)s”, %(difference)s percentage points more in “%(title)s”.",
        step=steps[str(row[0])],
        difference=format_decimal(abs(difference), "0.0"),
        title=titles[0] if difference > 0 else titles[1],
    )
    return f"{said} {_sureness(low, high)}"


def _sureness(low: float | None, high: float | None) -> str:
    """Return whether a difference may be chance, as far as there are people enough to say."""
    if low is None or high is None:
        return _("There are too few people to say whether that may be chance.")
    if low <= 0 <= high:
        return _("That may be chance.")
    return _("Chance alone would rarely do that.")


def _gain(table: Table, titles: list[str]) -> TableWords:
    columns = {"measure": ColumnWords(_("Figure"), codes={"change": _("Learning gain")})}
    for side, title in zip(SIDES, titles, strict=True):
        columns |= {
            f"{side}_people": ColumnWords(_("%(title)s: people", title=title)),
            side: ColumnWords(_("%(title)s: change", title=title)),
        }
    columns |= {
        "difference": ColumnWords(
            _("Difference"),
            _(
                "The mean change of “%(first)s” less that of “%(second)s”, with Welch’s 95 %% interval, in steps of "
                "the scale. People who rated themselves both before and after.",
                first=titles[0],
                second=titles[1],
            ),
        ),
        "difference_low": ColumnWords(_("Difference, lower end")),
        "difference_high": ColumnWords(_("Difference, upper end")),
    }
    return TableWords(title=_("What people gained"), finding=_gain_finding(table, titles), columns=columns)


def _gain_finding(table: Table, titles: list[str]) -> str:
    for row in table.rows:
        difference, low, high = (
            figure(table, row, name) for name in ("difference", "difference_low", "difference_high")
        )
        if difference is not None:
            said = _(
                "Ratings rose by %(difference)s more in “%(title)s”.",
                difference=format_decimal(abs(difference), "0.00"),
                title=titles[0] if difference >= 0 else titles[1],
            )
            return f"{said} {_sureness(low, high)}"
    return _("Fewer than 5 people of one of the cohorts rated themselves both before and after.")
