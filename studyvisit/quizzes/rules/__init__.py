"""What is drawn, what is on time and what counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import assert_never

from studyvisit.curriculum.content import QuizRules, Scoring
from studyvisit.curriculum.questions import Option, Question
from studyvisit.curriculum.shuffling import shuffled
from studyvisit.curriculum.sitting import DEFAULT_GRACE

_FINEST = 10**6


def draw(questions: Sequence[Question], count: int | None, seed: int, *, shuffle: bool) -> tuple[str, ...]:
    """Return the ids of the questions to ask, in the order to ask them; all of them when `count` is None.

    Every competency gets its turn before any gets another, for as long as it has questions left.
    """
    pools: defaultdict[str, list[str]] = defaultdict(list)
    for question in shuffled(questions, seed, lambda question: f"draw {question.id}"):
        pools[question.competency].append(question.id)
    turns = [
        (turn, competency, question_id)
        for competency, pool in pools.items()
        for turn, question_id in enumerate(pool)
    ]
    turns = shuffled(turns, seed, lambda turn: f"turn {turn[1]}")
    turns.sort(key=lambda turn: turn[0])
    drawn = {question_id for _turn, _competency, question_id in turns[:count]}
    in_order = [question.id for question in questions if question.id in drawn]
    return tuple(shuffled(in_order, seed, lambda question_id: f"ask {question_id}") if shuffle else in_order)


def options_in_order(
    question_id: str, options: Sequence[Option], seed: int, *, shuffle: bool
) -> tuple[Option, ...]:
    """Return the options of a question in the order to show them."""
    if not shuffle:
        return tuple(options)
    return tuple(shuffled(options, seed, lambda option: f"{question_id} {option.id}"))


def due_at(
    rules: QuizRules, started_at: datetime, *, extra: int = 0, closes: datetime | None = None
) -> datetime | None:
    """Return when an attempt ends at the latest: with its time and so many `extra` seconds, or when the quiz closes.

    None without either limit.
    """
    limit = None if rules.time_limit is None else started_at + timedelta(seconds=rules.time_limit + extra)
    return min((moment for moment in (limit, closes) if moment is not None), default=None)


def is_time_up(due: datetime | None, now: datetime) -> bool:
    """Return whether the person's time has run out."""
    return due is not None and now >= due


def is_overdue(due: datetime | None, now: datetime, grace: int = DEFAULT_GRACE) -> bool:
    """Return whether nothing more can count: the time is up and so are the seconds for what was on its way."""
    return due is not None and now > due + timedelta(seconds=grace)


def attempts_left(rules: QuizRules, taken: int, extra: int = 0) -> int | None:
    """Return how many more attempts may be started, `extra` ones included, or None for any number."""
    return None if rules.attempts is None else max(rules.attempts + extra - taken, 0)


def replaces(revision: int, stored: int) -> bool:
    """Return whether an answer of that client revision replaces the stored one; a tie keeps what is there."""
    return revision > stored


def percent_of(points: Fraction, available: int) -> Fraction:
    """Return points as a share of those available, in per cent, exact."""
    return 100 * points / available if available else Fraction(0)


def exact(points: float) -> Fraction:
    """Return the sum of marks that a stored number stands for.

    Marks are shares with small denominators, far apart against the error of a float, so this is exact.
    """
    return Fraction(points).limit_denominator(_FINEST)


def counting_percent(scoring: Scoring, percents: Sequence[Fraction]) -> Fraction | None:
    """Return the percentage that counts, of those of the submitted attempts in order; None before the first."""
    if not percents:
        return None
    match scoring:
        case Scoring.HIGHEST:
            return max(percents)
        case Scoring.LATEST:
            return percents[-1]
        case Scoring.FIRST:
            return percents[0]
        case Scoring.AVERAGE:
            return sum(percents, start=Fraction(0)) / len(percents)
        case _ as unreachable:
            assert_never(unreachable)


def is_passed(rules: QuizRules, percents: Sequence[Fraction]) -> bool:
    """Return whether the submitted attempts, in order, pass the quiz by its scoring rule."""
    counting = counting_percent(rules.scoring, percents)
    return counting is not None and counting >= rules.pass_mark
