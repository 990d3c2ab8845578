"""Questions with what a test does not care about filled in."""

from __future__ import annotations

from typing import TypedDict

from hypothesis import strategies as st

from studyvisit.curriculum.questions import Categorising, GapFill, Matching, Ordering
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.ordering import Item
from studyvisit.curriculum.questions.pairing import Pair


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


def categorising(points: int, rights: list[str], distractors: tuple[str, ...] = ()) -> Categorising:
    """Make a categorising whose lines have these categories."""
    return Categorising(**COMMON, points=points, pairs=matching(1, rights).pairs, distractors=distractors)


def gap_fill(points: int, lists: list[bool]) -> GapFill:
    """Make a text with gaps, each with a list or to be typed into."""
    gaps = tuple(
        ListGap(words=("wrong", "right"), right="right") if is_list else TextGap(accepted=("right",))
        for is_list in lists
    )
    return GapFill(**COMMON, points=points, pieces=("x",) * (len(lists) + 1), gaps=gaps)
