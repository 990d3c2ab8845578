"""The words of the overview."""

from __future__ import annotations

from itertools import pairwise

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.reporting.pages.filters import step_words
from studyvisit.reporting.pages.findings import share_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.reporting.rules import NOT_STATED, STEPS
from studyvisit.reporting.services.attention import Matter
from studyvisit.tables.content import Column, Report, Row, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords
from studyvisit.web.formats import country_name


def words(report: Report) -> ReportWords:
    """Return the words around an overview."""
    steps = {str(step): text for step, text in step_words().items()}
    funnel, countries = report.table("funnel"), report.table("countries")
    counts = {str(row[0]): row[1] for row in funnel.rows if isinstance(row[1], int)}
    country = ColumnWords(
        _("Country"), codes={str(row[0]): country_name(str(row[0])) for row in countries.rows if row[0]}
    )
    enrolled = ColumnWords(_("Enrolled"))
    reached = {name: ColumnWords(text) for name, text in steps.items()}
    return ReportWords(
        title=_("Overview"),
        absents=absent_words(),
        tables={
            "funnel": TableWords(
                title=_("From enrolment to certificate"),
                finding=_finding(counts, steps),
                note=_steps_note(report),
                columns={
                    "step": ColumnWords(_("Step"), codes={"enrolled": _("Enrolled"), **steps}),
                    "people": ColumnWords(_("People"), _("Enrolments that reached the step.")),
                    "share_of_first": ColumnWords(_("Of those enrolled")),
                    "compared_with_previous": ColumnWords(
                        _("Compared with the step before"),
                        _("More than 100 % where more people took this step than the one above it."),
                    ),
                },
            ),
            "attention": TableWords(
                title=_("What needs attention"),
                finding=_attention(report),
                columns={
                    "matter": ColumnWords(
                        _("What"), codes={matter.value: text for matter, text in matter_words().items()}
                    ),
                    "cohort_title": ColumnWords(_("Cohort")),
                    "count": ColumnWords(_("How many")),
                },
            ),
            "modules": TableWords(
                title=_("By module"),
                finding=_modules_finding(report),
                columns={"module_title": ColumnWords(_("Module")), "enrolled": enrolled, **reached},
            ),
            "countries_and_modules": TableWords(
                title=_("Certificates by country and module"),
                finding=_heat_finding(report),
                note=_(
                    "The stronger the ground, the larger the share of those enrolled who hold the certificate."
                ),
                columns={"country": country, "enrolled": enrolled, **_titles(report)},
            ),
            "countries": TableWords(
                title=_("By country"),
                finding=_countries_finding(countries),
                total=_("Total"),
                columns={"country": country, "enrolled": enrolled, **reached},
            ),
        },
    )


def link(report: Report, table: Table, row: Row, column: Column) -> str:
    """Return the address of the people behind a figure."""
    people = {**report.parameters, "by": "person"}
    cell = row[table.place_of(column.name)]
    match table.name:
        case "attention":
            return _matter_url(report, row) if column.name == "matter" else ""
        case "funnel":
            people |= {"reached": str(row[0])} if row[0] in list(STEPS) else {}
            wanted = column.name == "people"
        case "modules":
            people |= {"module": str(row[0])} | (
                {"reached": column.name} if column.name in list(STEPS) else {}
            )
            wanted = column.name in ("module_title", *STEPS)
        case "countries":
            people |= {"country": str(row[0] or NOT_STATED)}
            people |= {"reached": column.name} if column.name in list(STEPS) else {}
            wanted = column.name in ("country", "enrolled", *STEPS)
        case _:
            is_module = not column.is_key and column.name != "enrolled"
            people |= {"country": str(row[0] or NOT_STATED)}
            people |= {"module": column.name, "reached": "certified"} if is_module else {}
            wanted = column.name != "country_name"
    is_there = column.is_key or (isinstance(cell, int) and cell > 0)
    return url_for("reporting.completion", **people) if wanted and is_there else ""  # type: ignore[arg-type]


def _matter_url(report: Report, row: Row) -> str:
    wanted = {**report.parameters} | ({"cohort": str(row[1])} if row[1] else {})
    match Matter(str(row[0])):
        case Matter.STUCK:
            return url_for("reporting.activity", **wanted) + "#stuck-title"  # type: ignore[arg-type]
        case Matter.UNMARKED:
            return url_for("marking.queue")
        case Matter.NO_COUNTRY:
            return url_for("reporting.completion", **{**wanted, "by": "person", "country": NOT_STATED})  # type: ignore[arg-type]
        case Matter.NONE_AFTER:
            return url_for("reporting.completion", **{**wanted, "by": "person", "missing": "assessed_after"})  # type: ignore[arg-type]
        case Matter.FOLLOW_UP:
            return url_for("reporting.feedback")


