"""Gap fill: words missing from a text, to be typed or chosen from a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.questions.base import (
    MOST_ROWS,
    Answer,
    Choice,
    Mark,
    QuestionBase,
    UnreadableAnswer,
    opaque,
)
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.questions.holes import Hole, Holed, find_holes
from studyvisit.curriculum.questions.short_answer import LONGEST, AcceptedForms, is_accepted
from studyvisit.curriculum.shuffling import shuffled

_GAP = re.compile(r"\[\[(?P<hole>.*?)\]\](?!\()")
_CHOICE = re.compile(r"\(([ xX]?)\)\s*(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGap:
    """A gap for words that are typed."""

    accepted: tuple[str, ...]
    kind: Literal["text"] = "text"

    @property
    def right(self) -> str:
        """Return the first accepted form."""
        return self.accepted[0]

    @property
    def right_word(self) -> str:
        """Return what people read as right."""
        return self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGap:
    """A gap for one of several words; `shown` is what people read of them in another language."""

    words: tuple[str, ...]
    right: str
    shown: tuple[str, ...] = ()
    kind: Literal["list"] = "list"

    @property
    def right_word(self) -> str:
        """Return what people read as right."""
        return self.word(self.right)

    def word(self, word: str) -> str:
        """Return what people read of a word."""
        return self.shown[self.words.index(word)] if self.shown else word


Gap = Annotated[TextGap | ListGap, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFill(QuestionBase):
    """A text with gaps: `pieces` is its sanitised HTML, cut at each of the `gaps`.

    An answer has a value for each gap, empty where nothing was filled in.
    """

    pieces: tuple[str, ...]
    gaps: tuple[Gap, ...]
    kind: Literal["gap-fill"] = "gap-fill"

    @property
    def right_answer(self) -> Answer:
        """Return what belongs into each gap."""
        return tuple(
            gap.right if isinstance(gap, TextGap) else self._value(index, gap.right)
            for index, gap in enumerate(self.gaps)
        )

    def choices(self, index: int, seed: int) -> tuple[Choice, ...]:
        """Return the words to choose from for a gap, in an order that the seed decides; none where one types."""
        gap = self.gaps[index]
        if isinstance(gap, TextGap):
            return ()
        words = shuffled(gap.words, seed, lambda word: f"{self.id} {index} {word}")
        return tuple(Choice(value=self._value(index, word), text=gap.word(word)) for word in words)

    def is_right(self, index: int, value: str) -> bool:
        """Return whether a value is what belongs into a gap."""
        gap = self.gaps[index]
        if isinstance(gap, TextGap):
            return is_accepted(value, gap.accepted)
        return value == self._value(index, gap.right)

    def mark(self, answer: Answer) -> Mark:
        """Return an equal share of the points for each gap that is filled rightly."""
        right = sum(self.is_right(index, value) for index, value in enumerate(answer[: len(self.gaps)]))
        return Mark(Fraction(self.points * right, len(self.gaps)), self.points)

    def read(self, values: list[str]) -> Answer:
        """Return what was filled in, trimmed, gap by gap.

        Raises UnreadableAnswer for words longer than 200 characters and for what is not on a list.
        """
        filled = [value.strip() for value in values]
        if not any(filled):
            return ()
        if len(filled) > len(self.gaps):
            raise UnreadableAnswer("unknown-option")
        filled += [""] * (len(self.gaps) - len(filled))
        for index, (gap, value) in enumerate(zip(self.gaps, filled, strict=True)):
            if isinstance(gap, TextGap):
                if len(value) > LONGEST:
                    raise UnreadableAnswer("too-long")
            elif value and value not in {choice.value for choice in self.choices(index, 0)}:
                raise UnreadableAnswer("unknown-option")
        return tuple(filled)

    def _value(self, index: int, word: str) -> str:
        return opaque(self.id, str(index), word)


def find_gaps(lines: tuple[Line, ...]) -> Holed:
    """Return a prompt with its gaps, `[[…]]`, found."""
    return find_holes(lines, _GAP)


def parse(draft: Draft) -> GapFill:
    """Return the question that a prompt with gaps makes, with problems reported."""
    draft.refuse(options=True, keys=True)
    parts = draft.parts
    holes = draft.gaps.holes
    pieces = draft.gaps.pieces(parts["prompt"])
    if pieces is None:
        draft.error("has a gap in a link, a picture or an address: write it in the text itself")
        pieces = (parts["prompt"], *[""] * len(holes))
    if len(holes) > MOST_ROWS:
        draft.error(f"has {len(holes)} gaps: write at most {MOST_ROWS}")
    parts["prompt"] = "____".join(pieces)
    gaps = tuple(_gap(draft, hole) for hole in holes)
    return GapFill(**parts, pieces=pieces, gaps=gaps, feedback=draft.feedback())


def _gap(draft: Draft, hole: Hole) -> TextGap | ListGap:
    parts = [part.strip() for part in hole.text.split("|")]
    if _CHOICE.fullmatch(parts[0]):
        return _list_gap(draft, hole, parts)
    forms = AcceptedForms(draft)
    for form in parts:
        forms.add(form, form, hole.number, "[[some words|other words]]")
    return TextGap(accepted=forms.accepted or ("?",))


def _list_gap(draft: Draft, hole: Hole, parts: list[str]) -> ListGap:
    words: list[str] = []
    right: list[str] = []
    for part in parts:
        found = _CHOICE.fullmatch(part)
        word = draft.plain(hole.number, found[2], f"{draft.where}, gap") if found else ""
        if not found or not word:
            draft.error(f"`{part[:40]}` is no choice of a gap: write (x) right or ( ) wrong", hole.number)
        elif word in words:
            draft.error(f"`{word}` stands twice in a gap: take one out", hole.number)
        words.append(word)
        if found and found[1].strip():
            right.append(word)
    if len(right) != 1 or len(words) < 2:
        draft.error(
            "a gap with a list needs two choices or more and one right one: [[(x) right | ( ) wrong]]",
            hole.number,
        )
    return ListGap(words=tuple(dict.fromkeys(words)), right=right[0] if right else words[0])
