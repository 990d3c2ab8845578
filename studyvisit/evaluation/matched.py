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

from studyvisit.evaluation import gain, paired
from studyvisit.evaluation.figures import Figure, Reason, Test, missing
from studyvisit.evaluation.intervals import Vector, figure, mean_bounds, share
from studyvisit.evaluation.ranks import DECIMALS, EXACT_SIGNED

Counts = NDArray[np.int64]


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
    rises, of_rises = _merged(after - before, counts)
    n = int(counts.sum())
    difference, spread = _moments(rises, of_rises)
    spreads = [_moments(values, counts)[1] for values in (before, after)]
    return Matched(
        n=n,
        before=weighted_mean(before, counts),
        after=weighted_mean(after, counts),
        difference=weighted_mean(rises, of_rises),
        difference_spread=Figure(spread, n) if n > 1 else missing(n, Reason.TOO_FEW),
        median=weighted_median(rises, of_rises),
        d_z=_in_units_of(difference, spread, n),
        d_av=_in_units_of(difference, sum(spreads) / 2, n),
        wilcoxon=weighted_signed_ranks(rises, of_rises),
        increased=share(int(of_rises[rises > 0].sum()), n),
        decreased=share(int(of_rises[rises < 0].sum()), n),
    )


def matched_shift(before: Vector, after: Vector, then: Vector, counts: Counts) -> gain.Shift:
    """Return the conventional gain, the retrospective gain and the shift of people counted by all three."""
    if not counts.sum():
        return gain.Shift(*(missing(0, Reason.NOT_GIVEN),) * 3)
    return gain.Shift(
        weighted_mean(after - before, counts),
        weighted_mean(after - then, counts),
        weighted_mean(then - before, counts),
    )


def matched_forms(
    before: Vector, after: Vector, first_form: NDArray[np.str_], counts: Counts
) -> gain.Crossover:
    """Return the gain freed of the difficulty of two forms, of people counted by form and both scores."""
    return gain.crossover(np.repeat(before, counts), np.repeat(after, counts), np.repeat(first_form, counts))


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
