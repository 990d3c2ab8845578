"""The page of a finished attempt: what it earned, as far as the review rule lets the person see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module, Quiz
from studyvisit.curriculum.questions import Answer, Mark, Question, mark
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes import rules
from studyvisit.quizzes.forms import field_of
from studyvisit.quizzes.pages.attempt import asked_of, levels_of, options_of
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.words import (
    calibration_words,
    counting_words,
    points_words,
    remark_words,
    score_words,
)
from studyvisit.quizzes.queries import AttemptSummary, Sitting
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import Outcome, QuestionView, outcome_of, settings_of


@dataclass(frozen=True, kw_only=True)
class ResultPage(Page):
    """What an attempt earned, as far as the review rule lets the person see."""

    template: ClassVar[str] = "quizzes/result.html"

    crumbs: tuple[Crumb, ...]
    attempt_id: str
    quiz: Quiz
    number: int
    submitted_at: datetime
    by_clock: bool
    has_passed: bool
    score: str
    counting: str
    left: int | None
    questions: tuple[QuestionView, ...]
    has_late_answers: bool
    calibration: tuple[str, ...]
    remark: str
    quiz_url: str
    module_url: str


def result_page(sitting: Sitting, module: Module, attempts: Sequence[AttemptSummary]) -> ResultPage:
    """Return the page of a finished attempt, of someone with these attempts at the quiz."""
    quiz, attempt = module.quiz, sitting.attempt
    assert attempt.submitted_at
    assert attempt.points is not None
    assert attempt.available is not None
    has_passed = any(other.passed for other in attempts)
    shows_marks = rules.may_see(quiz.rules.review.marks, has_passed=has_passed)
    levels = _calibration_of(sitting, quiz) if shows_marks else ()
    where: dict[str, Any] = {"cohort": sitting.cohort_slug, "module_slug": module.slug}
    return ResultPage(
        title=_("Your result"),
        crumbs=crumbs_of(sitting.cohort_slug, module, with_quiz=True),
        attempt_id=str(attempt.id),
        quiz=quiz,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        by_clock=attempt.submitted_at == attempt.due_at,
        has_passed=has_passed,
        score=score_words(attempt.points, attempt.available) if shows_marks else "",
        counting=counting_words(attempts, quiz, has_passed=has_passed) if len(attempts) > 1 else "",
        left=rules.attempts_left(quiz.rules, len(attempts)),
        questions=_result_views(sitting, quiz, has_passed=has_passed),
        has_late_answers=bool(sitting.late),
        calibration=tuple(calibration_words(level) for level in levels),
        remark=remark_words(levels),
        quiz_url=url_for(".quiz", **where),
        module_url=url_for("completion.module", **where),
    )


def _calibration_of(sitting: Sitting, quiz: Quiz) -> tuple[rules.Calibration, ...]:
    """Return how well the person judged their answers, of those whose certainty they said."""
    told = []
    for _number, question in asked_of(sitting.attempt, quiz):
        response = sitting.responses.get(question.id)
        if response is not None and response.answer and response.certainty is not None:
            earned = mark(question, tuple(response.answer))
            told.append((rules.Certainty(response.certainty), earned.is_right))
    return rules.calibration(told)


def _result_views(sitting: Sitting, quiz: Quiz, *, has_passed: bool) -> tuple[QuestionView, ...]:
    review = quiz.rules.review
    shows_marks = rules.may_see(review.marks, has_passed=has_passed)
    views = []
    asked = asked_of(sitting.attempt, quiz)
    settings = settings_of(question for _number, question in asked)
    for (number, question), setting in zip(asked, settings, strict=True):
        response = sitting.responses.get(question.id)
        answer = tuple(response.answer) if response else ()
        earned = mark(question, answer)
        views.append(
            QuestionView(
                question=question,
                field=field_of(number),
                number=number,
                answer=answer,
                options=options_of(question, sitting.attempt, quiz),
                seed=sitting.attempt.seed,
                setting=setting,
                is_open=False,
                certainties=levels_of(question, quiz, response.certainty if response else None),
                outcome=_outcome_of(question, earned, answer, shows_marks=shows_marks),
                points=points_words(earned.points, earned.available)
                if shows_marks and not isinstance(question, MarkedByPerson)
                else "",
                show_feedback=rules.may_see_feedback(
                    question, review, is_right=earned.is_right, has_passed=has_passed
                ),
                show_answer=rules.may_see(review.answers, has_passed=has_passed),
            )
        )
    return tuple(views)


def _outcome_of(question: Question, earned: Mark, answer: Answer, *, shows_marks: bool) -> Outcome | None:
    """Return what became of an answer, as far as it may be seen; that one waits for a person may be."""
    if answer and isinstance(question, MarkedByPerson):
        return Outcome.WAITING
    return outcome_of(earned, answer) if shows_marks or not answer else None
