"""One choice: exactly one option is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.questions.base import Answer, Mark, Option, QuestionBase, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class OneChoice(QuestionBase):
    """A question of which exactly one option is right."""

    options: tuple[Option, ...]
    kind: Literal["one-choice"] = "one-choice"

    @property
    def right_answer(self) -> Answer:
        """Return the id of the right option."""
        return tuple(option.id for option in self.options if option.is_right)

    def mark(self, answer: Answer) -> Mark:
        """Return all points for the right option and none for another."""
        return self.all_or_nothing(answer == self.right_answer)

    def read(self, values: list[str]) -> Answer:
        """Return the chosen option's id. Raises UnreadableAnswer for anything but one known option."""
        chosen = tuple(value for value in values if value)
        if not chosen:
            return ()
        if len(chosen) != 1 or chosen[0] not in {option.id for option in self.options}:
            raise UnreadableAnswer("unknown-option")
        return chosen


def parse(draft: Draft) -> OneChoice:
    """Return the question that `( )` options make, with problems reported."""
    draft.refuse(keys=True)
    options = draft.options("(")
    right = [option for option in draft.answers.options if option.is_right]
    if len(right) != 1:
        draft.error(
            f"has {len(right) or 'no'} right options: mark exactly one with (x), or use [x] when several are "
            "right",
            right[1].number if right else None,
        )
    return OneChoice(**draft.parts, options=options, feedback=draft.feedback())
