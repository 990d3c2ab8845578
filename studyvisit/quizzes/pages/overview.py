"""The page before a quiz: its rules, the attempts so far and the way into the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.curriculum.content import Module, Quiz, Reveal, Review, Shown
from studyvisit.quizzes import rules
from studyvisit.quizzes.pages.words import counting_words, duration_words, moments_words, score_words
from studyvisit.quizzes.queries import AttemptSummary
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One attempt in the list of those taken; `score` is empty where marks may not be shown."""

    number: int
    url: str
    started_at: datetime
    is_open: bool
    score: str


@dataclass(frozen=True, kw_only=True)
class QuizPage(Page):
    """The rules in words, the attempts so far and the way into the next."""

    template: ClassVar[str] = "quizzes/quiz.html"

    crumbs: tuple[Crumb, ...]
    quiz: Quiz
    asked: int
    fewest_points: int
    most_points: int
    limit: str
    attempts: tuple[AttemptRow, ...]
    left: int | None
    open_url: str
    open_is_over: bool
    has_passed: bool
    counting: str
    afterwards: tuple[tuple[str, str], ...]
    start_url: str
    module_url: str
    key: str


def crumbs_of(cohort: str, module: Module, *, with_quiz: bool) -> tuple[Crumb, ...]:
    """Return the way to a page of a module's quiz."""
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module.slug}
    crumbs = (
        Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
        Crumb(module.title, url_for("completion.module", **where)),
    )
    return (*crumbs, Crumb(module.quiz.title, url_for("quizzes.quiz", **where))) if with_quiz else crumbs


def quiz_page(
    cohort: str,
    module: Module,
    attempts: Sequence[AttemptSummary],
    *,
    key: str,
    now: datetime,
    closes_at: datetime | None,
) -> QuizPage:
    """Return the page of a quiz for someone with these attempts."""
    quiz = module.quiz
    has_passed = any(attempt.passed for attempt in attempts)
    points = [question.points for question in quiz.questions]
    running = attempts[-1] if attempts and attempts[-1].submitted_at is None else None
    sight = Sight(review=quiz.rules.review, closes_at=closes_at, has_passed=has_passed, now=now)
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module.slug}
    return QuizPage(
        title=quiz.title,
        crumbs=crumbs_of(cohort, module, with_quiz=False),
        quiz=quiz,
        asked=quiz.rules.draw or len(quiz.questions),
        fewest_points=min(points, default=0),
        most_points=max(points, default=0),
        limit=duration_words(quiz.rules.time_limit) if quiz.rules.time_limit else "",
        attempts=_rows(attempts, sight),
        left=rules.attempts_left(quiz.rules, len(attempts)),
        open_url=url_for(".resume", attempt_id=running.id) if running else "",
        open_is_over=running is not None and rules.is_time_up(running.due_at, now),
        has_passed=has_passed,
        counting=counting_words(attempts, quiz, sight),
        afterwards=_afterwards(quiz.rules.review),
        start_url=url_for(".start", **where),
        module_url=url_for("completion.module", **where),
        key=key,
    )


def _afterwards(review: Review) -> tuple[tuple[str, str], ...]:
    """Return when each kind is shown; what goes without saying is left out."""
    words = {
        Shown.OWN: _("Your own answers"),
        Shown.OUTCOME: _("Right or wrong"),
        Shown.MARKS: _("Marks"),
        Shown.FEEDBACK: _("Feedback"),
        Shown.ANSWERS: _("Right answers"),
    }
    if review.own == Reveal.AFTER_SUBMIT:
        del words[Shown.OWN]
    if review.moments(Shown.OUTCOME) == review.moments(Shown.MARKS):
        del words[Shown.OUTCOME]
    return tuple((word, moments_words(review, shown)) for shown, word in words.items())


def _rows(attempts: Sequence[AttemptSummary], sight: Sight) -> tuple[AttemptRow, ...]:
    return tuple(
        AttemptRow(
            number=attempt.number,
            url=url_for(".attempt", attempt_id=attempt.id),
            started_at=attempt.started_at,
            is_open=attempt.submitted_at is None,
            score=score_words(attempt.points, attempt.available)
            if sight.shows(Shown.MARKS, attempt.submitted_at)
            and attempt.points is not None
            and attempt.available is not None
            else "",
        )
        for attempt in attempts
    )
