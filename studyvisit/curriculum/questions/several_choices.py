"""Several choices: any number of options may be right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.questions.base import Answer, Mark, Option, QuestionBase, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft


class Marking(StrEnum):
    """How a partly right choice is marked."""

    EXACT = "exact"
    PROPORTIONAL = "proportional"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralChoices(QuestionBase):
    """A question of which any number of options may be right."""

    options: tuple[Option, ...]
    marking: Marking = Marking.EXACT
    kind: Literal["several-choices"] = "several-choices"

    @property
    def right_answer(self) -> Answer:
        """Return the ids of the right options, in the order written."""
        return tuple(option.id for option in self.options if option.is_right)

    def mark(self, answer: Answer) -> Mark:
        """Return the points, not below 0: exact gives all or none, the others a share of them.

        Proportional is (right − wrong) / all right. Negative is right / all right − wrong / all wrong: to
        choose everything earns nothing, and so, before it is held at 0, does choosing by chance on average.
        """
        right, chosen = set(self.right_answer), set(answer)
        if self.marking is Marking.EXACT or not right:
            return self.all_or_nothing(chosen == right)
        wrong = len(self.options) - len(right) if self.marking is Marking.NEGATIVE else len(right)
        share = Fraction(len(chosen & right), len(right)) - Fraction(len(chosen - right), max(wrong, 1))
        return Mark(max(share, Fraction(0)) * self.points, self.points)

    def read(self, values: list[str]) -> Answer:
        """Return the chosen ids in the order written. Raises UnreadableAnswer for an unknown option."""
        chosen = {value for value in values if value}
        if chosen - {option.id for option in self.options}:
            raise UnreadableAnswer("unknown-option")
        return tuple(option.id for option in self.options if option.id in chosen)


def parse(draft: Draft) -> SeveralChoices:
    """Return the question that `[ ]` options make, with problems reported."""
    draft.refuse(keys=True)
    options = draft.options("[")
    if not any(option.is_right for option in options):
        draft.error("has no right option: mark at least one with [x]")
    return SeveralChoices(**draft.parts, options=options, marking=_marking(draft), feedback=draft.feedback())


def _marking(draft: Draft) -> Marking:
    written = draft.attributes.values.get("marking", Marking.EXACT)
    if written not in list(Marking):
        draft.error(
            f"`marking={written}` is not known.{did_you_mean(written, Marking)} Known: {', '.join(Marking)}."
        )
        return Marking.EXACT
    return Marking(written)
