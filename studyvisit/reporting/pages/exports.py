"""Files that are made in the background, and reports that are made again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from studyvisit.reporting.forms import ExportForm, When
from studyvisit.reporting.pages.filters import by_words
from studyvisit.reporting.queries.exports import ExportView, Reader, ScheduleView
from studyvisit.reporting.rules import Cadence, ExportState, Refusal
from studyvisit.tables.content import Audience
from studyvisit.tables.files import Format
from studyvisit.web.formats import country_name
from studyvisit.web.pages import Crumb, Page

BYTES = {Format.XLSX: (9_000, 96), Format.CSV: (200, 171), Format.JSON: (3_000, 301)}
"""What a list of people takes: so many bytes, and for each person so many, as ten thousand made-up ones come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLine:
    """A file with what is said about it. `state` is its kind of mark and `words`; `share` how much is written."""

    url: str
    title: str
    narrowed: str
    kind: str
    words: str
    share: float | None
    is_open: bool
    is_ready: bool
    is_scheduled: bool
    size: str
    asked_at: datetime
    expires_at: datetime | None
    file_url: str
    cancel_url: str
    again_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """A report that is made again and again."""

    title: str
    narrowed: str
    cadence: str
    next_at: datetime
    is_own: bool
    owner: str
    readers: str
    end_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose, with a hint."""

    value: str
    text: str
    is_chosen: bool
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class ExportsPage(Page):
    """A person's files and schedules."""

    template: ClassVar[str] = "reporting/exports.html"

    crumbs: tuple[Crumb, ...]
    exports: tuple[ExportLine, ...]
    schedules: tuple[ScheduleLine, ...]
    jobs_url: str


@dataclass(frozen=True, kw_only=True)
class ExportPage(Page):
    """One file: how far it is, or where to load it."""

    template: ClassVar[str] = "reporting/export.html"

    crumbs: tuple[Crumb, ...]
    export: ExportLine
    url: str


@dataclass(frozen=True, kw_only=True)
class NewExportPage(Page):
    """What to have made, when and for whom."""

    template: ClassVar[str] = "reporting/new_export.html"

    crumbs: tuple[Crumb, ...]
    report: str
    narrowed: str
    address: str
    errors: tuple[tuple[str, str], ...]
    formats: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    readers: tuple[Choice, ...]
    note: str


def export_line(view: ExportView, title: str) -> ExportLine:
    """Return a file with its words."""
    kind, words = _states()[view.state]
    again = {**view.parameters, "report": view.report, "format": view.format}
    return ExportLine(
        url=url_for("reporting.export", export_id=view.id),
        title=_("%(report)s, %(format)s", report=title, format=view.format.upper()),
        narrowed=narrowed_words(view.parameters),
        kind=kind,
        words=_progress(view) or _refusal(view) or words,
        share=min(view.done / view.of, 1.0) if view.of and view.state is ExportState.RUNNING else None,
        is_open=view.state in (ExportState.WAITING, ExportState.RUNNING),
        is_ready=view.state is ExportState.READY,
        is_scheduled=view.is_scheduled,
        size=size_words(view.size),
        asked_at=view.asked_at,
        expires_at=view.expires_at,
        file_url=url_for("reporting.export_file", export_id=view.id),
        cancel_url=url_for("reporting.cancel_export", export_id=view.id),
        again_url=url_for("reporting.new_export", **again),  # type: ignore[arg-type]
    )


def schedule_line(view: ScheduleView, title: str) -> ScheduleLine:
    """Return a scheduled report with its words."""
    return ScheduleLine(
        title=_("%(report)s, %(format)s", report=title, format=view.format.upper()),
        narrowed=narrowed_words(view.parameters),
        cadence=when_words()[When(view.cadence)],
        next_at=view.next_at,
        is_own=view.is_own,
        owner=view.owner,
        readers=", ".join(view.readers),
        end_url=url_for("reporting.end_schedule", schedule_id=view.id),
    )


