"""Questions with what a test does not care about filled in."""

from __future__ import annotations

from typing import TypedDict

from hypothesis import strategies as st

from studyvisit.curriculum.questions import Matching, Ordering
from studyvisit.curriculum.questions.matching import Pair
from studyvisit.curriculum.questions.ordering import Item


class Common(TypedDict):
    """What every question of these tests has."""

    id: str
    name: str
    competency: str
    prompt: str


COMMON: Common = {"id": "q", "name": "n", "competency": "c", "prompt": "p"}
POINTS = st.integers(1, 100)
SEEDS = st.integers(0, 2**31 - 1)


def matching(points: int, rights: list[str], distractors: tuple[str, ...] = ()) -> Matching:
    """Make a matching whose lines have these counterparts."""
    pairs = tuple(Pair(id=f"o{n}", html="x", counterpart=right) for n, right in enumerate(rights))
    return Matching(**COMMON, points=points, pairs=pairs, distractors=distractors)


def ordering(points: int, count: int) -> Ordering:
    """Make an ordering of so many items."""
    return Ordering(**COMMON, points=points, items=tuple(Item(id=f"o{n}", html="x") for n in range(count)))
