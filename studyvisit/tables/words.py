"""The words around a report's figures, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studyvisit.tables.content import Absent


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column's head, what it means in a sentence, and words for the codes it holds."""

    label: str
    definition: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWords:
    """A table's title, the sentence that says what it shows, and a note under it."""

    title: str
    columns: Mapping[str, ColumnWords]
    finding: str = ""
    note: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """Everything about a report that is said and not counted.

    `about` are lines for the sheet "About this report": what was asked for, by which rules, as of when.
    `locale` and `timezone` are how numbers and moments are to be written.
    """

    title: str
    tables: Mapping[str, TableWords]
    absents: Mapping[Absent, str]
    about: tuple[tuple[str, str], ...] = ()
    locale: str = "en"
    timezone: str = "UTC"
