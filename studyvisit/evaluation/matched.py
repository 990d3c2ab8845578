"""Learning gain from counts: how many people share each set of measurements.

The same figures as `gain` gives for one row a person, worked out in the time that the different values take
and not the people. Everyone counted here has every measurement; who has not is counted by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from studyvisit.evaluation import paired
from studyvisit.evaluation.figures import Figure, Reason, Test, missing
from studyvisit.evaluation.groups import welch_of
from studyvisit.evaluation.intervals import Vector, figure, mean_bounds, share
from studyvisit.evaluation.ranks import DECIMALS, EXACT_SIGNED

Counts = NDArray[np.int64]
_ROUNDING = 1e-12
"""A sum of squares that is less of their total than this is the rounding of floats, and no spread."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Groups of people added up: how many, the sums of their values and of the squares of these.

    Values are in parts: `parts` of them make one unit, for each group.
    """

    counts: Counts
    sums: NDArray[np.int64] | Vector
    squares: NDArray[np.int64] | Vector
    parts: NDArray[np.int64]

    def moments(self) -> tuple[int, float, float]:
        """Return how many people there are, their mean and their variance with n − 1; 0 for what is undefined."""
        n = int(self.counts.sum())
        if not n:
            return 0, 0.0, 0.0
        middle = float((self.sums / self.parts).sum() / n)
        together = self.counts * self.squares
        within = together - self.sums**2
        within = np.where(within > _ROUNDING * together, within, 0) / (self.counts * self.parts**2)
        between = self.counts * (self.sums / (self.counts * self.parts) - middle) ** 2
        return n, middle, float((within + between).sum() / (n - 1)) if n > 1 else 0.0

    def mean(self) -> Figure:
        """Return the mean with its t interval; of nobody there is none."""
        n, middle, variance = self.moments()
        if not n:
            return missing(0, Reason.NOBODY)
        return figure(middle, n, mean_bounds(middle, float(np.sqrt(variance)), n) if n > 1 else None)


@dataclass(frozen=True, slots=True)
class Form:
    """People who were given one form first, added up: both scores, and the rise with its squares."""

    people: int
    before: float
    after: float
    rise: float
    squares: float


@dataclass(frozen=True, slots=True)
class Forms:
    """The gain freed of the difficulty of two forms, how much more the second gives, and the mean of each."""

    gain: Figure
    difference: Figure
    form_a: Figure
    form_b: Figure


@dataclass(frozen=True, slots=True)
class Matched:
    """What people with both measurements come to, in the unit of these where no other is named."""

    n: int
    before: Figure
    after: Figure
    difference: Figure
    difference_spread: Figure
    median: Figure
    d_z: Figure
    d_av: Figure
    wilcoxon: paired.SignedRanks
    increased: Figure
    decreased: Figure


def matched_gain(before: Vector, after: Vector, counts: Counts) -> Matched:
    """Return the gain of people who are counted by what they measured before and after.

    `counts` says how many people each pair of measurements stands for. Raises ValueError when the arrays
    differ in length.
    """
    if not len(before) == len(after) == len(counts):
        raise ValueError("one count for each pair: the arrays differ in length")
    spreads = [_moments(values, counts)[1] for values in (before, after)]
    means = (weighted_mean(before, counts), weighted_mean(after, counts))
    return _matched(after - before, counts, means, sum(spreads) / 2)


def matched_rises(rises: Vector, before: Sums, after: Sums) -> Matched:
    """Return the gain of people counted by how much they rose, `before.counts` by each of `rises`.

    Who rose alike need not have measured alike: `before` and `after` add up what they did.
    """
    if not len(rises) == len(before.counts) == len(after.counts):
        raise ValueError("one count for each rise: the arrays differ in length")
    spreads = [np.sqrt(one.moments()[2]) for one in (before, after)]
    return _matched(rises, before.counts, (before.mean(), after.mean()), float(sum(spreads) / 2))


def _matched(differences: Vector, counts: Counts, means: tuple[Figure, Figure], unit: float) -> Matched:
    rises, of_rises = _merged(differences, counts)
    n = int(counts.sum())
    difference, spread = _moments(rises, of_rises)
    return Matched(
        n=n,
        before=means[0],
        after=means[1],
        difference=weighted_mean(rises, of_rises),
        difference_spread=Figure(spread, n) if n > 1 else missing(n, Reason.TOO_FEW),
        median=weighted_median(rises, of_rises),
        d_z=_in_units_of(difference, spread, n),
        d_av=_in_units_of(difference, unit, n),
        wilcoxon=weighted_signed_ranks(rises, of_rises),
        increased=share(int(of_rises[rises > 0].sum()), n),
        decreased=share(int(of_rises[rises < 0].sum()), n),
    )


def matched_forms(a_first: Form, b_first: Form) -> Forms:
    """Return the gain freed of the difficulty of two forms, as `gain.crossover` gives it for one row a person."""
    sizes = (a_first.people, b_first.people)
    known = sum(sizes)
    if min(sizes) < 2:
        return Forms(*(missing(known, Reason.TOO_FEW if known else Reason.NOT_GIVEN),) * 4)
    of_a, of_b = (
        Sums(
            np.array([one.people]), np.array([one.rise]), np.array([one.squares]), np.ones(1, np.int64)
        ).moments()
        for one in (a_first, b_first)
    )
    return Forms(
        gain=welch_of(of_a, (of_b[0], -of_b[1], of_b[2])).times(0.5),
        difference=welch_of(of_a, of_b).times(0.5),
        form_a=Figure((a_first.before + b_first.after) / known, known),
        form_b=Figure((b_first.before + a_first.after) / known, known),
    )


def weighted_mean(values: Vector, counts: Counts) -> Figure:
    """Return the mean of counted values with its t interval; of nobody there is none."""
    n = int(counts.sum())
    if not n:
        return missing(0, Reason.NOBODY)
    middle, spread = _moments(values, counts)
    return figure(middle, n, mean_bounds(middle, spread, n) if n > 1 else None)


def weighted_median(values: Vector, counts: Counts) -> Figure:
    """Return the median of counted values, in their unit."""
    n = int(counts.sum())
    if not n:
        return missing(0, Reason.NOBODY)
    order = np.argsort(values)
    up_to = np.cumsum(counts[order])
    lower, upper = (values[order][np.searchsorted(up_to, place, "right")] for place in ((n - 1) // 2, n // 2))
    return Figure(float((lower + upper) / 2), n)


def weighted_signed_ranks(differences: Vector, counts: Counts) -> paired.SignedRanks:
    """Return Wilcoxon's signed-rank test of counted differences, as `paired.signed_ranks` gives it."""
    values, numbers = _merged(differences, counts)
    is_changed = values != 0
    n, unchanged = int(numbers[is_changed].sum()), int(numbers[~is_changed].sum())
    if n <= EXACT_SIGNED:  # so few that the exact test may be the one to take
        return paired.signed_ranks(np.repeat(values, numbers))
    changed, of_changed = values[is_changed], numbers[is_changed].astype(float)
    _sizes, where = np.unique(np.abs(changed), return_inverse=True)
    together = np.bincount(where, weights=of_changed)
    ranks = (np.cumsum(together) - (together - 1) / 2)[where]
    plus, minus = (float((ranks * of_changed)[side].sum()) for side in (changed > 0, changed < 0))
    z = (plus - n * (n + 1) / 4) / np.sqrt((ranks**2 * of_changed).sum() / 4)
    test = Test(plus, float(2 * special.ndtr(-abs(z))), n, "normal approximation with tie correction")
    return paired.SignedRanks(test, plus, minus, unchanged, figure((plus - minus) / (plus + minus), n))


