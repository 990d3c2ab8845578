"""The pages of frozen reports: all of them, one, and how it differs from the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.reporting.pages.about import ASKED
from studyvisit.reporting.pages.report import TableView, table_view
from studyvisit.signing.forms import CommentForm, FreezeForm, ReturnForm, ShareForm, SignForm
from studyvisit.signing.models import FrozenReport, ReportAct
from studyvisit.signing.pages import words as said
from studyvisit.signing.queries.versions import FileLine, Version
from studyvisit.signing.rules.chain import Document
from studyvisit.signing.rules.record import report_in, words_in
from studyvisit.signing.rules.states import ActKind
from studyvisit.tables.content import Audience, Column, Report, Row, Table
from studyvisit.tables.words import ReportWords
from studyvisit.web.pages import Crumb, FormPage, Page

MOST_ROWS = 200
"""Rows of a table that a page shows; the files have all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A frozen report in a list."""

    title: str
    url: str
    about: str
    status: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class VersionsPage(Page):
    """Every frozen report that a reviewer may see, the newest first."""

    template: ClassVar[str] = "signing/versions.html"

    crumbs: tuple[Crumb, ...]
    lines: tuple[Line, ...]
    reports: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class FreezePage(FormPage):
    """What is about to be frozen; without a `form` a programme has to be chosen first."""

    template: ClassVar[str] = "signing/freeze.html"

    form: FreezeForm
    action: str
    facts: tuple[tuple[str, str], ...]
    signatures: int
    choices: tuple[tuple[str, str], ...] = ()
    other: tuple[str, str] = ("", "")
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act in the history of a report."""

    who: str
    role: str
    what: str
    at: datetime
    words: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A file to fetch."""

    name: str
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLink:
    """A public link: its address as long as it works, and what became of it."""

    address: str
    expires_at: datetime
    revoked_at: datetime | None
    is_open: bool
    revoke_url: str


@dataclass(frozen=True, kw_only=True)
class VersionPage(Page):
    """A frozen report with everything that was done with it, and what the reader may do next."""

    template: ClassVar[str] = "signing/version.html"

    crumbs: tuple[Crumb, ...]
    status: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    head: str
    tables: tuple[TableView, ...]
    cut: bool
    about: tuple[tuple[str, str], ...]
    files: tuple[FileLink, ...]
    history: tuple[Done, ...]
    figure: str
    action: str
    comment: CommentForm
    sign: SignForm | None
    return_: ReturnForm | None
    share: ShareForm | None
    links: tuple[SharedLink, ...]
    difference_url: str
    verify_url: str
    again_url: str
    versions: tuple[Line, ...]
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class DifferencePage(Page):
    """How a frozen report differs from the version before it, figure by figure."""

    template: ClassVar[str] = "signing/difference.html"

    crumbs: tuple[Crumb, ...]
    before: str
    before_url: str
    lines: tuple[str, ...]
    downloads: tuple[tuple[str, str], ...]


def line_of(version: Version) -> Line:
    """Return a frozen report as a list shows it."""
    report = version.report
    parts = (report.programme_slug, said.audience_words(report.audience), said.moment_words(report.as_of))
    return Line(
        title=said.name_of(report),
        url=url_for("signing.version", report_id=report.id),
        about=" · ".join(parts),
        status=said.state_words(version),
    )


def asked_for(parameters: Mapping[str, str], audience: Audience) -> tuple[tuple[str, str], ...]:
    """Return what a report is asked for, in words, and for whom."""
    named = [(str(label), parameters[name]) for name, label in ASKED.items() if parameters.get(name)]
    return *named, (_("For whom"), said.audience_words(audience.value))


def facts_of(report: FrozenReport, document: Document) -> tuple[tuple[str, str], ...]:
    """Return what a frozen report is and rests on, in words."""
    parameters = document["parameters"]
    asked = ", ".join(f"{label} = {parameters[name]}" for name, label in ASKED.items() if name in parameters)
    return (
        (_("Programme"), report.programme_slug),
        (_("For whom"), said.audience_words(report.audience)),
        (_("Asked for"), asked or _("everything")),
        (_("Data as of"), said.moment_words(report.as_of)),
        (
            _("Frozen by"),
            _("%(name)s, %(moment)s", name=report.frozen_by, moment=said.moment_words(report.frozen_at)),
        ),
        (_("Software"), document["software"]),
        (_("Content"), _("%(n)s revisions, listed in the record", n=len(document["revisions"]))),
    )


def tables_of(document: Document, comment_url: str = "") -> tuple[tuple[TableView, ...], bool]:
    """Return the tables of a record for a page, and whether rows are left out there.

    With an address for comments each figure leads there.
    """
    report, words = report_in(document), words_in(document)
    numbers = {id(row): number for table in report.tables for number, row in enumerate(table.rows, start=1)}

    def link(_report: Report, table: Table, row: Row, column: Column) -> str:
        number = numbers.get(id(row))
        if not comment_url or number is None:
            return ""
        return f"{comment_url}?table={table.name}&row={number}&column={column.name}#comment"

    cut = [replace(table, rows=list(table.rows)[:MOST_ROWS]) for table in report.tables]
    is_cut = any(len(list(table.rows)) > MOST_ROWS for table in report.tables)
    return tuple(table_view(report, table, words, link, "") for table in cut), is_cut


def file_links(report: FrozenReport, files: Sequence[FileLine]) -> tuple[FileLink, ...]:
    """Return the files of a report with their addresses for reviewers."""
    return tuple(
        FileLink(
            name=one.name,
            url=url_for("signing.file", report_id=report.id, name=one.name),
            size=one.size,
            sha256=one.sha256,
        )
        for one in files
    )


def history_of(report: Report, words: ReportWords, acts: Sequence[ReportAct]) -> tuple[Done, ...]:
    """Return what was done with a report, the oldest first."""
    return tuple(
        Done(
            who=act.person,
            role=said.role_words(act.role),
            what=said.act_words(ActKind(act.kind)),
            at=act.at,
            words=act.words,
            figure=said.figure_words(report, words, [str(one) for one in act.about]) if act.about else "",
        )
        for act in acts
    )
