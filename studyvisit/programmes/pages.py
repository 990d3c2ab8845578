"""The agenda of a study visit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from studyvisit.curriculum.agenda import AgendaDay, AgendaEntry, AgendaKind
from studyvisit.curriculum.content import Programme
from studyvisit.programmes.forms import LATEST, WITHHELD
from studyvisit.web.pages import Crumb, Page, sanitised

_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when to when, as one clock shows it."""

    starts_at: datetime
    ends_at: datetime
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where an entry leads: `module` gives a module's address, "" for none, and its title, `visit` an address."""

    module: Callable[[str], tuple[str, str]]
    visit: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One entry of the agenda; `own` is the reader's clock where it shows something else."""

    id: str
    title: str
    kind: str
    place_clock: Period
    own_clock: Period | None
    module_url: str
    module_title: str
    visit_url: str
    is_illustrative: bool
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day of the agenda."""

    title: str
    on: date
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, kw_only=True)
class AgendaPage(Page):
    """What a study visit is, and what happens when."""

    template: ClassVar[str] = "programmes/agenda.html"

    crumbs: tuple[Crumb, ...]
    programme: Programme
    starts_on: date
    ends_on: date
    overview: Markup
    source: str
    source_url: str
    zone: str
    own_zone: str
    has_illustrative: bool
    days: tuple[DayView, ...]


@dataclass(frozen=True, slots=True)
class Clocks:
    """The programme's clock and the reader's."""

    place: ZoneInfo
    own: ZoneInfo

    def differ_at(self, moment: datetime) -> bool:
        """Return whether the two clocks show different times at a moment."""
        return moment.astimezone(self.place).utcoffset() != moment.astimezone(self.own).utcoffset()


def days_of(
    programme: Programme,
    clocks: Clocks,
    links: Links,
    *,
    starts_on: date,
    ends_on: date,
) -> tuple[DayView, ...]:
    """Return the days of a programme as a cohort has them from its own first day on, none after its last."""
    later = starts_on - programme.starts_on
    days = (replace(day, on=day.on + later) for day in programme.agenda)
    return tuple(
        DayView(
            title=day.title,
            on=day.on,
            entries=tuple(_entry(day, entry, programme, clocks, links) for entry in day.entries),
        )
        for day in days
        if starts_on <= day.on <= ends_on
    )


def source_of(programme: Programme) -> tuple[str, str]:
    """Return the words that name a programme's source, and its address where it gives one."""
    found = _ADDRESS.search(programme.source)
    words = _ADDRESS.sub("", programme.source).strip(" ,;:")
    return (words or programme.source), (found[1] if found else "")


def zone_name(zone: ZoneInfo, on: date) -> str:
    """Return what a zone is called on a day, with its key: "Korean Standard Time, Asia/Seoul"."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=zone)
    name = get_timezone_name(noon, locale=get_locale() or "en")
    return str(name) if zone.key == "UTC" else f"{name}, {zone.key}"


def _entry(
    day: AgendaDay,
    entry: AgendaEntry,
    programme: Programme,
    clocks: Clocks,
    links: Links,
) -> EntryView:
    starts_at = datetime.combine(day.on, entry.starts_at, clocks.place)
    ends_at = datetime.combine(day.on, entry.ends_at, clocks.place)
    url, title = links.module(entry.module) if entry.module in programme.modules else ("", "")
    return EntryView(
        id=entry.id,
        title=entry.title,
        kind=_kinds()[entry.kind],
        place_clock=_period(starts_at, ends_at, clocks.place, day.on),
        own_clock=(_period(starts_at, ends_at, clocks.own, day.on) if clocks.differ_at(starts_at) else None),
        module_url=url,
        module_title=title,
        visit_url=links.visit(entry.id) if programme.visit(entry.id) else "",
        is_illustrative=entry.illustrative,
        text=sanitised(entry.html),
    )


def _period(starts_at: datetime, ends_at: datetime, zone: tzinfo, on: date) -> Period:
    return Period(
        starts_at=starts_at,
        ends_at=ends_at,
        starts=_clock(starts_at, zone, on),
        ends=_clock(ends_at, zone, starts_at.astimezone(zone).date()),
    )


def _clock(moment: datetime, zone: tzinfo, on: date) -> str:
    """Return the time, after the day where the clock is on another day than the one expected."""
    locale = get_locale() or "en"
    there = moment.astimezone(zone)
    time = str(format_time(there, "short", locale=locale))
    return time if there.date() == on else f"{format_date(there.date(), 'd MMM', locale=locale)} {time}"


def _kinds() -> dict[AgendaKind, str]:
    return {
        AgendaKind.SESSION: _("Training session"),
        AgendaKind.SITE_VISIT: _("Site visit"),
        AgendaKind.ACTIVITY: _("Activity"),
    }


@dataclass(frozen=True, slots=True)
class PinOption:
    """One revision to choose."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChoice:
    """What a cohort can see of one module, as a select; its `hint` says what a change means for who is midway."""

    name: str
    label: str
    options: tuple[PinOption, ...]
    chosen: str
    hint: str
    retired_on: date | None
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class RevisionsPage(Page):
    """Which revision of each module a cohort sees, to be changed."""

    template: ClassVar[str] = "programmes/revisions.html"

    crumbs: tuple[Crumb, ...]
    modules: tuple[PinChoice, ...]


def effect_words(midway: int) -> str:
    """Return what another revision means for the people who have begun a module."""
    if not midway:
        return _("Nobody is midway in this module.")
    people = ngettext(
        "%(num)d person is midway in this module.", "%(num)d people are midway in this module.", midway
    )
    kept = _("Lessons read stay read. A quiz that was begun is finished as it was.")
    return f"{people} {kept}"


def pin_options(
    offered: Mapping[str, UUID | None], days: Mapping[int, date], latest: int
) -> tuple[PinOption, ...]:
    """Return the choices for a module: the latest, each revision, and none where the cohort has it not."""
    options = [PinOption(LATEST, _("Follow the latest (now revision %(number)s)", number=latest))]
    for value in offered:
        if value == WITHHELD:
            options.append(PinOption(value, _("This cohort does not have it")))
        else:
            day = format_date(days[int(value)], "medium", locale=get_locale() or "en")
            text = _("Stay on revision %(number)s of %(day)s", number=value, day=day)
            options.append(PinOption(value, text))
    return tuple(options)
