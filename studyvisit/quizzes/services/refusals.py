"""What is said to who may not start an attempt: one error for each reason."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from studyvisit.curriculum.content import Quiz, QuizWindow, Wave
from studyvisit.errors import Conflict
from studyvisit.quizzes.queries import QuizRecord
from studyvisit.quizzes.rules.starting import Refusal, refusal, refusal_before


class MayNotStart(Conflict):
    """The rules of the quiz do not let the person start an attempt now."""

    code: ClassVar[str] = "may-not-start"

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class AttemptsExhausted(MayNotStart):
    """The person has used every attempt the quiz allows."""

    code: ClassVar[str] = Refusal.NONE_LEFT


class NotOpen(MayNotStart):
    """The quiz is not open yet in this programme."""

    code: ClassVar[str] = Refusal.NOT_OPEN_YET


class Closed(MayNotStart):
    """The quiz has closed in this programme."""

    code: ClassVar[str] = Refusal.CLOSED


class TooSoon(MayNotStart):
    """The time between two attempts is not over."""

    code: ClassVar[str] = Refusal.TOO_SOON


class NoLongerBefore(MayNotStart):
    """It is too late for a check before the module, or the module has none."""

    code: ClassVar[str] = Refusal.NO_LONGER_BEFORE


_REFUSALS = {
    Refusal.NONE_LEFT: AttemptsExhausted,
    Refusal.NOT_OPEN_YET: NotOpen,
    Refusal.CLOSED: Closed,
    Refusal.TOO_SOON: TooSoon,
    Refusal.NO_LONGER_BEFORE: NoLongerBefore,
}


def refusal_of(
    quiz: Quiz, record: QuizRecord, wave: Wave, window: QuizWindow, now: datetime
) -> Refusal | None:
    """Return why someone with that record may not start an attempt now; None when they may."""
    if wave is Wave.PRE:
        return refusal_before(
            quiz.rules,
            has_read_all=record.has_read_all,
            has_begun_quiz=bool(record.attempts),
            window=window,
            now=now,
        )
    return refusal(quiz.rules, ended=record.ended, allowed=record.allowed, window=window, now=now)


def ensure_may_start(quiz: Quiz, record: QuizRecord, wave: Wave, window: QuizWindow, now: datetime) -> None:
    """Raise the MayNotStart that says why no attempt may be started now, if there is a reason."""
    why = refusal_of(quiz, record, wave, window, now)
    if why is not None:
        raise _REFUSALS[why](why)
