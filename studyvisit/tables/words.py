"""The words around a report's figures, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studyvisit.tables.content import Absent


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column's head, what it means in a sentence, and words for the codes it holds.

    A column that is not `is_shown` stands in the files of rows alone: neither on the screen nor in the PDF.
    """

    label: str
    definition: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    is_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWords:
    """A table's title, the sentence that says what it shows, and a note under it."""

    title: str
    columns: Mapping[str, ColumnWords]
    finding: str = ""
    note: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What files say around every report. The writer fills in what stands as %(name)s."""

    about: str = "About this report"
    asked: str = "What was asked for"
    definitions: str = "What the figures mean"
    absences: str = "Where there is no figure"
    as_of: str = "as of %(moment)s"
    n: str = "n = %(n)s"
    share: str = "%(label)s, share"
    in_utc: str = "%(label)s (UTC)"
    low_to_high: str = "%(low)s to %(high)s"
    page: str = "Page %(page)s of %(pages)s"
    continued: str = "%(title)s (%(number)s)"
    lacking: str = "Signs for which no font was found, shown as %(sign)s"
    source: str = "Made by studyvisit from the records at the moment named."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """Everything about a report that is said and not counted.

    `programme` is the title of the programme it is about, "" for several. `about` are lines for the sheet "About
    this report": what was asked for, by which rules, as of when. `meanings` say in a sentence what each absence
    means. `locale` and `timezone` are how numbers and moments are to be written.
    """

    title: str
    programme: str = ""
    tables: Mapping[str, TableWords]
    absents: Mapping[Absent, str]
    meanings: Mapping[Absent, str] = field(default_factory=dict)
    phrases: Phrases = Phrases()
    about: tuple[tuple[str, str], ...] = ()
    locale: str = "en"
    timezone: str = "UTC"
