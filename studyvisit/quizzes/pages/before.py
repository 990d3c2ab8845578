"""The check before a module: what it is, and what a person knew already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module, QuizWindow, Shown, Wave
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.result import views_of
from studyvisit.quizzes.pages.words import duration_words, score_words
from studyvisit.quizzes.queries import QuizRecord, Sitting
from studyvisit.quizzes.rules import asking
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.quizzes.services import refusal_of
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import QuestionView


@dataclass(frozen=True, kw_only=True)
class BeforePage(Page):
    """What the check before a module is, and the way into it: `open_url` leads on, `done_url` to its result."""

    template: ClassVar[str] = "quizzes/before.html"

    crumbs: tuple[Crumb, ...]
    asked: int
    limit: str
    may_start: bool
    open_url: str
    done_url: str
    start_url: str
    module_url: str
    key: str


@dataclass(frozen=True, kw_only=True)
class BeforeResultPage(Page):
    """What a person knew before a module; right answers stay hidden until the quiz is passed."""

    template: ClassVar[str] = "quizzes/before_result.html"

    crumbs: tuple[Crumb, ...]
    attempt_id: str
    submitted_at: datetime
    score: str
    has_passed: bool
    questions: tuple[QuestionView, ...]
    has_late_answers: bool
    module_url: str


def before_page(
    cohort: str, module: Module, record: QuizRecord, *, key: str, window: QuizWindow, now: datetime
) -> BeforePage:
    """Return the page of the check before a module for someone with that record at its quiz."""
    quiz, made = module.quiz, record.before
    asked, _pool = asking.count_of(quiz)
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module.slug}
    limit = quiz.rules.time_limit
    is_open = made is not None and made.submitted_at is None
    return BeforePage(
        title=_("What do you know already?"),
        crumbs=crumbs_of(cohort, module, with_quiz=False),
        asked=asked,
        limit=duration_words(limit + record.allowed.extra_seconds) if limit else "",
        may_start=made is None and refusal_of(quiz, record, Wave.PRE, window, now) is None,
        open_url=url_for(".resume", attempt_id=made.id) if made and is_open else "",
        done_url=url_for(".attempt", attempt_id=made.id) if made and not is_open else "",
        start_url=url_for(".start_before", **where),
        module_url=url_for("completion.module", **where),
        key=key,
    )


def before_result_page(
    sitting: Sitting, module: Module, record: QuizRecord, *, closes_at: datetime | None, now: datetime
) -> BeforeResultPage:
    """Return the page of a check before a module that was handed in; the module's quiz is as that wave sits it."""
    attempt = sitting.attempt
    assert attempt.submitted_at
    assert attempt.points is not None
    assert attempt.available is not None
    review = module.quiz.rules.review
    sight = Sight(review=review, closes_at=closes_at, has_passed=record.has_passed, now=now)
    shows_marks = sight.shows(Shown.MARKS, attempt.submitted_at)
    return BeforeResultPage(
        title=_("What you knew already"),
        crumbs=crumbs_of(sitting.cohort_slug, module, with_quiz=False),
        attempt_id=str(attempt.id),
        submitted_at=attempt.submitted_at,
        score=score_words(attempt.points, attempt.available) if shows_marks else "",
        has_passed=record.has_passed,
        questions=views_of(sitting, module.quiz, sight),
        has_late_answers=bool(sitting.late),
        module_url=url_for("completion.module", cohort=sitting.cohort_slug, module_slug=module.slug),
    )