def matter_words() -> dict[Matter, str]:
    """Return what may need attention."""
    return {
        Matter.STUCK: _("People of present cohorts did nothing for 7 days or longer"),
        Matter.UNMARKED: _("Answers wait to be marked"),
        Matter.NO_COUNTRY: _("Enrolments without a country"),
        Matter.NONE_AFTER: _("The visit is over and nobody has finished the self-assessments after"),
        Matter.FOLLOW_UP: _("A follow-up is open: see who has answered"),
    }


def _attention(report: Report) -> str:
    matters = sum(len(list(table.rows)) for table in report.tables if table.name == "attention")
    if not matters:
        return _("Nothing needs attention now.")
    return ngettext(
        "%(n)s matter needs attention.", "%(n)s matters need attention.", matters, n=format_decimal(matters)
    )


def _titles(report: Report) -> dict[str, ColumnWords]:
    modules = [table for table in report.tables if table.name == "modules"]
    return {str(row[0]): ColumnWords(str(row[1])) for table in modules for row in table.rows}


def _steps_note(report: Report) -> str:
    if report.parameters.get("module"):
        return _("Counted in one module alone.")
    words = _("A step counts when it was reached in every module of the programme; “started” in any.")
    withdrawn = report.facts.get("withdrawn")
    if not isinstance(withdrawn, int) or not withdrawn:
        return words
    return f"{words} " + ngettext(
        "%(n)s enrolment that was withdrawn is not counted.",
        "%(n)s enrolments that were withdrawn are not counted.",
        withdrawn,
        n=format_decimal(withdrawn),
    )


def _finding(counts: dict[str, int], steps: dict[str, str]) -> str:
    """Return how many came through and where most are lost, as far as nothing of it is withheld."""
    if not {"enrolled", "certified"} <= set(counts):
        return ""
    said = ngettext(
        "%(certified)s of %(n)s person enrolled holds every certificate.",
        "%(certified)s of %(n)s people enrolled hold every certificate.",
        counts["enrolled"],
        certified=format_decimal(counts["certified"]),
        n=format_decimal(counts["enrolled"]),
    )
    names = {"enrolled": _("Enrolled"), **steps}
    lost = max(((counts[a] - counts[b], a, b) for a, b in pairwise(counts)), key=lambda one: one[0])
    count, before, after = lost
    if count <= 0 or len(counts) <= len(steps):
        return said
    return f"{said} " + _(
        "Most are lost between “%(before)s” and “%(after)s”: %(lost)s of %(there)s (%(share)s).",
        before=names[before],
        after=names[after],
        lost=format_decimal(count),
        there=format_decimal(counts[before]),
        share=share_words(count / counts[before]),
    )


def _modules_finding(report: Report) -> str:
    found = [table for table in report.tables if table.name == "modules"]
    rows = [
        (cell, str(row[1]))
        for table in found
        for row in table.rows
        if isinstance(cell := row[table.place_of("certified")], int)
    ]
    if len(rows) < 2:
        return ""
    most, least = max(rows, key=lambda one: one[0]), min(rows, key=lambda one: one[0])
    return _(
        "Most certificates are held of “%(most)s” (%(n)s), fewest of “%(least)s” (%(m)s).",
        most=most[1],
        n=format_decimal(most[0]),
        least=least[1],
        m=format_decimal(least[0]),
    )


def _heat_finding(report: Report) -> str:
    titles = {name: said.label for name, said in _titles(report).items()}
    found = [table for table in report.tables if table.name == "countries_and_modules"]
    cells = [
        (float(str(share)), slug, str(row[0]))
        for table in found
        for row in table.rows
        if row[0]
        for slug in titles
        if isinstance(share := row[table.place_of(f"{slug}_share")], float)
    ]
    if not cells:
        return ""
    share, slug, country = max(cells)
    return _(
        "The largest share: %(share)s of those of %(country)s hold the certificate of “%(module)s”.",
        share=share_words(share),
        country=country_name(country),
        module=titles[slug],
    )


def _countries_finding(table: Table) -> str:
    place = table.place_of("certified_share")
    rows = [
        (float(str(row[place])), country_name(str(row[0])))
        for row in table.rows
        if row[0] and isinstance(row[place], float)
    ]
    if len(rows) < 2:
        return ""
    most, least = max(rows), min(rows)
    return _(
        "Certified: from %(least)s (%(low)s) to %(most)s (%(high)s).",
        least=least[1],
        low=share_words(least[0]),
        most=most[1],
        high=share_words(most[0]),
    )
