"""The page of a finished attempt: what it earned, as far as the review rule lets the person see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module, Moment, Quiz, Review, Shown
from studyvisit.curriculum.questions import mark
from studyvisit.quizzes import rules
from studyvisit.quizzes.pages.certainty import calibration_words, remark_words
from studyvisit.quizzes.pages.looking_back import asked_of, seen_view
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.words import counting_words, score_words, waiting_words
from studyvisit.quizzes.queries import AttemptSummary, Sitting
from studyvisit.quizzes.rules.certainty import Calibration, Certainty, calibration
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import QuestionView, settings_of


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
    waiting: str
    counting: str
    left: int | None
    questions: tuple[QuestionView, ...]
    marks_hidden: str
    answers_hidden: str
    has_late_answers: bool
    calibration: tuple[str, ...]
    remark: str
    quiz_url: str
    module_url: str


def result_page(
    sitting: Sitting,
    module: Module,
    attempts: Sequence[AttemptSummary],
    *,
    closes_at: datetime | None,
    now: datetime,
) -> ResultPage:
    """Return the page of a finished attempt, of someone with these attempts at the quiz that closes then."""
    quiz, attempt = module.quiz, sitting.attempt
    assert attempt.submitted_at
    assert attempt.points is not None
    assert attempt.available is not None
    has_passed = any(other.passed for other in attempts)
    review, at = quiz.rules.review, attempt.submitted_at
    sight = Sight(review=review, closes_at=closes_at, has_passed=has_passed, now=now)
    shows_marks, shows_answers = sight.shows(Shown.MARKS, at), sight.shows(Shown.ANSWERS, at)
    levels = _calibration_of(sitting, quiz) if sight.shows(Shown.OUTCOME, at) else ()
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
        waiting=waiting_words(attempt.unmarked),
        counting=counting_words(attempts, quiz, sight) if len(attempts) > 1 else "",
        left=rules.attempts_left(quiz.rules, len(attempts)),
        questions=_result_views(sitting, quiz, sight),
        marks_hidden="" if shows_marks else _hidden_words(review, Shown.MARKS),
        answers_hidden="" if shows_answers else _hidden_words(review, Shown.ANSWERS),
        has_late_answers=bool(sitting.late),
        calibration=tuple(calibration_words(level) for level in levels),
        remark=remark_words(levels),
        quiz_url=url_for(".quiz", **where),
        module_url=url_for("completion.module", **where),
    )


def _calibration_of(sitting: Sitting, quiz: Quiz) -> tuple[Calibration, ...]:
    """Return how well the person judged their answers, of those whose certainty they said."""
    told = []
    for _number, question in asked_of(sitting.attempt, quiz):
        response = sitting.responses.get(question.id)
        if response is not None and response.answer and response.certainty is not None:
            earned = mark(question, tuple(response.answer))
            told.append((Certainty(response.certainty), earned.is_right))
    return calibration(told)


def _result_views(sitting: Sitting, quiz: Quiz, sight: Sight) -> tuple[QuestionView, ...]:
    if not sight.shows(Shown.OWN, sitting.attempt.submitted_at):
        return ()
    asked = asked_of(sitting.attempt, quiz)
    settings = settings_of(question for _number, question in asked)
    return tuple(
        seen_view(sitting, quiz, number, question, setting, sight)
        for (number, question), setting in zip(asked, settings, strict=True)
    )


def _hidden_words(review: Review, shown: Shown) -> str:
    """Return when what is hidden now will be shown: the marks or the right answers."""
    are_marks, moments = shown is Shown.MARKS, review.moments(shown)
    if Moment.AFTER_PASS in moments:
        if are_marks:
            return _("Marks are shown once you have passed.")
        return _("The right answers are shown once you have passed.")
    if Moment.AFTER_CLOSE in moments:
        if are_marks:
            return _("Marks are shown once the quiz has closed.")
        return _("The right answers are shown once the quiz has closed.")
    return _("Marks are not shown for this quiz.") if are_marks and not moments else ""
