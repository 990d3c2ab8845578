"""How each question of a quiz did: how hard, how telling, and whether it misleads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studyvisit.evaluation import flags
from studyvisit.evaluation.figures import LEAST, Figure, Reason, missing
from studyvisit.evaluation.intervals import Vector, correlation, figure, has_spread, mean, share, spread
from studyvisit.evaluation.marks import Marks, Mask
from studyvisit.evaluation.options import Chosen, OptionFigures, option_figures
from studyvisit.evaluation.reliability import QuizFigures, quiz_figures

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """The figures of one question.

    `facility` is a share from 0 to 1, `spread` in marks, `discrimination` from −100 to 100, `efficiency` at most 100,
    `effective_weight` in per cent of the quiz.
    """

    asked: int
    answered: int
    facility: Figure
    spread: Figure
    discrimination: Figure
    efficiency: Figure
    effective_weight: Figure
    options: tuple[OptionFigures, ...]
    flags: tuple[flags.Flag, ...]

    @property
    def blank(self) -> int:
        """Return how many were asked and left it blank."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Analysis:
    """A quiz and its questions, in their order."""

    quiz: QuizFigures
    items: tuple[ItemFigures, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """What marks do not say of a question: who chose which option, and the share that guessing gets right."""

    options: tuple[Chosen, ...] = ()
    guess: float | None = None


def analyse(marks: Marks, extras: Sequence[Extra] | None = None, *, least: int = LEAST) -> Analysis:
    """Return the figures of a quiz and of every question; below `least` answers these are missing.

    `extras` has one a question. Raises ValueError when it has not.
    """
    extras = [Extra()] * marks.earned.shape[1] if extras is None else extras
    if len(extras) != marks.earned.shape[1]:
        raise ValueError("one extra a question")
    weights = effective_weights(marks, least=least)
    return Analysis(
        quiz=quiz_figures(marks, least=least),
        items=tuple(
            _item(marks, question, extra, weights[question], least) for question, extra in enumerate(extras)
        ),
    )


def _item(marks: Marks, question: int, extra: Extra, weight: Figure, least: int) -> ItemFigures:
    answered = marks.answered[:, question]
    asked, n = int(marks.asked[:, question].sum()), int(answered.sum())
    rest = marks.rest(question)
    there = answered & ~np.isnan(rest)
    options = option_figures(extra.options, there, rest, least=least)
    if n < max(least, 2):
        few = missing(n, Reason.TOO_FEW if n else Reason.NOBODY)
        return ItemFigures(asked, n, few, few, few, few, weight, options, ())
    earned = marks.earned[answered, question]
    mine, scores = marks.earned[there, question], rest[there]
    return ItemFigures(
        asked=asked,
        answered=n,
        facility=facility(earned, float(marks.maxima[question])),
        spread=spread(earned),
        discrimination=discrimination(mine, scores),
        efficiency=efficiency(mine, scores),
        effective_weight=weight,
        options=options,
        flags=tuple(_flags(earned, float(marks.maxima[question]), mine, rest, there, extra, least)),
    )


def facility(earned: Vector, maximum: float) -> Figure:
    """Return the mean mark over the maximum, from 0 to 1: how easy the question was for those who answered.

    With Wilson's interval when every answer was right or wrong, else with the t interval, cut at 1 and, where
    no mark is below nought, at 0.
    """
    shares = earned / maximum
    right = np.abs(shares - 1) < ROUNDING
    if (right | (shares == 0)).all():
        return share(int(right.sum()), len(shares))
    whole = mean(shares)
    if whole.value is None or whole.low is None or whole.high is None or not has_spread(shares):
        return figure(float(shares.mean()), len(shares))
    lowest = 0.0 if (shares >= 0).all() else whole.low
    return figure(whole.value, whole.n, (max(whole.low, lowest), min(whole.high, 1.0)))


def discrimination(earned: Vector, rest: Vector) -> Figure:
    """Return the discrimination index 100·r(question, rest): above 0 the strong do better, with Fisher's interval.

    The rest score leaves the question itself out. Moodle, Quiz statistics calculations; Henrysson (1963),
    Psychometrika 28, 211–218, on why the question is left out.
    """
    return correlation(earned, rest).times(100)


def efficiency(earned: Vector, rest: Vector) -> Figure:
    """Return the discriminative efficiency 100·cov(question, rest)/cov_max.

    How much of the discrimination is there that its marks allow: `cov_max` is their covariance when both are
    sorted. No interval. Moodle, Quiz statistics calculations.
    """
    n = len(earned)
    if n < 2 or not has_spread(earned) or not has_spread(rest):
        return missing(n, Reason.TOO_FEW if n < 2 else Reason.NO_SPREAD)
    apart = earned - earned.mean(), rest - rest.mean()
    most = float((np.sort(apart[0]) * np.sort(apart[1])).sum())
    return figure(100 * float((apart[0] * apart[1]).sum()) / most, n)


def effective_weights(marks: Marks, *, least: int = LEAST) -> tuple[Figure, ...]:
    """Return how much each question really decides of the totals: 100·√cov(question, total)/Σ√cov, in per cent.

    The sum runs over those of at least 0; a question whose covariance is negative has none. Among those asked
    the question, with what is blank earning nothing. Moodle, Quiz statistics calculations.
    """
    covariances: list[float | None] = []
    counts = marks.asked.sum(axis=0)
    for question, n in enumerate(counts):
        there = marks.asked[:, question]
        earned, totals = marks.scored[there, question], marks.percent[there]
        if n < max(least, 2):
            covariances.append(None)
        else:
            covariances.append(float(((earned - earned.mean()) * (totals - totals.mean())).sum() / (n - 1)))
    roots = list(map(_root, covariances))
    whole = sum(root for root in roots if root is not None)
    return tuple(map(_weight, covariances, roots, [whole] * len(roots), map(int, counts)))


def _root(covariance: float | None) -> float | None:
    if covariance is None or covariance < -ROUNDING:
        return None
    return float(np.sqrt(covariance)) if covariance > ROUNDING else 0.0


def _weight(covariance: float | None, root: float | None, whole: float, n: int) -> Figure:
    if covariance is None:
        return missing(n, Reason.TOO_FEW)
    if root is None:
        return missing(n, Reason.NEGATIVE)
    return figure(100 * root / whole, n) if whole > ROUNDING else missing(n, Reason.NO_SPREAD)


def _flags(
    earned: Vector, maximum: float, mine: Vector, rest: Vector, there: Mask, extra: Extra, least: int
) -> list[flags.Flag]:
    """Return what to look at twice; nothing below ten answers, whatever `least` is."""
    if len(mine) < max(least, LEAST):
        return []
    right = int((np.abs(earned - maximum) < ROUNDING).sum())
    above = mine > mine.mean() + ROUNDING
    found = [
        flags.misleading(above, rest[there], extra.options, there),
        None if extra.guess is None else flags.below_guessing(right, len(earned), extra.guess),
        flags.too_easy(right, len(earned)),
    ]
    return [flag for flag in found if flag is not None]
