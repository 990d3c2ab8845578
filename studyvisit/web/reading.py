"""The text of a lesson as it is read: by participants once it is published, by trainers while they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from studyvisit.curriculum.content import Check, Lesson
from studyvisit.curriculum.questions import Question, drawn, mark, read_answer
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.web.figures import Figure, figure_of
from studyvisit.web.pages import Page
from studyvisit.web.questions import Outcome, QuestionView, outcome_of, settings_of, unreadable_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A check as it stands: unanswered, or answered in this very address."""

    id: str
    questions: tuple[QuestionView, ...]
    is_answered: bool
    kind: str = "check"


@dataclass(frozen=True, kw_only=True)
class LessonBody(Page):
    """A lesson's title, objective, prose, figures and checks: what is alike for everyone."""

    template: ClassVar[str] = "web/lesson_body.html"

    objective: str
    blocks: tuple[Figure | CheckView, ...]


def body_of(lesson: Lesson, answers: Callable[[str], list[str]]) -> str:
    """Return a lesson as the HTML of its reader; `answers` gives what was answered to a question of a check."""
    return LessonBody(
        title=lesson.title,
        objective=lesson.objective,
        blocks=blocks_of(lesson, answers, unreadable_words),
    ).render()


def blocks_of(
    lesson: Lesson, answers: Callable[[str], list[str]], says: Callable[[], Mapping[str, str]]
) -> tuple[Figure | CheckView, ...]:
    """Return a lesson's prose, figures and checks; `answers` gives what the address says was answered to a question.

    `says` gives the words for an answer that cannot be read, by its code.
    """
    return tuple(
        _check(block, answers, says) if isinstance(block, Check) else figure_of(block)
        for block in lesson.body
    )


def _check(
    check: Check, answers: Callable[[str], list[str]], says: Callable[[], Mapping[str, str]]
) -> CheckView:
    asked = any(answers(question.id) for question in check.questions)
    views = tuple(
        replace(_question(question, number, answers(question.id), asked, says), setting=setting)
        for number, (question, setting) in enumerate(
            zip(check.questions, settings_of(check.questions), strict=True), start=1
        )
    )
    return CheckView(id=check.id, questions=views, is_answered=asked)


def _question(
    question: Question, number: int, values: list[str], asked: bool, says: Callable[[], Mapping[str, str]]
) -> QuestionView:
    question = drawn(question, 0)
    error, answer = "", tuple(values)
    try:
        answer = read_answer(question, values)
    except UnreadableAnswer as unreadable:
        error = says()[unreadable.code]
    outcome = None
    if asked and not error:
        outcome = outcome_of(mark(question, answer), answer)
    told = outcome not in (None, Outcome.UNANSWERED)
    return QuestionView(
        question=question,
        field=question.id,
        number=number,
        answer=answer,
        outcome=outcome,
        error=error,
        show_feedback=told,
        show_answer=False,
        is_graded=False,
    )
