"""Matching: each line on the left has one counterpart among those on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.questions.base import Row
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.questions.pairing import Pairing, read_pairs
from studyvisit.curriculum.shuffling import shuffled


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Pairing):
    """A question of which each line is to be given its counterpart."""

    kind: Literal["matching"] = "matching"

    def rows(self, seed: int) -> tuple[Row, ...]:
        """Return the lines in the order written, their choices in an order that the seed decides."""
        words = shuffled(self.counterparts, seed, lambda word: f"{self.id} {word}")
        return tuple(self.row(pair, words) for pair in self.pairs)


def parse(draft: Draft) -> Matching:
    """Return the question that a table of two columns makes, with problems reported."""
    pairs, distractors = read_pairs(draft)
    return Matching(**draft.parts, pairs=pairs, distractors=distractors, feedback=draft.feedback())
