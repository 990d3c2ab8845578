"""What a column is called over its cells."""

from __future__ import annotations

from studyvisit.tables.content import Column, Kind
from studyvisit.tables.words import Phrases, TableWords


def head_of(column: Column, words: TableWords, phrases: Phrases) -> str:
    """Return a column's head: its label; its count's label for a share; its name where nobody named it."""
    said = words.columns.get(column.name)
    if said is not None:
        return said.label
    counted = words.columns.get(column.share_of)
    if goes_with_its_count(column) and counted is not None:
        return phrases.share % {"label": counted.label}
    return column.name


def goes_with_its_count(column: Column) -> bool:
    """Return whether a column is the share that is shown beside its count."""
    return column.kind is Kind.SHARE and column.name == f"{column.share_of}_share"
