"""The pages that say whether a file is ours, whether it was altered, and whether its figures can be found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.reporting.pages.report import TableView
from studyvisit.signing.forms import VerifyForm
from studyvisit.signing.models import FrozenReport
from studyvisit.signing.pages import words as said
from studyvisit.signing.pages.frozen import FileLink
from studyvisit.signing.rules.chain import Document
from studyvisit.signing.rules.record import report_in, words_in
from studyvisit.signing.services.verifying import FileCheck, Recomputed, StoreCheck
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer of a verification: `kind` is ok or error, `lines` are its details."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VerifyPage(Page):
    """Asks for a file or a fingerprint, and says what is known of it."""

    template: ClassVar[str] = "signing/verify.html"

    crumbs: tuple[Crumb, ...]
    action: str
    form: VerifyForm
    findings: tuple[Finding, ...] = ()
    report_title: str = ""
    report_url: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedPage(Page):
    """A signed report for anybody who has its link."""

    template: ClassVar[str] = "signing/published.html"

    facts: tuple[tuple[str, str], ...]
    head: str
    signatures: tuple[str, ...]
    tables: tuple[TableView, ...]
    cut: bool
    about: tuple[tuple[str, str], ...]
    files: tuple[FileLink, ...]


@dataclass(frozen=True, kw_only=True)
class ClosedLinkPage(Page):
    """A link that no longer leads to its report, and why."""

    template: ClassVar[str] = "signing/closed.html"

    report: str
    revoked_at: datetime | None
    expires_at: datetime


def file_finding(check: FileCheck) -> Finding:
    """Return what is known of a file."""
    if check.report is None:
        return Finding(
            kind="error",
            title=_("This file is not known here."),
            lines=(
                _("It is no file of a frozen report of this site, or it was altered and names none."),
                _("Its SHA-256 is %(sha256)s.", sha256=check.sha256),
            ),
        )
    if not check.is_unaltered:
        return Finding(
            kind="error",
            title=_("This file was altered."),
            lines=(
                _(
                    "It names %(report)s, but is none of its files byte for byte.",
                    report=said.name_of(check.report),
                ),
                _("Open the report and fetch the file anew."),
            ),
        )
    known = _(
        "Unaltered: this is %(file)s of %(report)s, data as of %(moment)s.",
        file=check.name,
        report=said.name_of(check.report),
        moment=said.moment_words(check.report.as_of),
    )
    return Finding(kind="ok", title=known)


def head_finding(report: FrozenReport | None) -> Finding:
    """Return what is known of a fingerprint."""
    if report is None:
        return Finding(kind="error", title=_("No report that you may see here has this fingerprint."))
    known = _(
        "Known: %(report)s, data as of %(moment)s.",
        report=said.name_of(report),
        moment=said.moment_words(report.as_of),
    )
    return Finding(kind="ok", title=known)


def as_unknown(check: FileCheck) -> FileCheck:
    """Return what somebody is told of a file whose report they may not see."""
    return FileCheck(sha256=check.sha256)


def store_finding(check: StoreCheck) -> Finding:
    """Return whether what is kept here is whole."""
    if check.is_whole:
        return Finding(
            kind="ok", title=_("Its chain of hashes is whole, and so is every file that is kept here.")
        )
    lines = [_("Damaged: %(file)s", file=name) for name in check.damaged]
    if check.broken_at:
        lines.insert(0, _("The chain breaks at %(place)s.", place=check.broken_at))
    return Finding(
        kind="error", title=_("What is kept here is no longer what was frozen."), lines=tuple(lines)
    )


def recomputed_findings(document: Document, found: Recomputed) -> tuple[Finding, Finding]:
    """Return how the figures come out as of the frozen moment, and as of now."""
    report, words = report_in(document), words_in(document)
    then = tuple(said.change_words(change, report, words) for change in found.then)
    now = tuple(said.change_words(change, report, words) for change in found.now)
    moment = said.moment_words(report.as_of)
    return (
        Finding(
            kind="ok",
            title=_("Equal: computed again as of %(moment)s, every figure is the same.", moment=moment),
        )
        if not then
        else Finding(
            kind="error",
            title=" ".join(
                (_("Computed again as of %(moment)s:", moment=moment), said.count_words(len(then)))
            ),
            lines=(*then, past_words()),
        ),
        Finding(kind="ok", title=_("Computed from the data of now, every figure is still the same."))
        if not now
        else Finding(
            kind="notice",
            title=" ".join((_("Since then the data moved on:"), said.count_words(len(now)))),
            lines=now,
        ),
    )


def unknown_report_finding(name: str) -> Finding:
    """Return that the figures cannot be computed again."""
    return Finding(
        kind="error",
        title=_("This software has no report “%(name)s” any more, so nothing was computed.", name=name),
    )


def past_words() -> str:
    """Return what the past cannot be told of."""
    return _(
        "What leaves no moment behind cannot be told: a profile or a title that was changed, a withdrawal or a "
        "certificate that was undone."
    )


def title_of(report: FrozenReport) -> tuple[str, str]:
    """Return a report's name and where reviewers find it."""
    return said.name_of(report), url_for("signing.version", report_id=report.id)
