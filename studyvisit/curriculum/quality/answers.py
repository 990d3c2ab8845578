"""Whether questions offer enough to choose from and explain every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.quality.texts import questions_of
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

# Fewer than three make guessing easy, more are not read: Haladyna, Downing and Rodriguez, 2002.
ONE_CHOICE = (3, 6)
SEVERAL_CHOICES = (4, 8)


def check_answers(module: Module) -> Iterator[Finding]:
    """Yield the questions of a module with too few or too many options or an answer that nothing explains."""
    for question in questions_of(module):
        for message in (*_count(question), *_unexplained(question)):
            yield Finding(module.slug, question.id, f"question {question.id}", message)


def _count(question: Question) -> Iterator[str]:
    if isinstance(question, OneChoice | SeveralChoices):
        least, most = ONE_CHOICE if isinstance(question, OneChoice) else SEVERAL_CHOICES
        if not least <= len(question.options) <= most:
            yield f"has {len(question.options)} options: write from {least} to {most}"


def _unexplained(question: Question) -> Iterator[str]:
    match question:
        case OneChoice() | SeveralChoices():
            silent = [option.id for option in question.options if not option.feedback]
        case TrueFalse():
            explained = (question.feedback_if_true, question.feedback_if_false)
            names = ("true", "false")
            silent = [
                name for name, text in zip(names, explained, strict=True) if not (text or question.feedback)
            ]
        case (
            Number()
            | GeneratedNumber()
            | ShortAnswer()
            | Matching()
            | Ordering()
            | Categorising()
            | GapFill()
        ):
            silent = [] if question.feedback else ["the answer"]
        case LongAnswer() | FileUpload():
            silent = []  # whoever marks it says what there is to say
        case _ as unreachable:
            assert_never(unreachable)
    if silent:
        yield f"says nothing about {', '.join(silent)}: write feedback that teaches, in a line with `>`"
