"""The plain words of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import assert_never

from studyvisit.curriculum.content import Check, Module
from studyvisit.curriculum.questions import (
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
)

_TAG = re.compile(r"<[^>]*>")


def plain(html: str) -> str:
    """Return the words of sanitised HTML, with single blanks between them."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def options_of(question: Question) -> tuple[str, ...]:
    """Return what a question offers to choose from or to sort, in plain words."""
    match question:
        case OneChoice() | SeveralChoices():
            return tuple(plain(option.html) for option in question.options)
        case Matching() | Categorising():
            return tuple(plain(pair.html) for pair in question.pairs)
        case Ordering():
            return tuple(plain(item.html) for item in question.items)
        case TrueFalse() | Number() | GeneratedNumber() | ShortAnswer() | GapFill():
            return ()
        case LongAnswer() | FileUpload():
            return ()
        case _ as unreachable:
            assert_never(unreachable)


def right_options_of(question: Question) -> tuple[str, ...]:
    """Return those of a question's options that belong to its right answer, in plain words."""
    if isinstance(question, OneChoice | SeveralChoices):
        return tuple(plain(option.html) for option in question.options if option.is_right)
    return options_of(question)


def questions_of(module: Module) -> Iterator[Question]:
    """Yield the questions of a module's quiz and then those of its checks, in their order."""
    yield from module.quiz.questions
    for lesson in module.lessons:
        for part in lesson.body:
            if isinstance(part, Check):
                yield from part.questions
