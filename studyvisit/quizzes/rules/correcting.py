"""Correcting the past: what an answer earns once its question was declared wrong, and whose score changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import assert_never
from uuid import UUID

from studyvisit.curriculum.content import QuizRules
from studyvisit.curriculum.questions import Answer, Mark, Question, drawn, mark
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes.rules import is_passed, percent_of


class Remedy(StrEnum):
    """What is done about a question that was wrong.

    KEY: answers are marked by the question as it is published now. DROP: it counts for nothing, as if it had
    not been asked. CREDIT: everyone has its points.
    """

    KEY = "key"
    DROP = "drop"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Correction:
    """A remedy for one question; `question` is what KEY marks by."""

    remedy: Remedy
    question: Question | None = None


def corrected(
    asked: Question, seed: int, answer: Answer, earned: Mark, correction: Correction | None
) -> Mark:
    """Return what an answer earns with a correction, of 0 points where the question was dropped.

    `asked` is the question as the attempt asked it and `earned` what its answer has without any correction.
    """
    if correction is None:
        return earned
    match correction.remedy:
        case Remedy.KEY:
            key = correction.question
            return mark(drawn(key, seed), answer) if key and may_take_key(asked, key) else earned
        case Remedy.DROP:
            return Mark(Fraction(0), 0)
        case Remedy.CREDIT:
            return Mark(Fraction(asked.points), asked.points)
        case _ as unreachable:
            assert_never(unreachable)


def may_take_key(asked: Question, published: Question) -> bool:
    """Return whether answers to a question can be marked by the one of that id that is published now."""
    return type(published) is type(asked) and not isinstance(published, MarkedByPerson)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A finished attempt as a correction sees it; `before` and `after` are the question's marks in it.

    These are None where the attempt does not ask the question. `counts` is whether it can pass the quiz.
    """

    attempt_id: UUID
    enrolment_id: UUID
    number: int
    counts: bool
    rules: QuizRules
    points: Fraction
    available: int
    passed: bool | None
    before: Mark | None = None
    after: Mark | None = None

    @property
    def percent(self) -> Fraction:
        """Return the share of the points in per cent."""
        return percent_of(self.points, self.available)


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt before a correction and with it. `keeps_pass`: by its score alone it would no longer pass."""

    before: Taken
    after: Taken
    keeps_pass: bool

    @property
    def is_new_pass(self) -> bool:
        """Return whether the quiz is passed with this attempt, and was not before."""
        return bool(self.after.passed) and not self.before.passed


def changes_of(taken: Iterable[Taken]) -> Iterator[Change]:
    """Yield the attempts that a correction changes; they come in by enrolment, each one's in order.

    What was passed stays passed: nobody loses a milestone or a certificate by somebody else's mistake.
    """
    for _enrolment, attempts in groupby(taken, lambda one: one.enrolment_id):
        percents: list[Fraction] = []
        for before in attempts:
            scored = _scored(before)
            if not before.counts:
                now, stands = scored, False
            else:
                percents.append(scored.percent)
                stands = is_passed(before.rules, percents)
                now = replace(scored, passed=stands or bool(before.passed))
            keeps_pass = before.counts and bool(before.passed) and not stands
            if (now.points, now.available, now.passed) != (before.points, before.available, before.passed):
                yield Change(before, now, keeps_pass)


def _scored(taken: Taken) -> Taken:
    if taken.before is None or taken.after is None:
        return taken
    return replace(
        taken,
        points=taken.points - taken.before.points + taken.after.points,
        available=taken.available - taken.before.available + taken.after.available,
    )
