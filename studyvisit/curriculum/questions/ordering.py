"""Ordering: items to put in their right order."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from studyvisit.curriculum.questions.base import (
    MOST_ROWS,
    Answer,
    Choice,
    Mark,
    QuestionBase,
    Row,
    UnreadableAnswer,
    opaque,
)
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.shuffling import shuffled

FEWEST = 3
"""Two items shown in the wrong order would give the right one away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to be put in its place, as sanitised HTML."""

    id: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(QuestionBase):
    """A question of which the items, here in their right order, are each to be given a place from 1."""

    items: tuple[Item, ...]
    kind: Literal["ordering"] = "ordering"

    @property
    def right_answer(self) -> Answer:
        """Return each item with its place, in the order written."""
        return tuple(self._value(item, place) for place, item in enumerate(self.items, start=1))

    def rows(self, seed: int) -> tuple[Row, ...]:
        """Return the items in an order that the seed decides and that is never the right one.

        Who numbers what is shown from top to bottom must not be right by that.
        """
        shown = shuffled(self.items, seed, lambda item: f"{self.id} {item.id}")
        if tuple(shown) == self.items:
            shown = [*shown[1:], shown[0]]
        rows = {row.key: row for row in self.rows_in_order()}
        return tuple(rows[opaque(self.id, item.id)] for item in shown)

    def rows_in_order(self) -> tuple[Row, ...]:
        """Return the items in the right order."""
        return tuple(
            Row(
                key=opaque(self.id, item.id),
                html=item.html,
                choices=tuple(
                    Choice(value=self._value(item, place), text=str(place))
                    for place in range(1, len(self.items) + 1)
                ),
                right=Choice(value=self._value(item, right), text=str(right)),
            )
            for right, item in enumerate(self.items, start=1)
        )

    def mark(self, answer: Answer) -> Mark:
        """Return the points: (pairs in the right order − pairs in the wrong order) / all pairs, not below 0.

        This is Kendall's tau (M. G. Kendall, "A New Measure of Rank Correlation", Biometrika 30, 1938): an
        order by chance earns nothing on average before it is held at 0, an item that strays by one place
        costs little, and the rule can be said in a sentence. A pair of which an item has no place counts for
        nothing.
        """
        places = self._places(answer)
        score = sum(
            (places[first] < places[second]) - (places[first] > places[second])
            for first, second in combinations(range(len(self.items)), 2)
            if first in places and second in places
        )
        pairs = len(self.items) * (len(self.items) - 1) // 2
        return Mark(Fraction(self.points * max(score, 0), pairs), self.points)

    def read(self, values: list[str]) -> Answer:
        """Return the places that were given, in the order of the items as written; some may be left out.

        Raises UnreadableAnswer when two items have the same place, and for what is not on the page.
        """
        chosen = {value for value in values if value}
        known = [[self._value(item, place) for place in self._all_places] for item in self.items]
        answer = [[value for value in row if value in chosen] for row in known]
        if sum(map(len, answer)) != len(chosen) or any(len(row) > 1 for row in answer):
            raise UnreadableAnswer("unknown-option")
        given = tuple(row[0] for row in answer if row)
        if len({value.partition("=")[2] for value in given}) < len(given):
            raise UnreadableAnswer("same-place")
        return given

    @property
    def _all_places(self) -> range:
        return range(1, len(self.items) + 1)

    def _places(self, answer: Answer) -> dict[int, int]:
        """Return the place that an answer gives to each item, by the item's place in the right order."""
        values = {
            self._value(item, place): (index, place)
            for index, item in enumerate(self.items)
            for place in self._all_places
        }
        return dict(values[value] for value in answer if value in values)

    def _value(self, item: Item, place: int) -> str:
        return f"{opaque(self.id, item.id)}={place}"


def parse(draft: Draft) -> Ordering:
    """Return the question that a numbered list makes, with problems reported."""
    draft.refuse(options=True, keys=True)
    seen: set[str] = set()
    items = []
    for item in draft.answers.items:
        identity, html = draft.labelled(item.number, item.text, "item", seen)
        items.append(Item(id=identity, html=html))
        if item.feedback:
            draft.error("an item has no feedback of its own: move the `>` to the margin", item.number)
    if not FEWEST <= len(items) <= MOST_ROWS:
        draft.error(f"has {len(items)} items: write from {FEWEST} to {MOST_ROWS}")
    return Ordering(**draft.parts, items=tuple(items), feedback=draft.feedback())
