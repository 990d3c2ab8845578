"""The types of an agenda. Like all content types plain, frozen and free of any framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class AgendaKind(StrEnum):
    """What happens at one entry of the agenda."""

    SESSION = "session"
    SITE_VISIT = "site-visit"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """One entry of an agenda, in the programme's own clock."""

    id: str
    title: str
    kind: AgendaKind
    starts_at: time
    ends_at: time
    module: str | None
    illustrative: bool
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay:
    """One day of a study visit."""

    title: str
    on: date
    entries: tuple[AgendaEntry, ...]