def counted(rows: Iterable[tuple[float, ...]], columns: int) -> tuple[tuple[Vector, ...], Counts]:
    """Return rows of measurements, each with its count at the end, as columns and counts."""
    table = np.array(list(rows), dtype=float).reshape(-1, columns + 1)
    return tuple(table[:, place] for place in range(columns)), table[:, columns].astype(np.int64)


def _merged(values: Vector, counts: Counts) -> tuple[Vector, Counts]:
    """Return each value once, to twelve decimals, with how many have it."""
    distinct, where = np.unique(np.round(values, DECIMALS), return_inverse=True)
    return distinct, np.bincount(where, weights=counts, minlength=len(distinct)).astype(np.int64)


def _moments(values: Vector, counts: Counts) -> tuple[float, float]:
    """Return the mean and the SD with n − 1; 0 for what too few people leave undefined."""
    n = int(counts.sum())
    if not n:
        return 0.0, 0.0
    middle = float((values * counts).sum() / n)
    squares = float(((values - middle) ** 2 * counts).sum())
    return middle, float(np.sqrt(squares / (n - 1))) if n > 1 else 0.0


def _in_units_of(difference: float, unit: float, n: int) -> Figure:
    if n < 2:
        return missing(n, Reason.TOO_FEW)
    return figure(difference / unit, n) if unit > 1e-9 else missing(n, Reason.NO_SPREAD)
