"""The page before a quiz: its rules, the attempts so far and the way into the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.curriculum.content import Module, Quiz, QuizWindow, Reveal, Review, Shown, Wave
from studyvisit.quizzes import rules
from studyvisit.quizzes.pages.rule_words import Term, refusal_words, span_words, terms_of
from studyvisit.quizzes.pages.words import (
    counting_words,
    duration_words,
    heading_words,
    moments_words,
    score_words,
)
from studyvisit.quizzes.queries import AttemptSummary, QuizRecord
from studyvisit.quizzes.rules import asking
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.quizzes.services import refusal_of
from studyvisit.web.languages import InLanguage, in_language
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One attempt in the list of those taken; `score` is empty where marks may not be shown.

    An attempt that `waits` has answers which nobody has marked yet.
    """

    words: str
    url: str
    started_at: datetime
    is_open: bool
    score: str
    waits: bool


@dataclass(frozen=True, kw_only=True)
class QuizPage(Page):
    """The rules in words, the attempts so far and the way into the next."""

    template: ClassVar[str] = "quizzes/quiz.html"

    crumbs: tuple[Crumb, ...]
    quiz: Quiz
    shown: InLanguage
    asked: int
    pool: int
    fewest_points: int
    most_points: int
    limit: str
    grace: str
    wait: str
    terms: tuple[Term, ...]
    attempts: tuple[AttemptRow, ...]
    left: int | None
    most_attempts: int | None
    may_start: bool
    is_first: bool
    refusal: str
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
    record: QuizRecord,
    *,
    key: str,
    now: datetime,
    window: QuizWindow,
    zone: str,
) -> QuizPage:
    """Return the page of a quiz for someone with that record, open in that window of a programme's `zone`."""
    quiz, granted = module.quiz, record.allowed
    why_not = refusal_of(quiz, record, Wave.POST, window, now)
    points = [question.points for question in quiz.questions]
    asked, pool = asking.count_of(quiz)
    running = next((attempt for attempt in record.attempts if attempt.submitted_at is None), None)
    sight = Sight(review=quiz.rules.review, closes_at=window.closes, has_passed=record.has_passed, now=now)
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module.slug}
    limit = quiz.rules.time_limit
    return QuizPage(
        title=quiz.title,
        crumbs=crumbs_of(cohort, module, with_quiz=False),
        quiz=quiz,
        shown=in_language(
            quiz.language,
            [language for language, words in module.translations.items() if words.quiz],
            is_behind=quiz.is_behind,
        ),
        asked=asked,
        pool=pool,
        fewest_points=min(points, default=0),
        most_points=max(points, default=0),
        limit=duration_words(limit + granted.extra_seconds) if limit else "",
        grace=span_words(quiz.rules.grace) if quiz.rules.grace else "",
        wait=span_words(quiz.rules.wait) if quiz.rules.wait else "",
        terms=terms_of(quiz, record, window, zone),
        attempts=_rows(record, sight),
        left=rules.attempts_left(quiz.rules, len(record.attempts), granted.extra_attempts),
        most_attempts=rules.attempts_left(quiz.rules, 0, granted.extra_attempts),
        may_start=why_not is None,
        is_first=not record.attempts,
        refusal=refusal_words(why_not, quiz.rules, record, window, zone),
        open_url=url_for(".resume", attempt_id=running.id) if running else "",
        open_is_over=running is not None and rules.is_time_up(running.due_at, now),
        has_passed=record.has_passed,
        counting=counting_words(record.attempts, quiz, sight),
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


def _rows(record: QuizRecord, sight: Sight) -> tuple[AttemptRow, ...]:
    before = replace(sight, review=asking.review_before(sight.review))
    rows = [_row(attempt, sight) for attempt in record.attempts]
    return (*([_row(record.before, before)] if record.before else ()), *rows)


def _row(attempt: AttemptSummary, sight: Sight) -> AttemptRow:
    return AttemptRow(
        words=heading_words(attempt),
        url=url_for(".attempt", attempt_id=attempt.id),
        started_at=attempt.started_at,
        is_open=attempt.submitted_at is None,
        score=score_words(attempt.points, attempt.available)
        if sight.shows(Shown.MARKS, attempt.submitted_at)
        and attempt.points is not None
        and attempt.available is not None
        else "",
        waits=attempt.unmarked > 0,
    )