def format_choices(chosen: str, people: int = 0) -> tuple[Choice, ...]:
    """Return the formats with what each is good for, and how large a list of so many `people` will be."""
    hints = {
        Format.CSV: _("A plain table for any program. Of several tables, the first."),
        Format.JSON: _("Every table, for programs."),
        Format.XLSX: _("A workbook with numbers as numbers, for Excel or LibreOffice."),
        Format.PDF: _("Pages to read and to print."),
    }
    return tuple(
        Choice(
            value=one,
            text=one.upper(),
            is_chosen=one == chosen,
            hint=" ".join((hints[one], *_about(one, people))),
        )
        for one in Format
    )


def _about(kind: Format, people: int) -> list[str]:
    if not people or kind not in BYTES:
        return []
    return [_("About %(size)s.", size=size_words(expected_size(kind, people)))]


def expected_size(kind: Format, people: int) -> int:
    """Return about how many bytes a list of so many people takes, in a format of BYTES."""
    head, each = BYTES[kind]
    return head + each * people


def sized_words(words: str, kind: Format, people: int) -> str:
    """Return what a format is called with about how large its file of so many people is, where that is known."""
    if not people or kind not in BYTES:
        return words
    return _("%(format)s (about %(size)s)", format=words, size=size_words(expected_size(kind, people)))


def when_choices(chosen: str) -> tuple[Choice, ...]:
    """Return when a report can be made."""
    return tuple(
        Choice(value=when, text=words, is_chosen=when == chosen) for when, words in when_words().items()
    )


def reader_choices(readers: tuple[Reader, ...], form: ExportForm, own: Reader) -> tuple[Choice, ...]:
    """Return to whom a scheduled report can be sent, the person asking first."""
    return tuple(
        Choice(
            value=str(reader.id),
            text=_("You") if reader == own else reader.name,
            is_chosen=reader.id in form.readers,
        )
        for reader in (own, *readers)
    )


def when_words() -> dict[When, str]:
    """Return when a report is made."""
    return {
        When.NOW: _("Once, now"),
        When(Cadence.WEEKLY): _("Every Monday at 06:00"),
        When(Cadence.MONTHLY): _("On the first of each month at 06:00"),
    }


def narrowed_words(parameters: Mapping[str, str]) -> str:
    """Return what a report was asked for, in a line."""
    labels = {
        "programme": _("Programme"),
        "cohort": _("Cohort"),
        "module": _("Module"),
        "country": _("Country"),
        "from": _("Enrolled from"),
        "to": _("Enrolled until"),
        "by": _("Show by"),
        "for": _("For"),
    }
    by = {str(by): words for by, words in by_words().items()}
    said = {
        **parameters,
        "country": country_name(parameters.get("country")),
        "by": by.get(parameters.get("by", ""), ""),
        "for": _("publication") if parameters.get("for") == Audience.PUBLICATION else "",
    }
    return " · ".join(f"{label}: {said[name]}" for name, label in labels.items() if said.get(name))


def size_words(size: int) -> str:
    """Return the size of a file."""
    if size < 1_000_000:
        return _("%(size)s kB", size=format_decimal(max(round(size / 1000), 1)))
    return _("%(size)s MB", size=format_decimal(round(size / 1_000_000, 1)))


def _progress(view: ExportView) -> str:
    if view.state is not ExportState.RUNNING or not view.of:
        return ""
    return _("%(done)s of %(of)s rows", done=format_decimal(view.done), of=format_decimal(view.of))


def _refusal(view: ExportView) -> str:
    words = {
        Refusal.ROLE: _("not made: the report is not for your role any more"),
        Refusal.NOTHING: _("not made: there is nothing of that kind"),
        Refusal.TOO_LONG: _("not made: it is too long. Narrow the report, or choose another format"),
    }
    return words[view.refused_for] if view.refused_for else ""


def _states() -> dict[ExportState, tuple[str, str]]:
    return {
        ExportState.WAITING: ("todo", _("waiting to be made")),
        ExportState.RUNNING: ("now", _("being made")),
        ExportState.READY: ("done", _("ready")),
        ExportState.EXPIRED: ("todo", _("deleted")),
        ExportState.CANCELLED: ("todo", _("cancelled")),
        ExportState.REFUSED: ("wrong", _("not made")),
        ExportState.FAILED: ("wrong", _("could not be made")),
    }
