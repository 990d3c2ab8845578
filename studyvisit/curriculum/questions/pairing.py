"""What matching and categorising share: lines, and the one thing that goes with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from studyvisit.curriculum.lines import Line
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
from studyvisit.curriculum.questions.written import RowDraft

_NOTHING = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line as sanitised HTML and, in plain words, what it goes with."""

    id: str
    html: str
    counterpart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing(QuestionBase):
    """A question of which each line is to be given its counterpart; `distractors` go with none.

    `words` are what people read of a counterpart in another language; answers are the same in all of them.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def right_answer(self) -> Answer:
        """Return each line with its counterpart, in the order written."""
        return tuple(self._value(pair, pair.counterpart) for pair in self.pairs)

    @property
    def counterparts(self) -> tuple[str, ...]:
        """Return what there is to choose from, each once, in the order written."""
        return tuple(dict.fromkeys((*(pair.counterpart for pair in self.pairs), *self.distractors)))

    def row(self, pair: Pair, words: Iterable[str]) -> Row:
        """Return a line with its choices in that order."""
        return Row(
            key=opaque(self.id, pair.id),
            html=pair.html,
            choices=tuple(
                Choice(value=self._value(pair, word), text=self.words.get(word, word)) for word in words
            ),
            right=Choice(
                value=self._value(pair, pair.counterpart),
                text=self.words.get(pair.counterpart, pair.counterpart),
            ),
        )

    def mark(self, answer: Answer) -> Mark:
        """Return an equal share of the points for each line that has its counterpart."""
        right = sum(value in answer for value in self.right_answer)
        return Mark(Fraction(self.points * right, len(self.pairs)), self.points)

    def read(self, values: list[str]) -> Answer:
        """Return the chosen counterparts in the order written; a line may be left out.

        Raises UnreadableAnswer for what is not on the page.
        """
        chosen = {value for value in values if value}
        known = [[self._value(pair, word) for word in self.counterparts] for pair in self.pairs]
        answer = [[value for value in row if value in chosen] for row in known]
        if sum(map(len, answer)) != len(chosen) or any(len(row) > 1 for row in answer):
            raise UnreadableAnswer("unknown-option")
        return tuple(row[0] for row in answer if row)

    def _value(self, pair: Pair, word: str) -> str:
        return f"{opaque(self.id, pair.id)}={opaque(self.id, word)}"


def read_pairs(draft: Draft) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """Return the lines of a table, and the words on the right that go with none, with problems reported."""
    draft.refuse(options=True, keys=True)
    seen: set[str] = set()
    pairs: list[Pair] = []
    loose: list[tuple[int, str]] = []
    for row in draft.answers.rows:
        if len(row.cells) != 2:
            draft.error(
                f"a row has {len(row.cells)} cells: write | words {{#id}} | counterpart |", row.number
            )
        elif row.cells[0] == _NOTHING:
            loose.append((row.number, _word(draft, row)))
        else:
            text = [Line(row.number, row.cells[0])]
            identity, html = draft.labelled(row.number, text, "row", seen)
            pairs.append(Pair(id=identity, html=html, counterpart=_word(draft, row)))
    if not 2 <= len(pairs) <= MOST_ROWS:
        draft.error(f"has {len(pairs)} rows to answer: write from 2 to {MOST_ROWS}")
    taken = {pair.counterpart for pair in pairs}
    for number, word in loose:
        if word in taken:
            draft.error(f"`{word}` stands on the right already: take this row out", number)
        taken.add(word)
    if len(taken) < 2:
        draft.error("leaves nothing to choose: write at least two different words on the right")
    return tuple(pairs), tuple(dict.fromkeys(word for _number, word in loose))


def _word(draft: Draft, row: RowDraft) -> str:
    where = f"{draft.where}, right column"
    word = draft.plain(row.number, row.cells[1], where)
    if not word:
        draft.page.report.error(row.number, where, "is empty: write what goes with the left cell")
    return word
