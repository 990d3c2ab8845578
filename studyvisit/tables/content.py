"""What a report is: typed tables from which the screen, the charts and every file are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Absent(StrEnum):
    """Why a cell holds no value. Each reads differently in every format; none of them is 0."""

    BLANK = "blank"
    """Asked, and left empty."""
    NOT_TAKEN = "not-taken"
    """The instrument was not given to, or not taken by, whom the row stands for."""
    NOT_YET = "not-yet"
    """A step that was not reached so far."""
    NOT_STATED = "not-stated"
    """Something about a person or a group that nobody said, such as a country."""
    NOT_DEFINED = "not-defined"
    """A figure that has no value here, such as a share of nobody."""
    NO_DATA = "no-data"
    """An indicator whose instrument was never used."""
    TOO_FEW = "too-few"
    """A statistic of fewer people than it needs."""
    SUPPRESSED = "suppressed"
    """Withheld in what is published, so that nobody can be read from it."""


Cell = str | int | float | Absent | None
"""A value as every file can hold it: moments and days are text. None means what its column's `empty` says."""

Row = Sequence[Cell]


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    """What a person typed: it is guarded against formulas."""
    CODE = "code"
    """What we named: an id, a slug, a country's code; pages may show a word for it."""
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    """Between 0 and 1."""
    MOMENT = "moment"
    """In UTC, as YYYY-MM-DDTHH:MM:SSZ."""
    DAY = "day"
    """As YYYY-MM-DD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. `name` is the same in every format and language, and unique in its table.

    `among` names the column counting the people this figure is of: the whole of which a count is a part, a
    share's denominator, a statistic's n. `share_of` names the count that a share is made from. `is_people`
    says that a count is of people, so that a small one must not be published. `empty` is what None means.
    `hxl` is the column's hashtag in the Humanitarian Exchange Language, "" where there is none.
    """

    name: str
    kind: Kind
    is_key: bool = False
    is_people: bool = False
    among: str = ""
    share_of: str = ""
    decimals: int = 2
    empty: Absent = Absent.BLANK
    hxl: str = ""


class Rows(StrEnum):
    """How the rows of a table stand to each other and to its total."""

    PARTS = "parts"
    """They divide the people of the total among them."""
    NESTED = "nested"
    """Each is a part of the one before, such as the steps of a funnel."""
    SEPARATE = "separate"
    """The same people may stand in several, or in none."""
    PEOPLE = "people"
    """Each is one person, or of one person: such rows are never published."""


class MarkKind(StrEnum):
    """How figures are drawn beside their numbers."""

    BAR = "bar"
    """From 0 to the value of `column`."""
    DUMBBELL = "dumbbell"
    """From the value of `start` to that of `column`."""
    INTERVAL = "interval"
    """The value of `column` with a line from `low` to `high`, and 0 marked."""
    HEAT = "heat"
    """A ground whose strength says how large `column` is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is drawn in the cells of `column`, on a scale from `least` to `most`."""

    kind: MarkKind
    column: str
    start: str = ""
    low: str = ""
    high: str = ""
    least: float = 0.0
    most: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `rows` may be read once only; `n` is how many people, or rows, it rests on."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    rows_are: Rows = Rows.SEPARATE
    total: Row | None = None
    n: int | None = None
    marks: tuple[Mark, ...] = ()

    def place_of(self, name: str) -> int:
        """Return where a column stands, counted from 0. Raises KeyError for one that is not there."""
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise KeyError(name)


class Audience(StrEnum):
    """Whom a report is for."""

    INTERNAL = "internal"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it was asked for at a moment.

    `parameters` ask for it again, by the names an address uses. `facts` are figures that stand in no table,
    such as how many enrolments were withdrawn; `revisions` name the content it rests on, by slug. The title of
    its programme is for pages and paper alone: it may be mended without the figures changing.
    """

    name: str
    parameters: Mapping[str, str]
    as_of: datetime
    tables: tuple[Table, ...]
    programme: str | None = None
    programme_title: str = ""
    audience: Audience = Audience.INTERNAL
    facts: Mapping[str, Cell] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """Return one of its tables. Raises KeyError for a name it has not."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)
