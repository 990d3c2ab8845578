"""How people answer the questions of a quiz, rightly and wrongly, with the marks the platform gives."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from studyvisit.cli.demo_lives import QuestionPlan
from studyvisit.curriculum.questions import (
    Answer,
    Categorising,
    FileUpload,
    GapFill,
    GeneratedNumber,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
    mark,
)


def plan_of(question: Question) -> QuestionPlan:
    """Return the right answer to a question, and the wrong ones that people give with what each earns."""
    if isinstance(question, LongAnswer | FileUpload):
        # Nobody is there to mark it, so demo people leave it out and it counts for nothing.
        return QuestionPlan(id=question.id, points=0, right=(), wrong=())
    wrong = tuple((answer, _plain(mark(question, answer).points)) for answer in _mistakes(question))
    return QuestionPlan(
        id=question.id,
        points=question.points,
        right=question.right_answer,
        wrong=tuple(pair for pair in wrong if pair[1] < question.points),
    )


def _plain(points: Fraction) -> Fraction | int:
    """Return whole points as a whole number: millions of them are added."""
    return points.numerator if points.denominator == 1 else points


def _mistakes(question: Question) -> list[Answer]:
    match question:
        case OneChoice():
            return [(option.id,) for option in question.options if not option.is_right]
        case SeveralChoices():
            return _badly_chosen(question)
        case TrueFalse():
            return [("false" if question.is_true else "true",)]
        case Number() | GeneratedNumber():
            return _miscalculated(question)
        case Matching() | Ordering() | Categorising():
            return _mixed_up(question)
        case GapFill():
            return _wrongly_filled(question)
        case ShortAnswer() | LongAnswer() | FileUpload():
            return [("not sure",), ("I would have to look it up",)]
        case _ as unreachable:
            assert_never(unreachable)


def _badly_chosen(question: SeveralChoices) -> list[Answer]:
    """Return answers with one right option left out, with a wrong one besides, and with a wrong one alone."""
    right = list(question.right_answer)
    others = [option.id for option in question.options if not option.is_right]
    chosen = [set(right[1:]), *({*right, other} for other in others), *({other} for other in others)]
    # In the order written, as the form gives them.
    return [tuple(option.id for option in question.options if option.id in some) for some in chosen if some]


def _miscalculated(question: Number | GeneratedNumber) -> list[Answer]:
    """Return answers with a point misplaced, a half and something added."""
    asked = question.drawn(0) if isinstance(question, GeneratedNumber) else question
    wrong = (asked.value * 10, asked.value / 2, asked.value + 1 + asked.tolerance)
    return [(f"{value.normalize():f}",) for value in wrong if value != Decimal(0)]


def _mixed_up(question: Matching | Ordering | Categorising) -> list[Answer]:
    """Return answers with two lines exchanged, with each line one further, and with one line left out."""
    lines = [value.partition("=") for value in question.right_answer]
    keys, choices = [line[0] for line in lines], [line[2] for line in lines]
    orders = ([*choices[1::-1], *choices[2:]], [*choices[1:], choices[0]])
    mixed = [tuple(f"{key}={choice}" for key, choice in zip(keys, order, strict=True)) for order in orders]
    return [*mixed, question.right_answer[1:]]


def _wrongly_filled(question: GapFill) -> list[Answer]:
    """Return answers with one gap after another filled wrongly."""
    answers = []
    for gap, right in enumerate(question.right_answer):
        wrong = [choice.value for choice in question.choices(gap, 0) if choice.value != right]
        filled = list(question.right_answer)
        filled[gap] = wrong[0] if wrong else "not sure"
        answers.append(tuple(filled))
    return answers
