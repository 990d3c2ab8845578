"""Two sequences → the runs in which they agree and differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Fate(StrEnum):
    """What became of a piece."""

    SAME = "same"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """A stretch of two sequences; `before` and `after` are equal where it `is_same`."""

    is_same: bool
    before: tuple[T, ...]
    after: tuple[T, ...]


def runs(before: Sequence[T], after: Sequence[T]) -> Iterator[Run[T]]:
    """Yield the stretches of two sequences, in order; what both begin and end with is not searched."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    if head:
        yield Run(is_same=True, before=tuple(before[:head]), after=tuple(after[:head]))
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, one, other).get_opcodes():
        yield Run(is_same=tag == "equal", before=tuple(one[a_from:a_to]), after=tuple(other[b_from:b_to]))
    if tail:
        yield Run(is_same=True, before=tuple(before[-tail:]), after=tuple(after[-tail:]))


def likeness(before: Sequence[T], after: Sequence[T]) -> float:
    """Return how much two sequences have in common, from 0 to 1; quickly, and never too little."""
    return SequenceMatcher(None, before, after).quick_ratio()


def _alike(one: Sequence[T], other: Sequence[T]) -> int:
    count = 0
    for mine, its in zip(one, other, strict=False):
        if mine != its:
            break
        count += 1
    return count
