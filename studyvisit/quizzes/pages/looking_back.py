"""A question of an attempt as the person may look back at it now."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from flask_babel import gettext as _

from studyvisit.curriculum.content import Quiz, Shown
from studyvisit.curriculum.questions import (
    Mark,
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
from studyvisit.quizzes.pages.papers import NO_PAPER, as_marked, files_of
from studyvisit.quizzes.pages.words import points_words
from studyvisit.quizzes.queries import Sitting
from studyvisit.quizzes.rules.correcting import Correction, Remedy, corrected, may_take_key
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.questions import QuestionView, outcome_of


def seen_view(
    sitting: Sitting, quiz: Quiz, number: int, question: Question, setting: str, sight: Sight
) -> QuestionView:
    """Return a question that can no longer be answered: of a finished attempt, or checked in the open one."""
    at = sitting.attempt.submitted_at
    response = sitting.responses.get(question.id)
    answer = tuple(response.answer) if response else ()
    earned = mark_of(sitting, question)
    correction = sitting.corrections.by_question.get(question.id)
    question = _as_corrected(question, sitting.attempt, correction)
    # What was wrong with a question may well be what its feedback and its key say.
    explains = correction is None or correction.remedy is Remedy.KEY
    paper = sitting.papers.get(question.id, NO_PAPER)
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
        outcome=outcome_of(earned, answer)
        if earned.available and (sight.shows(Shown.OUTCOME, at) or not answer)
        else None,
        points=points_words(earned.points, earned.available)
        if earned.available and sight.shows(Shown.MARKS, at)
        else "",
        show_feedback=explains and sight.shows_feedback(question, at, is_right=earned.is_right),
        show_answer=explains and sight.shows(Shown.ANSWERS, at),
        note=_note_of(correction),
    )
    if not explains:
        return replace(view, files=files_of(paper))
    return as_marked(
        view,
        paper,
        shows_marks=sight.shows(Shown.MARKS, at),
        shows_feedback=sight.shows(Shown.FEEDBACK, at),
    )


def mark_of(sitting: Sitting, question: Question) -> Mark:
    """Return what the answer to a question, as the attempt asked it, earns now; of 0 points if it was dropped."""
    response = sitting.responses.get(question.id)
    answer = tuple(response.answer) if response else ()
    correction = sitting.corrections.by_question.get(question.id)
    return corrected(question, sitting.attempt.seed, answer, mark(question, answer), correction)


def _as_corrected(question: Question, attempt: Attempt, correction: Correction | None) -> Question:
    """Return the question by which its answer is marked now."""
    key = correction.question if correction and correction.remedy is Remedy.KEY else None
    return drawn(key, attempt.seed) if key is not None and may_take_key(question, key) else question


def _note_of(correction: Correction | None) -> str:
    """Return what was done about a question, for whoever looks back at it."""
    if correction is None:
        return ""
    match correction.remedy:
        case Remedy.KEY:
            return _("This question was corrected, and your answer is marked by the corrected one.")
        case Remedy.DROP:
            return _("This question was taken out: it counts for nobody.")
        case Remedy.CREDIT:
            return _("This question was at fault: everyone has its points.")
        case _never as unreachable:
            assert_never(unreachable)


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
