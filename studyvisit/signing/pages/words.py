"""Frozen reports in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app, url_for
from flask_babel import format_datetime, format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from studyvisit.signing.models import FrozenReport
from studyvisit.signing.queries.versions import Version
from studyvisit.signing.rules.changes import TOTAL, Change, Keys, What
from studyvisit.signing.rules.states import State
from studyvisit.tables.content import Absent, Audience, Cell, Column, Kind, Report
from studyvisit.tables.words import ReportWords, TableWords


def state_words(version: Version) -> tuple[str, str]:
    """Return how a report stands, as a kind of status and in words."""
    signed = sum(act.kind == "sign" for act in version.acts)
    match version.state:
        case State.SIGNED:
            return "done", _("signed")
        case State.RETURNED:
            return "wrong", _("returned")
        case _ if version.report.signatures > 1:
            words = _("in review, %(n)s of %(all)s signatures", n=signed, all=version.report.signatures)
            return "now", words
        case _:
            return "now", _("in review")


def audience_words(audience: str) -> str:
    """Return for whom a report is."""
    return _("for publication") if audience == Audience.PUBLICATION.value else _("internal")


def role_words(role: str) -> str:
    """Return a role for which somebody signs."""
    return _("reviewer") if role == "reviewer" else _("administrator")


def act_words(kind: str) -> str:
    """Return what was done."""
    return {"comment": _("commented"), "return": _("returned"), "sign": _("signed")}[kind]


def signature_words(name: str, role: str, at: datetime) -> str:
    """Return a signature: who, for which role, when."""
    return _("%(name)s, %(role)s, %(moment)s", name=name, role=role_words(role), moment=moment_words(at))


def unsigned_lines() -> tuple[tuple[str, str], ...]:
    """Return what the PDF of a report says that nobody has signed so far."""
    return ((_("Signatures"), _("None: these are the pages of a report in review.")),)


def signed_lines(head: str, signatures: Sequence[tuple[str, str, datetime]]) -> tuple[tuple[str, str], ...]:
    """Return what a signed PDF says: who signed it, for which role and when, and where to verify it."""
    signed = [(_("Signed by"), signature_words(*one)) for one in signatures]
    return *signed, *check_lines(head)


def check_lines(head: str) -> tuple[tuple[str, str], ...]:
    """Return by what every file of a report is known, and where it is verified."""
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('signing.verify')}"
    return (_("Fingerprint"), head), (_("Verify it at"), address)


def moment_words(moment: datetime) -> str:
    """Return a moment in UTC, as a signed file says it in any place."""
    return _("%(moment)s UTC", moment=format_datetime(moment, "d MMMM y, HH:mm:ss", rebase=False))


def name_of(report: FrozenReport) -> str:
    """Return a frozen report's title with its number."""
    return _("%(title)s, version %(number)s", title=report.title, number=report.revision)


def figure_words(report: Report, words: ReportWords, about: list[str]) -> str:
    """Return which figure a comment is on, from the table, the number of the row and the column."""
    name, number, column = about
    if name not in words.tables:
        return ""
    said = words.tables[name]
    table = report.table(name)
    rows = list(table.rows)
    parts = [said.title]
    if number.isdecimal() and 0 < int(number) <= len(rows):
        keys = tuple(
            cell for cell, one in zip(rows[int(number) - 1], table.columns, strict=True) if one.is_key
        )
        parts.append(keys_words(report, words, name, keys))
    if column in said.columns:
        parts.append(said.columns[column].label)
    return ", ".join(parts)


def keys_words(report: Report, words: ReportWords, table: str, keys: Keys) -> str:
    """Return what a row stands for: the words of its keys that have a head, or else its first key."""
    if keys == TOTAL:
        return words.tables[table].total or _("Total")
    columns = [column for column in report.table(table).columns if column.is_key]
    said = words.tables[table]
    shown = [
        cell_words(cell, column, said, words)
        for cell, column in zip(keys, columns, strict=False)
        if column.name in said.columns
    ]
    return ", ".join(shown) or " ".join(str(key) for key in keys)


def cell_words(cell: Cell, column: Column | None, said: TableWords | None, words: ReportWords) -> str:
    """Return a cell as a sentence says it."""
    absent = cell if isinstance(cell, Absent) else column.empty if cell is None and column else None
    if absent is not None:
        return words.absents.get(absent, str(absent.value))
    if isinstance(cell, int | float):
        if column is not None and column.kind is Kind.SHARE:
            return str(format_percent(cell, "#,##0.## %"))
        return str(format_decimal(cell, "#,##0.#########"))
    codes = said.columns[column.name].codes if said and column and column.name in said.columns else {}
    return codes.get(str(cell), "–" if cell is None else str(cell))


def change_words(change: Change, report: Report, words: ReportWords) -> str:
    """Return a difference in a sentence, such as "Certified, Bhutan: 11 then, 12 now"."""
    if not change.table:
        return _then_now(
            change.column,
            cell_words(change.before, None, None, words),
            cell_words(change.after, None, None, words),
        )
    said = words.tables.get(change.table)
    title = said.title if said else change.table
    if not change.keys:
        return _only_words(change.what, title)
    row = keys_words(report, words, change.table, change.keys)
    if not change.column:
        return _only_words(change.what, f"{title}, {row}")
    column = next((one for one in report.table(change.table).columns if one.name == change.column), None)
    label = said.columns[change.column].label if said and change.column in said.columns else change.column
    where = f"{title}, {row}, {label}"
    if change.what is not What.CHANGED:
        return _only_words(change.what, where)
    before, after = (cell_words(cell, column, said, words) for cell in (change.before, change.after))
    return _then_now(where, before, after)


def _then_now(where: str, before: str, after: str) -> str:
    return _("%(figure)s: %(before)s then, %(after)s now", figure=where, before=before, after=after)


def _only_words(what: What, where: str) -> str:
    if what is What.ADDED:
        return _("%(figure)s: was not there then", figure=where)
    return _("%(figure)s: is no longer there", figure=where)


def count_words(count: int) -> str:
    """Return how many figures differ."""
    return ngettext("%(num)s figure differs.", "%(num)s figures differ.", count)
