"""The words of the completion report in its files."""

from __future__ import annotations

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from studyvisit.reporting.pages.completion import group_name
from studyvisit.reporting.pages.filters import by_words, step_words
from studyvisit.reporting.pages.findings import number_words
from studyvisit.reporting.pages.report import absent_words
from studyvisit.reporting.rules import By, key_columns
from studyvisit.tables.content import Report, Table
from studyvisit.tables.words import ColumnWords, ReportWords, TableWords
from studyvisit.web.formats import country_name, country_names


def words(report: Report) -> ReportWords:
    """Return the words around a completion report."""
    by = By(report.parameters["by"])
    [table] = report.tables
    return ReportWords(
        title=_("Completion"),
        absents=absent_words(),
        about=_about(report),
        tables={table.name: _of_people() if by is By.PERSON else _of_groups(by, table)},
    )


def _about(report: Report) -> tuple[tuple[str, str], ...]:
    rule = (
        _("Counted in the module alone that is named.")
        if report.parameters.get("module")
        else _("A step counts when it was reached in every module of the programme; “started” in any.")
    )
    return (
        (_("Rule"), rule),
        (
            _("Withdrawn"),
            _("%(n)s, left out everywhere", n=number_words(report.facts["withdrawn"])),
        ),
    )


def _of_people() -> TableWords:
    steps = {
        f"{step}_at": ColumnWords(text, _("When the person reached this step."))
        for step, text in step_words().items()
    }
    return TableWords(
        title=_("Participants"),
        finding=_("When each person reached each step."),
        columns={
            "enrolment": ColumnWords(
                _("Enrolment"), _("The enrolment's number, the same in every report."), is_shown=False
            ),
            "name": ColumnWords(_("Name")),
            "country": ColumnWords(_("Country"), codes=country_names()),
            "institution": ColumnWords(_("Institution")),
            "cohort": ColumnWords(_("Cohort")),
            "enrolled_at": ColumnWords(_("Enrolled")),
            **steps,
        },
    )


def _of_groups(by: By, table: Table) -> TableWords:
    keys = key_columns(by)
    steps = {
        step.value: ColumnWords(text, _("People who reached this step, with their share of those enrolled."))
        for step, text in step_words().items()
    }
    return TableWords(
        title=by_words()[by],
        finding=_finding(table, len(keys)),
        total=_("Total"),
        columns={
            **_key_words(by, table),
            "enrolled": ColumnWords(_("Enrolled"), _("People who are enrolled and have not withdrawn.")),
            **steps,
        },
    )


def _key_words(by: By, table: Table) -> dict[str, ColumnWords]:
    """Return the words of what the rows stand for: the name is shown, the key stands in files of rows alone."""
    key, *more = key_columns(by)
    said = by_words()[by]
    rows = [tuple(row) for row in table.rows if row[0] is not None]
    if not more:
        return {key: ColumnWords(said, codes={str(row[0]): group_name(by, row) for row in rows})}
    names = {str(row[1]): country_name(str(row[0])) for row in rows} if by is By.COUNTRY else {}
    return {
        key: ColumnWords(_("%(thing)s, key", thing=said), is_shown=False),
        more[0]: ColumnWords(said, codes=names),
        **{name: ColumnWords(by_words()[By(name)], is_shown=name == "country") for name in more[1:]},
    }


def _finding(table: Table, keys: int) -> str:
    assert table.total is not None
    enrolled, certified, share = table.total[keys], table.total[-2], table.total[-1]
    if not isinstance(enrolled, int) or not isinstance(certified, int):
        return ""
    if not isinstance(share, float):
        return _("Nobody is enrolled.")
    return _(
        "%(share)s of those enrolled are certified (%(count)s of %(enrolled)s).",
        share=format_percent(share, "#,##0 %"),
        count=format_decimal(certified),
        enrolled=format_decimal(enrolled),
    )
