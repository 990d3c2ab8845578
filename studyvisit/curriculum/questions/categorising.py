"""Categorising: each thing belongs to one of a few categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.questions.base import Row
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.questions.pairing import Pairing, read_pairs
from studyvisit.curriculum.shuffling import shuffled


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorising(Pairing):
    """A question of which each line is to be put into its category."""

    kind: Literal["categorising"] = "categorising"

    def rows(self, seed: int) -> tuple[Row, ...]:
        """Return the lines in an order that the seed decides, their categories in the order written.

        Authors write a category's lines together, which would give them away.
        """
        pairs = shuffled(self.pairs, seed, lambda pair: f"{self.id} {pair.id}")
        return tuple(self.row(pair, self.counterparts) for pair in pairs)


def parse(draft: Draft) -> Categorising:
    """Return the question that a table of things and their categories makes, with problems reported."""
    pairs, categories = read_pairs(draft)
    return Categorising(**draft.parts, pairs=pairs, distractors=categories, feedback=draft.feedback())
