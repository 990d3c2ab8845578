"""What a report counts, how it may be asked for, and when someone is stuck."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from studyvisit.accounts.rules import PositionLevel
from studyvisit.programmes.rules import Milestone

Cell = str | int | float | None
Row = tuple[Cell, ...]

NOT_STATED = "-"
"""How an address asks for those of whom nobody said it: a country, an institution, a level, a sex."""

QUIET = timedelta(days=7)
SECONDS_FOR_A_QUIZ = 30
SHORT_SITTING = timedelta(minutes=2)
PEOPLE_A_PAGE = 50

EXPORT_KEPT = timedelta(days=7)
EXPORT_LISTED = timedelta(days=30)
SOON = timedelta(seconds=30)
"""Whoever waited for a file no longer than this needs no e-mail."""
MOST_AT_ONCE = 20_000
"""A workbook of so many rows takes a few seconds; a longer one is made in the background."""
MOST_ON_PAGES = 2_000
"""Rows that are set as pages; nobody reads more on paper."""
MOST_OPEN_EXPORTS = 5
MOST_READERS = 50
_MADE_AT = time(6)
_DAY = re.compile(r"(20[0-9]{2}|2100)-([0-9]{2})-([0-9]{2})")


class By(StrEnum):
    """What one row of the completion report stands for."""

    PROGRAMME = "programme"
    COHORT = "cohort"
    MODULE = "module"
    COUNTRY = "country"
    INSTITUTION = "institution"
    POSITION = "position"
    SEX = "sex"
    MONTH = "month"
    PERSON = "person"


class Sort(StrEnum):
    """A column to sort by."""

    NAME = "name"
    COUNTRY = "country"
    INSTITUTION = "institution"
    COHORT = "cohort"
    ENROLLED = "enrolled"
    STARTED = "started"
    ASSESSED_BEFORE = "assessed_before"
    LESSONS_READ = "lessons_read"
    QUIZ_PASSED = "quiz_passed"
    ASSESSED_AFTER = "assessed_after"
    CERTIFIED = "certified"


class Which(StrEnum):
    """Which attempts of a person the figures about questions are of."""

    FIRST = "first"
    LAST = "last"
    HIGHEST = "highest"
    ALL = "all"


class Cadence(StrEnum):
    """How often a report is made again."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ExportState(StrEnum):
    """How far a file that is made in the background has come."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"


class Refusal(StrEnum):
    """Why a file cannot be made, however often one tries."""

    ROLE = "role"
    NOTHING = "nothing"
    TOO_LONG = "too-long"


class Check(StrEnum):
    """Something about the data that a person should look at before relying on it."""

    BEFORE_ONLY = "before-only"
    AFTER_ONLY = "after-only"
    IMPOSSIBLE_TIMES = "impossible-times"
    IN_SECONDS = "in-seconds"
    AT_ONE_INSTANT = "at-one-instant"
    BY_THE_CLOCK = "by-the-clock"
    SAME_NAME = "same-name"
    SAME_MAILBOX = "same-mailbox"
    NO_COUNTRY = "no-country"
    NO_INSTITUTION = "no-institution"
    UNPROVEN = "unproven"


class Order(StrEnum):
    """Which end comes first."""

    ASCENDING = "asc"
    DESCENDING = "desc"


STEPS: dict[Sort, Milestone] = {Sort(step.value.removesuffix("_at")): step for step in Milestone}
OF_PEOPLE = (Sort.COUNTRY, Sort.INSTITUTION, Sort.COHORT)

_KEYS: dict[By, tuple[str, ...]] = {
    By.PROGRAMME: ("programme", "programme_title"),
    By.COHORT: ("cohort", "cohort_title", "programme"),
    By.MODULE: ("module", "module_title"),
    By.COUNTRY: ("country", "country_name"),
    By.INSTITUTION: ("institution", "institution_name", "country"),
    By.POSITION: ("position_level",),
    By.SEX: ("sex",),
    By.MONTH: ("month",),
    By.PERSON: ("enrolment", "name", "country", "institution", "cohort"),
}


_OURS = {"enrolment", "country", "country_name", "module", "position_level", "sex", "month"}
_IN_ORDER = (By.PERSON, By.MODULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which enrolments are meant; None leaves a filter out, NOT_STATED asks for what is not stated.

    With a `module`, its own milestones are counted and not the whole programme's. The days are UTC's,
    both included. `reached` keeps those who reached a step, `missing` those who did not.
    """

    programme: str | None = None
    cohort: str | None = None
    country: str | None = None
    institution: UUID | str | None = None
    position: str | None = None
    sex: str | None = None
    module: str | None = None
    enrolled_from: date | None = None
    enrolled_to: date | None = None
    reached: Sort | None = None
    missing: Sort | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A report as it was asked for; with a `page`, its rows of people are only those of that page, from 1.

    Without a `sort`, groups come by name and people in the order of their enrolments: that is how they
    are stored, so that a file of a million needs no sorting and no memory to sort in. `attempts` says which
    of a person's attempts the figures about questions are of, `check` which rows of the data a list is of,
    `compare` which other cohort stands beside the one of the filters.
    """

    by: By = By.COUNTRY
    sort: Sort | None = None
    order: Order = Order.ASCENDING
    filters: Filters = Filters()
    attempts: Which = Which.FIRST
    check: Check | None = None
    compare: str | None = None
    page: int | None = None


def day_of(text: str) -> date | None:
    """Return the day written as YYYY-MM-DD, of the years 2000 to 2100; None for anything else."""
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def sorted_by(asked: Asked) -> Sort | None:
    """Return the column that a report is sorted by; None for people as they were enrolled, modules as taught."""
    return Sort.NAME if asked.sort is None and asked.by not in _IN_ORDER else asked.sort


def as_address(asked: Asked) -> dict[str, str]:
    """Return the parameters by which an address asks for this report, without those that say nothing."""
    filters = asked.filters
    named = {
        "by": asked.by,
        "programme": filters.programme,
        "cohort": filters.cohort,
        "country": filters.country,
        "institution": filters.institution,
        "position": filters.position,
        "sex": filters.sex,
        "module": filters.module,
        "from": filters.enrolled_from,
        "to": filters.enrolled_to,
        "reached": filters.reached,
        "missing": filters.missing,
        "sort": asked.sort,
        "order": asked.order,
        "check": asked.check,
        "compare": asked.compare,
        "attempts": None if asked.attempts is Which.FIRST else asked.attempts,
    }
    return {name: str(value) for name, value in named.items() if value is not None}


def sorts_of(by: By) -> tuple[Sort, ...]:
    """Return the columns that a report can be sorted by, in the order shown."""
    return tuple(sort for sort in Sort if by is By.PERSON or sort not in OF_PEOPLE)


def key_columns(by: By) -> tuple[str, ...]:
    """Return the names of the columns that say what a row stands for."""
    return _KEYS[by]


def typed_columns(by: By) -> frozenset[str]:
    """Return the columns whose texts people typed: names and titles."""
    return frozenset(_KEYS[by]) - _OURS


def columns(by: By) -> tuple[str, ...]:
    """Return the names of all columns, the same in every format and language."""
    if by is By.PERSON:
        return (*_KEYS[by], "enrolled_at", *(step.value for step in Milestone))
    shares = (name for step in STEPS for name in (step.value, f"{step.value}_share"))
    return (*_KEYS[by], "enrolled", *shares)


def counted(keys: Sequence[Cell], enrolled: int, reached: Iterable[int]) -> Row:
    """Return a row of counts, each step with its share of those enrolled; of nobody there is no share."""
    cells: list[Cell] = [*keys, enrolled]
    for count in reached:
        cells += [count, round(count / enrolled, 4) if enrolled else None]
    return tuple(cells)


def total_of(by: By, rows: Iterable[Row]) -> Row:
    """Return the sum of rows of counts, with keys left empty."""
    keys = len(_KEYS[by])
    sums = [0] * (1 + len(STEPS))
    for row in rows:
        for place, cell in enumerate((row[keys], *row[keys + 1 :: 2])):
            assert isinstance(cell, int)
            sums[place] += cell
    return counted((None,) * keys, sums[0], sums[1:])


def place_of(by: By, row: Row) -> str:
    """Return what groups are sorted by when they are sorted by name: levels go from the top, months in time."""
    if by is By.POSITION:
        return f"{list(PositionLevel).index(PositionLevel(str(row[0])))}" if row[0] is not None else ""
    return str(row[min(1, len(_KEYS[by]) - 1)]).casefold()


def month_days(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month that is written as YYYY-MM."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def median_of(pairs: Sequence[tuple[int, int]], share: float = 0.5) -> int | None:
    """Return the value that a share of all lie at or below, of pairs of value and how often, by value."""
    wanted, seen = share * sum(times for _value, times in pairs), 0
    for value, times in pairs:
        seen += times
        if seen >= wanted:
            return value
    return None


def scarcest(counts: Mapping[Sort, int]) -> Sort:
    """Return which of the steps that a certificate needs the fewest have reached; the earliest of equals."""
    needed = [step for step in STEPS if step not in (Sort.STARTED, Sort.CERTIFIED)]
    return min(needed, key=lambda step: counts[step])


def is_stuck(certified_at: datetime | None, active_at: datetime, now: datetime) -> bool:
    """Return whether someone without the certificate has been quiet for seven days or longer.

    `active_at` is when they were last active, or enrolled when they never were.
    """
    return certified_at is None and now - active_at >= QUIET


def next_time(cadence: Cadence, timezone: str, after: datetime) -> datetime:
    """Return when a scheduled report is made next after a moment: on a Monday or a first, at six in the morning.

    The hour is the time zone's own, whatever its clocks do in between; the moment is in UTC.
    """
    zone = ZoneInfo(timezone)
    day = after.astimezone(zone).date()
    while True:
        at = datetime.combine(day, _MADE_AT, zone).astimezone(UTC)
        if at > after and (day.day == 1 if cadence is Cadence.MONTHLY else day.weekday() == 0):
            return at
        day += timedelta(days=1)
