"""The words around the figures of one module."""

from __future__ import annotations

from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import step_words
from studyvisit.reporting.pages.gain import gain_columns
from studyvisit.reporting.pages.lessons import lesson_columns, minutes_note
from studyvisit.reporting.pages.report import absent_words
from studyvisit.reporting.rules import STEPS
from studyvisit.reporting.services.modules import ENROLLED, FEWEST
from studyvisit.tables.content import Absent, Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords

SHOWN_GAINS = ("people", "before", "after", "change", "share_increased")


def words(report: Report) -> ReportWords:
    """Return the words around the figures of one module."""
    return ReportWords(
        title=_("How this module works"),
        absents=absent_words(),
        meanings={Absent.NO_DATA: _("Of nobody is what it takes known.")},
        tables={
            "steps": _steps(report),
            "lessons": _lessons(report),
            "revisions": _revisions(report),
        },
    )


def _steps(report: Report) -> TableWords:
    table = report.table("steps")
    numbers = {str(row[0]): int(str(row[1])) for row in table.rows}
    codes = {ENROLLED: _("Enrolled")} | {step.value: text for step, text in step_words().items()}
    return TableWords(
        title=_("How far people come"),
        finding=_steps_finding(numbers),
        columns={
            "step": ColumnWords(_("Step"), codes=codes),
            "people": ColumnWords(
                _("People"), _("Of those enrolled where the module is taught and who have not withdrawn.")
            ),
        },
    )


def _steps_finding(numbers: dict[str, int]) -> str:
    names = list(STEPS)
    begun, certified = numbers[names[0].value], numbers[names[-1].value]
    if not begun:
        return _("Nobody has begun this module yet.")
    said = ngettext(
        "%(begun)s person has begun this module, %(done)s hold its certificate",
        "%(begun)s people have begun this module, %(done)s hold its certificate",
        begun,
        begun=format_decimal(begun),
        done=format_decimal(certified),
    )
    if begun < FEWEST:
        return f"{said}."
    return _("%(said)s (%(share)s).", said=said, share=format_percent(certified / begun, "#,##0 %"))


def _lessons(report: Report) -> TableWords:
    table = report.table("lessons")
    newest = report.facts["newest"]
    note = minutes_note()
    if newest is not None:
        whose = _(
            "Of the %(n)s people enrolled last who have begun the module.", n=format_decimal(int(str(newest)))
        )
        note = f"{whose} {note}"
    stopped = ColumnWords(
        _("Stopped here"),
        _(
            "People who have not read the module through, and of whom the last thing recorded in it, 7 days ago "
            "or longer, was in this lesson."
        ),
    )
    return TableWords(
        title=_("Where people stop"),
        finding=_stop_finding(table),
        note=note,
        columns={**lesson_columns(), "stopped": stopped},
    )


def _stop_finding(table: Table) -> str:
    title, opened, stopped = (table.place_of(name) for name in ("lesson_title", "opened", "stopped"))
    rows = [row for row in table.rows if isinstance(row[opened], int) and row[opened]]
    if not rows:
        return _("Nobody has opened a lesson yet.")
    count, lesson = max(((int(str(row[stopped])), str(row[title])) for row in rows), key=lambda one: one[0])
    if not count:
        return _("Nobody has stopped on the way.")
    return ngettext(
        "Most people stop at “%(lesson)s”: %(n)s person went no further for a week.",
        "Most people stop at “%(lesson)s”: %(n)s people went no further for a week.",
        count,
        lesson=lesson,
        n=format_decimal(count),
    )


def _revisions(report: Report) -> TableWords:
    gains = gain_columns()
    return TableWords(
        title=_("Change in competency, revision by revision"),
        finding=_difference_words(report),
        note=_(
            "How people rated themselves before and after the module, on a scale from %(lowest)s to %(highest)s. "
            "Ratings do not name the revision, so a person counts under one only where every lesson and every "
            "attempt at the quiz recorded of them is of it; whoever came back after a change is in none. Of each "
            "revision at most the 1,000 who sat its quiz last. Different people took different revisions: a "
            "difference may be theirs.",
            lowest=report.facts["scale_lowest"],
            highest=report.facts["scale_highest"],
        ),
        columns={
            "revision": ColumnWords(_("Revision")),
            "published_on": ColumnWords(_("Published")),
            **{name: gains[name] for name in SHOWN_GAINS},
        },
    )


def _difference_words(report: Report) -> str:
    facts = report.facts
    if "difference" not in facts:
        return _("There are not two revisions yet with enough people to compare.")
    low, high = (facts[f"difference_{end}"] for end in ("low", "high"))
    said = _(
        "People of revision %(newer)s rose by %(difference)s more than those of revision %(older)s",
        newer=facts["newer"],
        older=facts["older"],
        difference=_signed(facts["difference"]),
    )
    if low is None or high is None:
        return f"{said}."
    return _(
        "%(said)s (95 %% interval %(low)s to %(high)s).", said=said, low=_signed(low), high=_signed(high)
    )


def _signed(value: object) -> str:
    return format_decimal(round(float(str(value)), 2) + 0.0, format="0.00")
