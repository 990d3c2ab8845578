"""A question like one that was missed, to be tried as often as one likes; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module, Quiz
from studyvisit.curriculum.questions import (
    Answer,
    GeneratedNumber,
    OneChoice,
    Question,
    SeveralChoices,
    drawn,
    mark,
    read_answer,
)
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.steps import ids_of
from studyvisit.quizzes.queries import QuizRecord, Sitting
from studyvisit.quizzes.rules import asking
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import Outcome, QuestionView, outcome_of, unreadable_words

_MISSED = (Outcome.WRONG, Outcome.PARTLY, Outcome.UNANSWERED)


@dataclass(frozen=True, kw_only=True)
class PracticePage(Page):
    """One question to practise, answered in its own address."""

    template: ClassVar[str] = "quizzes/practice.html"

    crumbs: tuple[Crumb, ...]
    question: QuestionView
    is_answered: bool
    turn: int
    next_url: str
    back_url: str


def with_practice(
    views: Sequence[QuestionView], quiz: Quiz, attempt: Attempt, record: QuizRecord
) -> tuple[QuestionView, ...]:
    """Return the questions of a result, those that may be practised with where to.

    Nobody practises while an attempt at the quiz is open: it may ask the very question.
    """
    return tuple(
        replace(view, practice_url=_url(attempt, view.question.id, 1))
        if may_practise(view, quiz, attempt, record)
        else view
        for view in views
    )


def may_practise(view: QuestionView, quiz: Quiz, attempt: Attempt, record: QuizRecord) -> bool:
    """Return whether a person may practise one like a question of a result, as they see it there."""
    return (
        quiz.rules.practice
        and record.running is None
        and view.outcome in _MISSED
        and bool(_like(quiz, view, attempt))
    )


def _like(quiz: Quiz, missed: QuestionView, attempt: Attempt) -> tuple[Question, ...]:
    """Return what is like a question of a result, of which the page shows one with its numbers drawn."""
    question = quiz.question(missed.question.id)
    return asking.like(quiz, question, ids_of(attempt)) if question is not None else ()


def practice_page(
    sitting: Sitting,
    module: Module,
    missed: QuestionView,
    *,
    turn: int,
    values: Callable[[str], list[str]],
) -> PracticePage:
    """Return the page with the `turn`th question like one that was missed; `values` are those in its address."""
    attempt = sitting.attempt
    found = _like(module.quiz, missed, attempt)
    like = found[(turn - 1) % len(found)]
    question = drawn(like, attempt.seed + turn)
    view = _view(question, attempt.seed + turn, missed.number, values(question.id), module.quiz)
    may_go_on = len(found) > 1 or isinstance(like, GeneratedNumber)
    return PracticePage(
        title=_("One like question %(number)s", number=missed.number),
        crumbs=(
            *crumbs_of(sitting.cohort_slug, module, with_quiz=True),
            Crumb(_("Your result"), url_for(".attempt", attempt_id=attempt.id)),
        ),
        question=view,
        is_answered=view.outcome is not None,
        turn=turn,
        next_url=_url(attempt, missed.question.id, turn + 1) if may_go_on else "",
        back_url=url_for(".attempt", attempt_id=attempt.id, _anchor=missed.field),
    )


def _view(question: Question, seed: int, number: int, values: list[str], quiz: Quiz) -> QuestionView:
    error, answer = "", tuple(values)
    try:
        answer = read_answer(question, values)
    except UnreadableAnswer as unreadable:
        error = unreadable_words()[unreadable.code]
    outcome = _outcome(question, answer) if values and not error else None
    return QuestionView(
        question=question,
        field=question.id,
        number=number,
        answer=answer,
        options=rules.options_in_order(question.id, question.options, seed, shuffle=quiz.rules.shuffle)
        if isinstance(question, OneChoice | SeveralChoices)
        else (),
        seed=seed,
        setting=question.setting,
        outcome=outcome,
        error=error,
        show_feedback=outcome not in (None, Outcome.UNANSWERED),
        is_graded=False,
    )


def _outcome(question: Question, answer: Answer) -> Outcome:
    return outcome_of(mark(question, answer), answer)


def _url(attempt: Attempt, question_id: str, turn: int) -> str:
    return url_for(".practice", attempt_id=attempt.id, question_id=question_id, turn=turn)
