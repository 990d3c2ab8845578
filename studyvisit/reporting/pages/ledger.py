"""The words of the ledger."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.report import absent_words
from studyvisit.tables.content import Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords


def words(report: Report) -> ReportWords:
    """Return the words around a ledger."""
    source = report.facts["source"]
    return ReportWords(
        title=_("Kirkpatrick ledger"),
        absents=absent_words(),
        about=(
            (
                _("The four levels"),
                _(
                    "1 what people thought of it, 2 what they learned, 3 what they do differently at work, 4 what "
                    "changed for those they serve. Each level says less about the course alone than the one "
                    "before: more comes between."
                ),
            ),
            (
                _("Small groups"),
                _("Of fewer than 5 answers nothing is said but how many there are."),
            ),
            (
                _("No data"),
                _("Nobody answered that instrument so far. That is not the same as 0."),
            ),
            *(((_("Source of the project’s indicators"), str(source)),) if source else ()),
        ),
        tables={
            "levels": TableWords(
                title=_("The four levels"),
                finding=_finding(report.table("levels")),
                columns={
                    "level": _level(),
                    "indicators": ColumnWords(_("Indicators")),
                    "with_data": ColumnWords(
                        _("With data"), _("Whose instrument was used by enough people.")
                    ),
                    "targets": ColumnWords(_("With a target")),
                    "reached": ColumnWords(_("Target reached")),
                },
            ),
            "ledger": _ledger_words(report.table("ledger")),
            "sources": _source_words(report.table("ledger")),
        },
    )


def _level() -> ColumnWords:
    return ColumnWords(
        _("Level"),
        codes={
            "1": _("1 Reaction"),
            "2": _("2 Learning"),
            "3": _("3 Behaviour"),
            "4": _("4 Results"),
        },
    )


def _ledger_words(table: Table) -> TableWords:
    return TableWords(
        title=_("Indicators"),
        finding=_no_data(table),
        note=_(
            "Intervals show how far chance reaches, not who did not answer. Where few of many answered, those who "
            "did may be the pleased ones. What is marked as illustrative is not in the project’s own document."
        ),
        columns={
            "level": _level(),
            "indicator": ColumnWords(_("Indicator"), codes=_standard_words() | _titles(table)),
            "people": ColumnWords(_("n"), _("How many people, sheets or countries meet the rule.")),
            "among": ColumnWords(
                _("Of"), _("How many there are who could: those with the answers it takes.")
            ),
            "share": ColumnWords(_("Share"), _("n of these, with its 95 per cent interval (Wilson).")),
            "target_share": ColumnWords(_("Target")),
            "target_number": ColumnWords(_("Target number")),
            "met": ColumnWords(_("Reached"), codes=_yes_no()),
            "last_on": ColumnWords(_("Last answer"), _("Anonymous sheets have no day.")),
        },
    )


def _source_words(table: Table) -> TableWords:
    """Return the words of where each figure is from."""
    return TableWords(
        title=_("Where each figure is from"),
        finding=_source_finding(table),
        columns={
            "indicator": ColumnWords(_("Indicator"), codes=_standard_words() | _titles(table)),
            "level": _level(),
            "origin": ColumnWords(
                _("Whose"),
                _("Of the project that funds the programme, or what every programme is asked."),
                codes={"standard": _("Every programme"), "project": _("The project")},
            ),
            "illustrative": ColumnWords(_("Illustrative"), codes=_yes_no()),
            "rule": ColumnWords(
                _("Rule"),
                _(
                    "What is counted: people who rated themselves higher in the later wave, among those who rated "
                    "in both; who passed the quiz, among those who took it; who holds the certificate, among those "
                    "enrolled; sheets, people or countries that say so, among those that answer."
                ),
                codes=rule_words(),
            ),
            "instrument": ColumnWords(_("Instrument")),
            "statements": ColumnWords(
                _("Items"), _("Ids of the statements, or of the item and its answers.")
            ),
            "wave": ColumnWords(_("When"), codes=_wave_words()),
        },
    )


def rule_words() -> dict[str, str]:
    """Return the rules in a few words."""
    return {
        "rose": _("Rated higher later"),
        "rated": _("Rated so high"),
        "passed": _("Passed the quiz"),
        "certified": _("Holds the certificate"),
        "reacted": _("Sheet says so"),
        "answered": _("Person says so"),
        "countries": _("Somebody there says so"),
    }


def _standard_words() -> dict[str, str]:
    """Return what every programme is asked, by the ids of these indicators."""
    return {
        "rose-pre": _("Rate themselves higher after than before"),
        "rose-then": _("Rate themselves higher after than they see their start now"),
        "passed": _("Passed every quiz they took"),
        "certified": _("Hold the certificate of every module"),
        "rose-follow-up-3": _("Still rate themselves higher after 3 months than before"),
        "rose-follow-up-6": _("Still rate themselves higher after 6 months than before"),
        "rose-follow-up-12": _("Still rate themselves higher after 12 months than before"),
    }


def _titles(table: Table) -> dict[str, str]:
    """Return the titles that authors gave to indicators, by their ids."""
    return {str(row[0]): str(row[1]) for row in table.rows if row[1] is not None}


def _yes_no() -> dict[str, str]:
    return {"yes": _("Yes"), "no": _("No")}


def _wave_words() -> dict[str, str]:
    waves = {
        "pre": _("before"),
        "post": _("after"),
        "then": _("looking back"),
        "follow-up-3": _("3 months later"),
        "follow-up-6": _("6 months later"),
        "follow-up-12": _("12 months later"),
        "reaction": _("at the end"),
    }
    rises = {
        f"{first}>{later}": _("%(first)s → %(later)s", first=waves[first], later=waves[later])
        for first in waves
        for later in waves
        if first != later
    }
    return {**waves, **rises}


def _finding(table: Table) -> str:
    rows = list(table.rows)
    targets, reached, empty = 0, 0, 0
    for row in rows:
        targets += int(str(row[3]))
        reached += int(str(row[4]))
        empty += not isinstance(row[2], int) or not row[2]
    parts = [
        ngettext(
            "%(reached)s of %(n)s target is reached.",
            "%(reached)s of %(n)s targets are reached.",
            targets,
            reached=format_decimal(reached),
            n=format_decimal(targets),
        )
    ]
    if empty:
        parts.append(
            ngettext("%(n)s level has no data.", "%(n)s levels have no data.", empty, n=format_decimal(empty))
        )
    return " ".join(parts)


def _no_data(table: Table) -> str:
    rows = list(table.rows)
    place = table.place_of("share")
    known = sum(isinstance(row[place], int | float) for row in rows)
    return ngettext(
        "%(known)s of %(n)s indicator has data.",
        "%(known)s of %(n)s indicators have data.",
        len(rows),
        known=format_decimal(known),
        n=format_decimal(len(rows)),
    )


def _source_finding(table: Table) -> str:
    places = [row[table.place_of("origin")] for row in table.rows]
    its = places.count("project")
    return ngettext(
        "The project that funds the programme asks for %(n)s indicator; %(others)s belong to every programme.",
        "The project that funds the programme asks for %(n)s indicators; %(others)s belong to every programme.",
        its,
        n=format_decimal(its),
        others=format_decimal(len(places) - its),
    )
