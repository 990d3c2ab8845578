"""How well a quiz as a whole tells people apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studyvisit.evaluation.figures import LEAST, Figure, Reason, missing
from studyvisit.evaluation.intervals import Vector, alpha_bounds, figure, has_spread, mean, median, spread
from studyvisit.evaluation.marks import Marks


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """The figures of a whole quiz; totals in per cent of what a person was asked.

    `consistency` is the coefficient of internal consistency in per cent, `error_ratio` in per cent of the SD,
    `standard_error` in per cent of the marks.
    """

    attempts: int
    questions: int
    mean: Figure
    median: Figure
    spread: Figure
    skewness: Figure
    kurtosis: Figure
    alpha: Figure
    kr20: Figure
    consistency: Figure
    error_ratio: Figure
    standard_error: Figure


def quiz_figures(marks: Marks, *, least: int = LEAST) -> QuizFigures:
    """Return the figures of a quiz; with fewer than `least` attempts every one is missing."""
    totals = marks.percent[~np.isnan(marks.percent)]
    n, k = len(totals), marks.earned.shape[1]
    if n < max(least, 2):
        return QuizFigures(n, k, *(missing(n, Reason.TOO_FEW if n else Reason.NOBODY),) * 10)
    alpha, deviation = cronbach_alpha(marks), spread(totals)
    error = _error_ratio(alpha)
    return QuizFigures(
        attempts=n,
        questions=k,
        mean=mean(totals),
        median=median(totals),
        spread=deviation,
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        alpha=alpha,
        kr20=kuder_richardson(marks, alpha),
        consistency=alpha.times(100),
        error_ratio=error,
        standard_error=error.times((deviation.value or 0) / 100),
    )


def cronbach_alpha(marks: Marks) -> Figure:
    """Return Cronbach's alpha, never cut off: below 0 it is shown as it is.

    k/(k − 1)·(1 − Σs²_i/s²_total) with sample variances, and Feldt's interval. When people were asked
    different questions it is k·c̄/(v̄ + (k − 1)·c̄), with k the mean number asked, v̄ the mean variance and c̄
    the mean covariance of the pairs of questions asked together, which is the same where all were asked all,
    and has no interval. Cronbach (1951), Psychometrika 16, 297–334.
    """
    n, k = marks.earned.shape
    variance, covariance, asked = _moments(marks)
    if n < 2 or asked <= 1:
        return missing(n, Reason.TOO_FEW if n < 2 else Reason.ONE_QUESTION)
    whole = variance + (asked - 1) * covariance  # s²_total / k
    if whole <= 1e-12 * max(variance, 1e-12):
        return missing(n, Reason.NO_SPREAD)
    alpha = asked * covariance / whole
    return figure(alpha, n, alpha_bounds(alpha, n, k) if marks.is_same_for_all else None)


def _moments(marks: Marks) -> tuple[float, float, float]:
    """Return the mean variance of a question, the mean covariance of two, and how many a person was asked."""
    there = marks.asked.astype(float)
    asked = float(there.sum(axis=1).mean())
    together = there.T @ there
    counts = np.maximum(there.sum(axis=0), 1)
    centred = np.where(marks.asked, marks.scored - marks.scored.sum(axis=0) / counts, 0.0)
    sums = centred.T @ there
    products = centred.T @ centred - sums * sums.T / np.maximum(together, 1)
    free = np.maximum(together - 1, 0)
    apart = ~np.eye(len(together), dtype=bool)

    def pooled(where: Vector) -> float:
        return float(products[where].sum() / max(free[where].sum(), 1))

    return pooled(~apart), pooled(apart), asked


def kuder_richardson(marks: Marks, alpha: Figure) -> Figure:
    """Return KR-20, for questions that are right or wrong: k/(k − 1)·(1 − Σ m²·p·(1 − p)/σ²_total).

    Population variances throughout; m is a question's maximum, so that it equals `alpha`, the quiz's, whose
    interval it shares. Kuder and Richardson (1937), Psychometrika 2, 151–160.
    """
    n, k = marks.earned.shape
    if alpha.value is None:
        return alpha
    if not marks.is_same_for_all:
        return missing(n, Reason.ASKED_DIFFERENTLY)
    if not np.isin(marks.scored / marks.maxima, (0.0, 1.0)).all():
        return missing(n, Reason.PARTIAL_MARKS)
    right = (marks.scored > 0).mean(axis=0)
    parts = (marks.maxima**2 * right * (1 - right)).sum()
    return Figure(float(k / (k - 1) * (1 - parts / marks.points.var())), n, alpha.low, alpha.high)


def _error_ratio(alpha: Figure) -> Figure:
    """Return how much of the SD is error: 100·√(1 − CIC/100) per cent."""
    if alpha.value is None:
        return alpha

    def ratio(consistency: float) -> float:
        return float(100 * np.sqrt(max(1 - consistency, 0.0)))

    has_bounds = alpha.low is not None and alpha.high is not None
    # The better the consistency, the smaller the error: the bounds change places.
    bounds = (ratio(alpha.high or 0.0), ratio(alpha.low or 0.0)) if has_bounds else None
    return figure(ratio(alpha.value), alpha.n, bounds)


def skewness(values: Vector) -> Figure:
    """Return the skewness k₃/k₂^(3/2) by k-statistics, 0 for a symmetric spread. Fisher (1930).

    Proceedings of the London Mathematical Society s2-30, 199–238.
    """
    n = len(values)
    if n < 3 or not has_spread(values):
        return missing(n, Reason.TOO_FEW if n < 3 else Reason.NO_SPREAD)
    apart = values - values.mean()
    k2 = (apart**2).sum() / (n - 1)
    k3 = n * (apart**3).sum() / ((n - 1) * (n - 2))
    return figure(k3 / k2**1.5, n)


def kurtosis(values: Vector) -> Figure:
    """Return the kurtosis k₄/k₂² by k-statistics, 0 for a normal spread. Fisher (1930), as for the skewness."""
    n = len(values)
    if n < 4 or not has_spread(values):
        return missing(n, Reason.TOO_FEW if n < 4 else Reason.NO_SPREAD)
    apart = values - values.mean()
    second, fourth = (apart**2).mean(), (apart**4).mean()
    k2 = n * second / (n - 1)
    k4 = n**2 * ((n + 1) * fourth - 3 * (n - 1) * second**2) / ((n - 1) * (n - 2) * (n - 3))
    return figure(k4 / k2**2, n)
