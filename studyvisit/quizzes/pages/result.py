"""The page of a finished attempt: what it earned, as far as the review rule lets the person see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module, Moment, Quiz, Review, Shown
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import RegradeChange
from studyvisit.quizzes.pages.certainty import calibration_words, remark_words
from studyvisit.quizzes.pages.looking_back import asked_of, mark_of, seen_view
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.papers import may_still_pass
from studyvisit.quizzes.pages.practice import with_practice
from studyvisit.quizzes.pages.words import counting_words, percent_words, score_words, waiting_words
from studyvisit.quizzes.queries import QuizRecord, Sitting
from studyvisit.quizzes.rules import exact, percent_of
from studyvisit.quizzes.rules.certainty import Calibration, Certainty, calibration
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import QuestionView, settings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    """What was corrected in an attempt after it was handed in, why, and what that did to its score."""

    what: str
    reason: str
    effect: str


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
    is_undecided: bool
    counting: str
    left: int | None
    questions: tuple[QuestionView, ...]
    marks_hidden: str
    answers_hidden: str
    has_late_answers: bool
    calibration: tuple[str, ...]
    remark: str
    notes: tuple[CorrectionNote, ...]
    quiz_url: str
    module_url: str
    calibration_url: str


def result_page(
    sitting: Sitting,
    module: Module,
    record: QuizRecord,
    *,
    closes_at: datetime | None,
    now: datetime,
) -> ResultPage:
    """Return the page of a finished attempt, of someone with that record at the quiz that closes then."""
    quiz, attempt, attempts = module.quiz, sitting.attempt, record.attempts
    assert attempt.submitted_at
    assert attempt.points is not None
    assert attempt.available is not None
    has_passed = record.has_passed
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
        is_undecided=not has_passed and may_still_pass(sitting, quiz),
        counting=counting_words(attempts, quiz, sight) if len(attempts) > 1 else "",
        left=rules.attempts_left(quiz.rules, len(attempts), record.allowed.extra_attempts),
        questions=with_practice(views_of(sitting, quiz, sight), quiz, attempt, record),
        marks_hidden="" if shows_marks else _hidden_words(review, Shown.MARKS),
        answers_hidden="" if shows_answers else _hidden_words(review, Shown.ANSWERS),
        has_late_answers=bool(sitting.late),
        calibration=tuple(calibration_words(level) for level in levels),
        remark=remark_words(levels),
        notes=_notes(sitting, shows_marks=shows_marks),
        quiz_url=url_for(".quiz", **where),
        module_url=url_for("completion.module", **where),
        calibration_url=url_for("calibration.calibration", **where),
    )


def _notes(sitting: Sitting, *, shows_marks: bool) -> tuple[CorrectionNote, ...]:
    numbers = {question_id: n for n, question_id in enumerate(sitting.attempt.question_ids, start=1)}
    return tuple(
        CorrectionNote(
            what=_(
                "On %(day)s question %(number)s was corrected.",
                day=format_date(regrade.declared_at, "long"),
                number=numbers[regrade.question_id],
            ),
            reason=regrade.reason,
            effect=_effect_words(change, shows_marks=shows_marks),
        )
        for regrade, change in sitting.corrections.changes
        if regrade.question_id in numbers
    )


def _effect_words(change: RegradeChange, *, shows_marks: bool) -> str:
    """Return what a correction did to a score, as far as marks may be seen, and to the pass."""
    before = percent_of(exact(change.points_before), change.available_before)
    after = percent_of(exact(change.points_after), change.available_after)
    told = []
    if shows_marks:
        words = {"before": percent_words(before), "after": percent_words(after)}
        if words["before"] == words["after"]:
            told.append(_("Your score is still %(after)s.", **words))
        elif after > before:
            told.append(_("Your score rose from %(before)s to %(after)s.", **words))
        else:
            told.append(_("Your score fell from %(before)s to %(after)s.", **words))
    if change.passed_after and not change.passed_before:
        told.append(_("With that you have passed."))
    if change.keeps_pass:
        told.append(_("You had passed, and that stays."))
    return " ".join(told)


def _calibration_of(sitting: Sitting, quiz: Quiz) -> tuple[Calibration, ...]:
    """Return how well the person judged their answers, of those whose certainty they said."""
    told = []
    for _number, question in asked_of(sitting.attempt, quiz):
        response = sitting.responses.get(question.id)
        if response is not None and response.answer and response.certainty is not None:
            earned = mark_of(sitting, question)
            if earned.available:
                told.append((Certainty(response.certainty), earned.is_right))
    return calibration(told)


def views_of(sitting: Sitting, quiz: Quiz, sight: Sight) -> tuple[QuestionView, ...]:
    """Return the questions of a finished attempt as far as they may be seen."""
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
