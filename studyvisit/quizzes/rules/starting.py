"""Whether and when an attempt may be started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from studyvisit.curriculum.content import Forms, QuizRules, QuizWindow
from studyvisit.quizzes.rules import attempts_left

ALWAYS = QuizWindow()


class Refusal(StrEnum):
    """Why no attempt may be started now."""

    NOT_OPEN_YET = "quiz-not-open-yet"
    CLOSED = "quiz-closed"
    NONE_LEFT = "attempts-exhausted"
    TOO_SOON = "attempt-too-soon"
    NO_LONGER_BEFORE = "no-longer-before"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a trainer has granted one person at one quiz: more seconds for each attempt, and more attempts."""

    extra_seconds: int = 0
    extra_attempts: int = 0


NOTHING_MORE = Allowed()


def next_at(rules: QuizRules, ended: Sequence[datetime]) -> datetime | None:
    """Return from when on the next attempt may be started, given when those before ended; None without a wait."""
    if rules.wait is None or not ended:
        return None
    return max(ended) + timedelta(seconds=rules.wait)


def refusal(
    rules: QuizRules,
    *,
    ended: Sequence[datetime],
    allowed: Allowed,
    window: QuizWindow,
    now: datetime,
) -> Refusal | None:
    """Return why the next attempt may not be started, given when those before ended; None when it may."""
    if window.closes is not None and now >= window.closes:
        return Refusal.CLOSED
    if attempts_left(rules, len(ended), allowed.extra_attempts) == 0:
        return Refusal.NONE_LEFT
    if window.opens is not None and now < window.opens:
        return Refusal.NOT_OPEN_YET
    earliest = next_at(rules, ended)
    return Refusal.TOO_SOON if earliest is not None and now < earliest else None


def refusal_before(
    rules: QuizRules, *, has_read_all: bool, has_begun_quiz: bool, window: QuizWindow, now: datetime
) -> Refusal | None:
    """Return why the check before a module may not be started; None when it may."""
    if rules.forms is not Forms.BEFORE_AFTER or has_read_all or has_begun_quiz:
        return Refusal.NO_LONGER_BEFORE
    return Refusal.CLOSED if window.closes is not None and now >= window.closes else None
