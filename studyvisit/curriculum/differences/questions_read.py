"""A question as trainers read it: its words, its answers and what is right, in the notation of files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from studyvisit.curriculum.questions import (
    GapFill,
    GeneratedNumber,
    Number,
    OneChoice,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
)
from studyvisit.curriculum.questions.ordering import Ordering
from studyvisit.curriculum.questions.pairing import Pairing
from studyvisit.curriculum.questions.rubrics import MarkedByPerson

_BLOCK = re.compile(r"</?(?:p|ul|ol|dl|dt|dd|li|div|table|thead|tbody|tr|td|th|blockquote|pre)(?: [^<>]*)?>")


def html_of_question(question: Question) -> str:
    """Return a question as sanitised HTML, a paragraph for each line of its answers."""
    lines = "".join(f"<p>{line}</p>" for line in _answers(question))
    return question.setting + question.prompt + lines + question.feedback


def _answers(question: Question) -> Iterator[str]:
    match question:
        case OneChoice() | SeveralChoices():
            return _options(question)
        case Number() | GeneratedNumber() | ShortAnswer() | TrueFalse():
            return _keys(question)
        case GapFill():
            return iter(["".join(_filled(question))])
        case Ordering():
            return (f"{number}. {_within(item.html)}" for number, item in enumerate(question.items, start=1))
        case Pairing():
            return _pairs(question)
        case _:
            return _rubric(question)


def _options(question: OneChoice | SeveralChoices) -> Iterator[str]:
    left, right = "()" if isinstance(question, OneChoice) else "[]"
    for option in question.options:
        yield f"{left}{'x' if option.is_right else ' '}{right} {_within(option.html)}"
        if option.feedback:
            yield _within(option.feedback)


def _keys(question: Number | GeneratedNumber | ShortAnswer | TrueFalse) -> Iterator[str]:
    match question:
        case Number():
            yield escape(f"= {question.value} ± {question.tolerance} {question.unit}".rstrip())
        case GeneratedNumber():
            for one in question.parameters:
                yield escape(f"{{{{{one.name}}}}} = {one.first} to {one.last} step {one.step}")
            share = "%" if question.is_percent else ""
            yield escape(f"= {question.formula} ± {question.tolerance}{share} {question.unit}".rstrip())
        case ShortAnswer():
            yield from (escape(f"= {form}") for form in question.accepted)
        case TrueFalse():
            yield f"= {str(question.is_true).lower()}"
            yield from map(_within, filter(None, (question.feedback_if_true, question.feedback_if_false)))


def _filled(question: GapFill) -> Iterator[str]:
    """Yield a text with the right words in its gaps, its paragraphs become one."""
    for place, piece in enumerate(question.pieces):
        yield _within(piece)
        if place < len(question.gaps):
            yield f" [[{escape(question.gaps[place].right)}]] "


def _pairs(question: Pairing) -> Iterator[str]:
    yield from (f"{_within(pair.html)} → {escape(pair.counterpart)}" for pair in question.pairs)
    yield from (f"→ {escape(word)}" for word in question.distractors)


def _rubric(question: MarkedByPerson) -> Iterator[str]:
    for criterion in question.rubric:
        levels = "; ".join(f"{level.points}: {_within(level.html)}" for level in criterion.levels)
        yield f"{_within(criterion.html)}: {levels}"


def _within(html: str) -> str:
    """Return HTML that can stand in a paragraph."""
    return _BLOCK.sub(" ", html).strip()
