"""Two texts → their difference by lines, and by words where a line was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studyvisit.curriculum.differences.runs import Fate, likeness, runs

AROUND = 3
LONGEST_LINE = 4_000
"""Lines with more characters are shown as a whole, gone and added."""

_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line; `before` and `after` are its numbers in the two texts, None where it is not."""

    fate: Fate
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that changed, with some around them."""

    rows: tuple[Row, ...]


def hunks(before: str, after: str, *, around: int = AROUND) -> tuple[Hunk, ...]:
    """Return where two texts differ, each place with so many lines around it; nothing where they do not."""
    rows = list(rows_of(before, after))
    changed = [place for place, row in enumerate(rows) if row.fate is not Fate.SAME]
    found: list[Hunk] = []
    start = end = -1
    for place in changed:
        if place - around > end and end >= 0:
            found.append(Hunk(tuple(rows[start:end])))
            start = -1
        if start < 0 or end < 0:
            start = max(place - around, 0)
        end = min(place + around + 1, len(rows))
    return (*found, Hunk(tuple(rows[start:end]))) if changed else ()


def rows_of(before: str, after: str) -> Iterator[Row]:
    """Yield every line of two texts, what is gone before what is added."""
    old = new = 0
    for run in runs(lines_of(before), lines_of(after)):
        if run.is_same:
            for line in run.after:
                old, new = old + 1, new + 1
                yield Row(Fate.SAME, old, new, (Piece(Fate.SAME, line),))
            continue
        gone, added = _by_words(run.before, run.after)
        for number, pieces in enumerate(gone, start=old + 1):
            yield Row(Fate.GONE, number, None, pieces)
        for number, pieces in enumerate(added, start=new + 1):
            yield Row(Fate.ADDED, None, number, pieces)
        old, new = old + len(gone), new + len(added)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as an editor numbers them; a line break at its end begins none."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


Pieces = tuple[Piece, ...]


def _by_words(before: Sequence[str], after: Sequence[str]) -> tuple[list[Pieces], list[Pieces]]:
    """Return the lines of a stretch in pieces; each line is compared with the one in the same place."""
    gone: list[Pieces] = [(Piece(Fate.GONE, line),) for line in before]
    added: list[Pieces] = [(Piece(Fate.ADDED, line),) for line in after]
    if len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            if max(len(old), len(new)) <= LONGEST_LINE:
                gone[place], added[place] = words_of(old, new)
    return gone, added


def words_of(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Return two lines in pieces, whole where they have too little in common to be compared."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if likeness(old, new) < _ALIKE:
        return (Piece(Fate.GONE, before),), (Piece(Fate.ADDED, after),)
    gone: list[Piece] = []
    added: list[Piece] = []
    for run in runs(old, new):
        if run.before:
            gone.append(Piece(Fate.SAME if run.is_same else Fate.GONE, "".join(run.before)))
        if run.after:
            added.append(Piece(Fate.SAME if run.is_same else Fate.ADDED, "".join(run.after)))
    return tuple(gone), tuple(added)
