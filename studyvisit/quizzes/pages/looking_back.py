"""A question of an attempt as the person may look back at it now."""

from __future__ import annotations

from studyvisit.curriculum.content import Quiz, Shown
from studyvisit.curriculum.questions import (
    OneChoice,
    Option,
    Question,
    SeveralChoices,
    drawn,
    mark,
)
from studyvisit.quizzes import rules
from studyvisit.quizzes.forms import field_of
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.pages.certainty import levels_of
from studyvisit.quizzes.pages.papers import NO_PAPER, as_marked
from studyvisit.quizzes.pages.words import points_words
from studyvisit.quizzes.queries import Sitting
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.questions import QuestionView, outcome_of


def seen_view(
    sitting: Sitting, quiz: Quiz, number: int, question: Question, setting: str, sight: Sight
) -> QuestionView:
    """Return a question that can no longer be answered: of a finished attempt, or checked in the open one."""
    at = sitting.attempt.submitted_at
    response = sitting.responses.get(question.id)
    answer = tuple(response.answer) if response else ()
    earned = mark(question, answer)
    view = QuestionView(
        question=question,
        field=field_of(number),
        number=number,
        answer=answer,
        options=options_of(question, sitting.attempt, quiz),
        seed=sitting.attempt.seed,
        setting=setting,
        is_open=False,
        certainties=levels_of(question, quiz, response.certainty if response else None),
        outcome=outcome_of(earned, answer) if sight.shows(Shown.OUTCOME, at) or not answer else None,
        points=points_words(earned.points, earned.available) if sight.shows(Shown.MARKS, at) else "",
        show_feedback=sight.shows_feedback(question, at, is_right=earned.is_right),
        show_answer=sight.shows(Shown.ANSWERS, at),
    )
    return as_marked(
        view,
        sitting.papers.get(question.id, NO_PAPER),
        shows_marks=sight.shows(Shown.MARKS, at),
        shows_feedback=sight.shows(Shown.FEEDBACK, at),
    )


def asked_of(attempt: Attempt, quiz: Quiz) -> list[tuple[int, Question]]:
    """Return the questions of an attempt in order, each with its number, as this attempt asks them."""
    asked = [quiz.question(str(question_id)) for question_id in attempt.question_ids]
    return [
        (number, drawn(question, attempt.seed))
        for number, question in enumerate(asked, start=1)
        if question is not None
    ]


def options_of(question: Question, attempt: Attempt, quiz: Quiz) -> tuple[Option, ...]:
    """Return the options of a question in the order in which this attempt shows them."""
    if not isinstance(question, OneChoice | SeveralChoices):
        return ()
    return rules.options_in_order(question.id, question.options, attempt.seed, shuffle=quiz.rules.shuffle)
