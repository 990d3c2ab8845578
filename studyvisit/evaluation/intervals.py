"""95 % intervals. The bounds take arrays, so that a simulation of ten thousand cohorts is one call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from studyvisit.evaluation.figures import Figure, Reason, missing

Vector = NDArray[np.float64]
Bounds = tuple[Vector, Vector]

TAIL = 0.025
"""What a 95 % interval leaves out at either end."""
Z = float(special.ndtri(1 - TAIL))


def wilson_bounds(successes: ArrayLike, n: ArrayLike) -> Bounds:
    """Return the Wilson score interval of shares, without continuity correction.

    (p + z²/2n ± z√(p(1 − p)/n + z²/4n²)) / (1 + z²/n), as shares from 0 to 1. Wilson (1927), Journal of the
    American Statistical Association 22, 209–212. `n` above 0.
    """
    n = np.asarray(n, dtype=float)
    share = np.asarray(successes, dtype=float) / n
    middle = share + Z**2 / (2 * n)
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low, high = (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
    # What is all or none has its bound there, exactly.
    return np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)


def share_difference_bounds(
    successes: ArrayLike, n: ArrayLike, other_successes: ArrayLike, other_n: ArrayLike
) -> Bounds:
    """Return Newcombe's interval of the difference of two independent shares, the first less the other.

    From the ends l and u of the Wilson intervals: below (p − q) by √((p − l₁)² + (u₂ − q)²), above it by
    √((u₁ − p)² + (q − l₂)²); from −1 to 1. Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
    Both n above 0.
    """
    one = np.asarray(successes, dtype=float) / np.asarray(n, dtype=float)
    other = np.asarray(other_successes, dtype=float) / np.asarray(other_n, dtype=float)
    (low, high), (other_low, other_high) = (
        wilson_bounds(successes, n),
        wilson_bounds(other_successes, other_n),
    )
    below = np.sqrt((one - low) ** 2 + (other_high - other) ** 2)
    above = np.sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return one - other - below, one - other + above


def mean_bounds(mean: ArrayLike, spread: ArrayLike, n: ArrayLike) -> Bounds:
    """Return the t interval of means: mean ± t(0.975, n − 1)·s/√n, in the unit of the mean.

    `spread` is the SD with n − 1, `n` at least 2. Student (1908), Biometrika 6, 1–25.
    """
    n = np.asarray(n, dtype=float)
    half = special.stdtrit(n - 1, 1 - TAIL) * np.asarray(spread, dtype=float) / np.sqrt(n)
    return np.asarray(mean - half), np.asarray(mean + half)


def correlation_bounds(r: ArrayLike, n: ArrayLike) -> Bounds:
    """Return the interval of product-moment correlations: tanh(artanh r ± z/√(n − 3)).

    From −1 to 1; `n` at least 4. Fisher (1921), Metron 1, 3–32. Made for two normal variables; for a mark of
    0 or 1 the simulations in our tests say how well it holds.
    """
    width = Z / np.sqrt(np.asarray(n, dtype=float) - 3)
    with np.errstate(divide="ignore"):
        middle = np.arctanh(np.clip(np.asarray(r, dtype=float), -1, 1))
    return np.tanh(middle - width), np.tanh(middle + width)


def alpha_bounds(alpha: ArrayLike, n: ArrayLike, k: ArrayLike) -> Bounds:
    """Return Feldt's interval of Cronbach's alpha for `n` people and `k` questions, never cut off.

    1 − (1 − α)·F(0.975; n − 1, (n − 1)(k − 1)) and 1 − (1 − α)·F(0.025; same). Feldt, Woodruff and Salih
    (1987), Applied Psychological Measurement 11, 93–103, formulas 6 and 7.
    """
    first = np.asarray(n, dtype=float) - 1
    second = first * (np.asarray(k, dtype=float) - 1)
    error = 1 - np.asarray(alpha, dtype=float)
    return (
        1 - error * special.fdtri(first, second, 1 - TAIL),
        1 - error * special.fdtri(first, second, TAIL),
    )


def share(successes: int, n: int) -> Figure:
    """Return a share from 0 to 1 with its Wilson interval; of nobody there is none."""
    return figure(successes / n, n, wilson_bounds(successes, n)) if n else missing(0, Reason.NOBODY)


def share_difference(successes: int, n: int, other_successes: int, other_n: int) -> Figure:
    """Return the difference of two shares, from −1 to 1, with Newcombe's interval; with nobody in one, none."""
    if not n or not other_n:
        return missing(n + other_n, Reason.NOBODY)
    bounds = share_difference_bounds(successes, n, other_successes, other_n)
    return figure(successes / n - other_successes / other_n, n + other_n, bounds)


def mean(values: Vector) -> Figure:
    """Return the mean of values, in their unit, with its t interval from two values on."""
    n = len(values)
    if not n:
        return missing(0, Reason.NOBODY)
    middle = float(values.mean())
    return figure(middle, n, mean_bounds(middle, values.std(ddof=1), n) if n > 1 else None)


def spread(values: Vector) -> Figure:
    """Return the standard deviation with n − 1, in the unit of the values."""
    if len(values) < 2:
        return missing(len(values), Reason.TOO_FEW)
    return Figure(float(values.std(ddof=1)), len(values))


def median(values: Vector) -> Figure:
    """Return the median, in the unit of the values."""
    return Figure(float(np.median(values)), len(values)) if len(values) else missing(0, Reason.NOBODY)


def correlation(one: Vector, other: Vector) -> Figure:
    """Return the product-moment correlation from −1 to 1, with Fisher's interval from four pairs on."""
    n = len(one)
    if n < 3:
        return missing(n, Reason.TOO_FEW)
    if not has_spread(one) or not has_spread(other):
        return missing(n, Reason.NO_SPREAD)
    x, y = one - one.mean(), other - other.mean()
    # Sums, not `@`: for vectors the threads of a matrix library wait for one another longer than they work.
    r = float(np.clip((x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum()), -1, 1))
    return figure(r, n, correlation_bounds(r, n) if n > 3 else None)


def has_spread(values: Vector) -> bool:
    """Return whether values differ by more than the rounding of floats."""
    return bool(len(values) and np.ptp(values) > 1e-9 * max(1.0, float(np.abs(values).max())))


def figure(value: float, n: int, bounds: tuple[Any, Any] | None = None) -> Figure:
    """Return a figure with the bounds of its interval."""
    low, high = (float(bound) for bound in bounds) if bounds else (None, None)
    return Figure(float(value), n, low, high)
