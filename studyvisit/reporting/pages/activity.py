"""The words of the report on activity."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from studyvisit.actor import Actor
from studyvisit.reporting.pages.filters import step_words
from studyvisit.reporting.pages.person_columns import person_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.reporting.policies import cohorts_scope
from studyvisit.reporting.rules import Sort
from studyvisit.tables.content import Column, Report, Row, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords


def words(report: Report) -> ReportWords:
    """Return the words around a report on activity."""
    steps = {str(step): text for step, text in step_words().items()}
    titles = {str(row[0]): str(row[1]) for row in report.table("where").rows}
    module = ColumnWords(_("Module"), codes=titles)
    return ReportWords(
        title=_("Activity"),
        absents=absent_words(),
        tables={
            "where": TableWords(
                title=_("Where people stopped"),
                finding=_where_finding(report, titles),
                note=_(
                    "Someone counts in each module they have begun and not finished, at the first step that is "
                    "missing there. The stronger the ground, the larger the share of those who began."
                ),
                columns={
                    "module_title": ColumnWords(_("Module")),
                    "started": ColumnWords(_("Began the module")),
                    **{
                        name: ColumnWords(
                            _("Stopped before “%(step)s”", step=steps[name]),
                            _(
                                "People who began the module, hold no certificate of it and did nothing for 7 days, "
                                "and whose next step in it is this one."
                            ),
                        )
                        for name in list(steps)[1:]
                    },
                },
            ),
            "stuck": TableWords(
                title=_("Who to write to"),
                finding=_stuck_finding(report),
                columns={
                    **person_words(),
                    "module": module,
                    "next_step": ColumnWords(
                        _("Next step"),
                        _("The first step that is missing, in the first module that is not finished."),
                        codes={**steps, Sort.STARTED.value: _("Begin")},
                    ),
                    "last_active": ColumnWords(
                        _("Last active"),
                        _(
                            "When they last read, answered or rated anything; who never did was enrolled then."
                        ),
                    ),
                    "days_quiet": ColumnWords(_("Days quiet")),
                },
            ),
            "pace": TableWords(
                title=_("How long steps take"),
                finding=_pace_finding(report, steps),
                note=_(
                    "From one step to the next in the same module, nights and other work included: this is not time "
                    "spent learning. Who has not got there yet is left out, so that the slowest are missing."
                ),
                columns={
                    "step": ColumnWords(_("Step"), codes=steps),
                    "after": ColumnWords(_("After"), codes=steps),
                    "times": ColumnWords(_("Times")),
                    "lower_quarter_hours": ColumnWords(_("A quarter within, hours")),
                    "median_hours": ColumnWords(_("Half within (median), hours")),
                    "upper_quarter_hours": ColumnWords(_("Three quarters within, hours")),
                },
            ),
        },
    )


def link(report: Report, table: Table, row: Row, column: Column) -> str:
    """Return the address of the people behind a figure."""
    match table.name, column.name:
        case "stuck", "name":
            return url_for("reporting.person", enrolment_id=str(row[0]))
        case "where", name if name in list(Sort) and name != Sort.STARTED and row[table.place_of(name)]:
            wanted = {**report.parameters, "module": str(row[0]), "missing": name}
            return url_for("reporting.activity", **wanted) + "#stuck-title"  # type: ignore[arg-type]
        case _:
            return ""


def actions(actor: Actor, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Offer the addresses of who is stuck to those who look after people; a reviewer writes to nobody."""
    if cohorts_scope(actor) == frozenset():
        return ()
    return ((_("Write to these people"), url_for("reporting.addresses", **parameters)),)  # type: ignore[arg-type]


def _stuck_finding(report: Report) -> str:
    stuck, everybody = (int(str(report.facts[name])) for name in ("stuck", "enrolled"))
    if not stuck:
        return _("Nobody seems stuck.")
    words = ngettext(
        "%(n)s of %(all)s seems stuck: no certificate, and nothing done for 7 days or longer.",
        "%(n)s of %(all)s seem stuck: no certificate, and nothing done for 7 days or longer.",
        stuck,
        n=format_decimal(stuck),
        all=format_decimal(everybody),
    )
    never = int(str(report.facts["never_started"]))
    if not never:
        return words
    return f"{words} " + ngettext(
        "%(n)s of them never started.", "%(n)s of them never started.", never, n=format_decimal(never)
    )


def _where_finding(report: Report, titles: dict[str, str]) -> str:
    table = report.table("where")
    counts = [
        (int(str(row[table.place_of(step)])), int(str(row[2])), str(row[0]), step)
        for row in table.rows
        for step in list(Sort)
        if step is not Sort.STARTED and step in step_words()
    ]
    most = max(counts, key=lambda one: one[0], default=None)
    if most is None or not most[0]:
        return _("Nobody stopped inside a module they have begun.")
    count, begun, slug, step = most
    return _(
        "Most people stopped in “%(module)s” before “%(step)s”: %(n)s of the %(begun)s who began it (%(share)s).",
        module=titles[slug],
        step=step_words()[step],
        n=format_decimal(count),
        begun=format_decimal(begun),
        share=format_percent(count / begun, "#,##0 %"),
    )


def _pace_finding(report: Report, steps: dict[str, str]) -> str:
    table = report.table("pace")
    place = table.place_of("median_hours")
    longest = max(
        (row for row in table.rows if row[place] is not None),
        key=lambda row: float(str(row[place])),
        default=None,
    )
    if longest is None:
        return _("Nobody has taken two steps of a module yet.")
    return _(
        "“%(step)s” takes longest to follow: half of those who got there needed %(hours)s hours or less.",
        step=steps[str(longest[0])],
        hours=format_decimal(round(float(str(longest[place])), 1)),
    )
