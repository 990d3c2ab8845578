"""The kinds of question, one module each, behind one closed union.

An answer is a tuple of strings: the ids of the chosen options, the one text that was typed,
`line=choice` for each line that was answered, or a text for each gap. The empty tuple means "not
answered". A function that handles every kind ends in `assert_never`, so the type checker finds each place
that a new kind has to be handled.
"""

from __future__ import annotations

from typing import Annotated, assert_never

from pydantic import Field

from studyvisit.curriculum.questions.base import Answer, Mark, Option, Row
from studyvisit.curriculum.questions.categorising import Categorising
from studyvisit.curriculum.questions.file_upload import FileUpload
from studyvisit.curriculum.questions.gap_fill import GapFill
from studyvisit.curriculum.questions.generated_number import GeneratedNumber
from studyvisit.curriculum.questions.long_answer import LongAnswer
from studyvisit.curriculum.questions.matching import Matching
from studyvisit.curriculum.questions.number import Number
from studyvisit.curriculum.questions.one_choice import OneChoice
from studyvisit.curriculum.questions.ordering import Ordering
from studyvisit.curriculum.questions.several_choices import SeveralChoices
from studyvisit.curriculum.questions.short_answer import ShortAnswer
from studyvisit.curriculum.questions.true_false import TrueFalse

type_of_question = (
    OneChoice
    | SeveralChoices
    | TrueFalse
    | Number
    | ShortAnswer
    | Matching
    | Ordering
    | Categorising
    | GapFill
    | GeneratedNumber
    | LongAnswer
    | FileUpload
)
Question = Annotated[type_of_question, Field(discriminator="kind")]

__all__ = [
    "Answer",
    "Categorising",
    "FileUpload",
    "GapFill",
    "GeneratedNumber",
    "LongAnswer",
    "Mark",
    "Matching",
    "Number",
    "OneChoice",
    "Option",
    "Ordering",
    "Question",
    "Row",
    "SeveralChoices",
    "ShortAnswer",
    "TrueFalse",
    "drawn",
    "is_whole",
    "mark",
    "read_answer",
]


def drawn(question: Question, seed: int) -> Question:
    """Return a question as an attempt of that seed asks it: with its numbers, where these are drawn."""
    return question.drawn(seed) if isinstance(question, GeneratedNumber) else question


def mark(question: Question, answer: Answer) -> Mark:
    """Return what an answer earns: points between 0 and the question's points, and whether it is fully right."""
    match question:
        case OneChoice() | SeveralChoices() | TrueFalse() | Number() | ShortAnswer():
            return question.mark(answer)
        case Matching() | Ordering() | Categorising() | GapFill() | GeneratedNumber():
            return question.mark(answer)
        case LongAnswer() | FileUpload():
            return question.mark(answer)
        case _ as unreachable:
            assert_never(unreachable)


def read_answer(question: Question, values: list[str]) -> Answer:
    """Return the answer that posted form values give. Raises UnreadableAnswer with a message for the person."""
    match question:
        case OneChoice() | SeveralChoices() | TrueFalse() | Number() | ShortAnswer():
            return question.read(values)
        case Matching() | Ordering() | Categorising() | GapFill() | GeneratedNumber():
            return question.read(values)
        case LongAnswer() | FileUpload():
            return question.read(values)
        case _ as unreachable:
            assert_never(unreachable)


def is_whole(question: Question, answer: Answer) -> bool:
    """Return whether an answer leaves no part of its question open."""
    match question:
        case Matching() | Categorising():
            return len(answer) == len(question.pairs)
        case Ordering():
            return len(answer) == len(question.items)
        case GapFill():
            return len(answer) == len(question.gaps) and all(answer)
        case OneChoice() | SeveralChoices() | TrueFalse() | Number() | ShortAnswer() | GeneratedNumber():
            return bool(answer)
        case LongAnswer():
            return question.is_whole(answer)
        case FileUpload():
            return bool(answer)
        case _ as unreachable:
            assert_never(unreachable)
