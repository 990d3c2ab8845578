"""True or false."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.questions.base import Answer, Mark, QuestionBase, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(QuestionBase):
    """A statement that is true or false, with feedback for either answer."""

    is_true: bool
    feedback_if_true: str = ""
    feedback_if_false: str = ""
    kind: Literal["true-false"] = "true-false"

    @property
    def right_answer(self) -> Answer:
        """Return "true" or "false"."""
        return ("true" if self.is_true else "false",)

    def mark(self, answer: Answer) -> Mark:
        """Return all points for the right answer and none for the other."""
        return self.all_or_nothing(answer == self.right_answer)

    def read(self, values: list[str]) -> Answer:
        """Return "true" or "false". Raises UnreadableAnswer for anything else."""
        chosen = tuple(value for value in values if value)
        if chosen and chosen not in (("true",), ("false",)):
            raise UnreadableAnswer("unknown-option")
        return chosen


def parse(draft: Draft) -> TrueFalse:
    """Return the question that `= true` or `= false` makes, with problems reported."""
    draft.refuse(options=True)
    for key in draft.answers.keys[1:]:
        draft.error("has a second answer: keep one line, `= true` or `= false`", key.number)
    feedback = feedback_by_answer(draft.answers.feedback)
    true, false, everyone = (
        draft.page.block(feedback[answer], f"{draft.where}, feedback") for answer in ("true", "false", "")
    )
    return TrueFalse(
        **draft.parts,
        is_true=draft.answers.keys[0].text.lower() == "true",
        feedback=everyone,
        feedback_if_true=true,
        feedback_if_false=false,
    )


def feedback_by_answer(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Return lines of feedback by the answer that they are for: "true", "false", or "" for everyone."""
    feedback: dict[str, list[Line]] = {"": [], "true": [], "false": []}
    answer = ""
    for line in lines:
        start, colon, rest = line.text.partition(":")
        if colon and start.strip().lower() in ("true", "false"):
            answer = start.strip().lower()
            line = Line(line.number, rest.strip())
        feedback[answer].append(line)
    return feedback
