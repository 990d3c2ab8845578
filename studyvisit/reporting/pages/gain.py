"""The words of the learning gain."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.accounts.forms import position_level_words, sex_words
from studyvisit.reporting.pages.findings import (
    change_words,
    figure,
    most_and_least,
    number_words,
    share_words,
)
from studyvisit.reporting.pages.gain_beside import checks_words, looking_back_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.tables.content import Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords
from studyvisit.web.formats import country_name


def words(report: Report) -> ReportWords:
    """Return the words around a learning gain."""
    return ReportWords(
        title=_("Learning gain"),
        absents=absent_words(),
        about=_about(report),
        tables={table.name: _table_words(report, table) for table in report.tables},
    )


def _about(report: Report) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Who is counted"),
            _(
                "People who rated the same statements both before and after. Who did only one of the two is "
                "counted beside and never filled in. “Does not apply to my work” is not a rating."
            ),
        ),
        (
            _("Scale"),
            _(
                "Ratings from %(lowest)s to %(highest)s. A person’s value is the mean of their ratings.",
                lowest=format_decimal(int(str(report.facts["scale_lowest"]))),
                highest=format_decimal(int(str(report.facts["scale_highest"]))),
            ),
        ),
        (
            _("Small groups"),
            _(
                "Of fewer than 5 people only how many they are is shown. Effect sizes and the quiz before and "
                "after need 10."
            ),
        ),
        (
            _("What it cannot tell"),
            _(
                "There is no group without the study visit to compare with: a change may have other causes. "
                "A rating is what people say of themselves, and not what they do."
            ),
        ),
        (
            _("People who withdrew"),
            _("Left out: %(n)s.", n=number_words(report.facts["withdrawn"])),
        ),
    )


def _table_words(report: Report, table: Table) -> TableWords:
    total = _("Everyone")
    match table.name:
        case "modules":
            columns = {"module_title": ColumnWords(_("Module")), **gain_columns()}
            return TableWords(
                title=_("By module"), columns=columns, total=total, finding=_whole_finding(table)
            )
        case "competencies":
            columns = {"statement_text": ColumnWords(_("Statement")), **_undefined(gain_columns())}
            finding = most_and_least(table, "statement_text", "change")
            return TableWords(title=_("By competency"), columns=columns, finding=finding)
        case "countries":
            columns = {"country": _country(table), **_undefined(gain_columns())}
            return TableWords(
                title=_("By country"),
                columns=columns,
                total=total,
                finding=_countries_finding(table),
                note=_(
                    "Countries sent different people from different posts: a difference between them is not "
                    "a ranking. Compare the intervals before you compare the means."
                ),
            )
        case "countries_and_modules":
            return _heat_words(report, table)
        case "looking_back":
            return looking_back_words(table)
        case "checks":
            return checks_words(table)
        case _:
            return _group_words(table)


def _group_words(table: Table) -> TableWords:
    """Return the words of a table by cohort, or by what was asked for."""
    title, label, column = {
        "by_cohort": (_("By cohort"), _("Cohort"), "cohort_title"),
        "by_institution": (_("By institution"), _("Institution"), "institution_title"),
        "by_position": (_("By level of position"), _("Level of position"), "position"),
        "by_sex": (_("By sex"), _("Sex"), "sex"),
    }[table.name]
    return TableWords(
        title=title,
        total=_("Everyone"),
        finding=_groups_finding(table),
        columns={column: ColumnWords(label, codes=_code_words()), **_undefined(gain_columns())},
    )


def _code_words() -> dict[str, str]:
    """Return the words for codes of sex and position level."""
    levels = {level.value: str(text) for level, text in position_level_words().items()}
    return {**levels, **{sex.value: str(text) for sex, text in sex_words().items()}}


def _country(table: Table) -> ColumnWords:
    return ColumnWords(
        _("Country"), codes={str(row[0]): country_name(str(row[0])) for row in table.rows if row[0]}
    )


def gain_columns() -> dict[str, ColumnWords]:
    """Return the words of the figures of a gain."""
    return {
        "people": ColumnWords(
            _("People"), _("Who rated at least one statement both before and after. All figures are of them.")
        ),
        "only_before": ColumnWords(_("Before only"), _("Rated themselves before and not after.")),
        "only_after": ColumnWords(_("After only"), _("Rated themselves after and not before.")),
        "before": ColumnWords(_("Before"), _("Mean rating before.")),
        "after": ColumnWords(_("After"), _("Mean rating after; the line runs from before to after.")),
        "change": ColumnWords(
            _("Change"),
            _(
                "Mean of after less before, with its 95 per cent interval: of a hundred groups like this one, the "
                "interval holds the true mean in about 95. Where it includes 0 the change may be chance."
            ),
        ),
        "median_change": ColumnWords(
            _("Median change"), _("Half of the people changed by more, half by less.")
        ),
        "effect": ColumnWords(
            _("Effect size"),
            _(
                "Cohen’s d_av: the change in units of how far people lie apart (the mean of the SDs before and "
                "after). About 0.2 is small, 0.5 medium, 0.8 large. Unlike d_z it does not grow when before and "
                "after go together closely, so it can be compared with other courses."
            ),
        ),
        "share_increased": ColumnWords(
            _("Rose"), _("Share of the people whose rating rose, with its 95 per cent interval (Wilson).")
        ),
    }


def _undefined(columns: dict[str, ColumnWords]) -> dict[str, ColumnWords]:
    """Return columns without their definitions, which stand with the first table."""
    return {name: ColumnWords(words.label) for name, words in columns.items()}


def _whole_finding(table: Table) -> str:
    assert table.total is not None
    people = figure(table, table.total, "people")
    if people is None:
        return ""
    n = int(people)
    change = figure(table, table.total, "change")
    if change is None:
        return ngettext(
            "%(n)s person rated themselves before and after: too few to say what changed.",
            "%(n)s people rated themselves before and after: too few to say what changed.",
            n,
            n=format_decimal(n),
        )
    share = figure(table, table.total, "share_increased")
    rose = [] if share is None else [_("%(share)s of them rose.", share=share_words(share))]
    return " ".join(
        (
            ngettext(
                "%(n)s person rated themselves before and after.",
                "%(n)s people rated themselves before and after.",
                n,
                n=format_decimal(n),
            ),
            change_words(table, table.total, "change"),
            *rose,
        )
    )


def _countries_finding(table: Table) -> str:
    rows = [row for row in table.rows if figure(table, row, "change_low") is not None]
    if not rows:
        return _("No country has enough people for a figure.")
    sure = sum((figure(table, row, "change_low") or 0.0) > 0 for row in rows)
    return ngettext(
        "In %(sure)s of %(n)s country with enough people the whole interval of the change lies above 0.",
        "In %(sure)s of %(n)s countries with enough people the whole interval of the change lies above 0.",
        len(rows),
        sure=format_decimal(sure),
        n=format_decimal(len(rows)),
    )


def _groups_finding(table: Table) -> str:
    rows = [row for row in table.rows if figure(table, row, "change_low") is not None]
    if not rows:
        return _("No group has enough people for a figure.")
    sure = sum((figure(table, row, "change_low") or 0.0) > 0 for row in rows)
    return ngettext(
        "In %(sure)s of %(n)s group with enough people the whole interval of the change lies above 0.",
        "In %(sure)s of %(n)s groups with enough people the whole interval of the change lies above 0.",
        len(rows),
        sure=format_decimal(sure),
        n=format_decimal(len(rows)),
    )


def _heat_words(report: Report, table: Table) -> TableWords:
    titles = {str(row[0]): str(row[1]) for row in report.table("modules").rows}
    columns = {name: ColumnWords(title) for name, title in titles.items()}
    found = [
        (value, country_name(str(row[0])), title)
        for row in table.rows
        for name, title in titles.items()
        if row[0] and (value := figure(table, row, name)) is not None
    ]
    return TableWords(
        title=_("Change by country and module"),
        columns={"country": _country(table), **columns},
        finding=_heat_finding(found),
        note=_("Each cell is a mean change of 5 people or more. The darker, the larger."),
    )


def _heat_finding(found: Iterable[tuple[float, str, str]]) -> str:
    found = sorted(found)
    if len(found) < 2:
        return ""
    return _(
        "The change is largest in %(country)s in “%(module)s” (%(largest)s) and smallest in %(other)s in "
        "“%(least)s” (%(smallest)s).",
        country=found[-1][1],
        module=found[-1][2],
        largest=format_decimal(found[-1][0], "0.00"),
        other=found[0][1],
        least=found[0][2],
        smallest=format_decimal(found[0][0], "0.00"),
    )
