"""What two measurements of the same people say: tests, effect sizes, and shares that changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from studyvisit.evaluation.figures import Figure, Reason, Test, missing
from studyvisit.evaluation.intervals import TAIL, Vector, Z, figure, has_spread
from studyvisit.evaluation.ranks import DECIMALS, EXACT_SIGNED, has_ties, midranks, signed_rank_chances

EXACT_CHANGED = 25
_DIRECT = 2000
"""Up to so many differences their averages in pairs are written out; above, they are counted."""


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Wilcoxon's test: the sums of the ranks that rose and that fell, and how many did neither."""

    test: Test
    w_plus: float | None
    w_minus: float | None
    unchanged: int
    rank_biserial: Figure


@dataclass(frozen=True, slots=True)
class Changed:
    """A question before and after: how many gained it and lost it, and McNemar's test."""

    gained: int
    lost: int
    test: Test


def paired_t(differences: Vector) -> Test:
    """Return the paired t test: t = d̄/(s/√n) with n − 1 degrees of freedom, p two-sided.

    Student (1908), Biometrika 6, 1–25. Without spread there is none.
    """
    n, method = len(differences), "paired t"
    if n < 2:
        return Test(None, None, n, method, reason=Reason.TOO_FEW)
    if not has_spread(differences):
        return Test(None, None, n, method, reason=Reason.NO_SPREAD)
    t = float(differences.mean() / (differences.std(ddof=1) / np.sqrt(n)))
    return Test(t, float(2 * special.stdtr(n - 1, -abs(t))), n, method, df=n - 1)


def cohen_d_z(differences: Vector) -> Figure:
    """Return d_z = d̄/s, in SDs of the differences, with its interval from the noncentral t.

    The bounds are those δ/√n under which the t observed is just at the 2.5th and the 97.5th percentile.
    Cohen (1988), Statistical Power Analysis, p. 48; Cumming and Finch (2001), Educational and Psychological
    Measurement 61, 532–574.
    """
    test, n = paired_t(differences), len(differences)
    if test.statistic is None:
        return missing(n, test.reason or Reason.NO_SPREAD)
    root = np.sqrt(n)
    bounds = (special.nctdtrinc(n - 1, chance, test.statistic) / root for chance in (1 - TAIL, TAIL))
    low, high = bounds
    return figure(test.statistic / root, n, (low, high))


def cohen_d_av(before: Vector, after: Vector) -> Figure:
    """Return d_av = d̄ over the mean of the two SDs. Cumming (2012), Understanding the New Statistics, ch. 11."""
    n = len(before)
    if n < 2:
        return missing(n, Reason.TOO_FEW)
    if not has_spread(before) and not has_spread(after):
        return missing(n, Reason.NO_SPREAD)
    unit = (before.std(ddof=1) + after.std(ddof=1)) / 2
    return figure(float((after - before).mean() / unit), n)


def signed_ranks(differences: Vector) -> SignedRanks:
    """Return Wilcoxon's signed-rank test, two-sided, and the rank-biserial correlation (W⁺ − W⁻)/(W⁺ + W⁻).

    Differences of nought are dropped; ties, after rounding to 12 decimals, share the mean of their ranks.
    Exact for up to 25 differences without ties, else normal with tie correction and without continuity
    correction. Wilcoxon (1945), Biometrics Bulletin 1, 80–83; Kerby (2014), Comprehensive Psychology 3, 1.
    """
    rounded = np.round(differences, DECIMALS)
    changed = rounded[rounded != 0]
    n, unchanged = len(changed), len(differences) - len(changed)
    if not n:
        nothing = Reason.NO_SPREAD if len(differences) else Reason.NOBODY
        test = Test(None, None, 0, "signed ranks", reason=nothing)
        return SignedRanks(test, None, None, unchanged, missing(0, nothing))
    sizes = np.abs(changed)
    ranks = midranks(sizes)
    plus, minus = float(ranks[changed > 0].sum()), float(ranks[changed < 0].sum())
    if n <= EXACT_SIGNED and not has_ties(sizes):
        chances = signed_rank_chances(n)
        p, method = min(1.0, 2 * float(chances[: int(min(plus, minus)) + 1].sum())), "exact"
    else:
        z = (plus - n * (n + 1) / 4) / np.sqrt((ranks**2).sum() / 4)
        p, method = float(2 * special.ndtr(-abs(z))), "normal approximation with tie correction"
    biserial = figure((plus - minus) / (plus + minus), n)
    return SignedRanks(Test(plus, p, n, method), plus, minus, unchanged, biserial)


def hodges_lehmann(differences: Vector) -> Figure:
    """Return the median of the averages of all pairs of differences, each with itself too, in their unit.

    The interval leaves out as many averages at either end as the signed-rank distribution allows, exact up
    to 25 people and normal above; fewer than six have none. Hodges and Lehmann (1963), Annals of
    Mathematical Statistics 34, 598–611; Hollander and Wolfe (1999), Nonparametric Statistical Methods, 3.2–3.3.
    """
    n = len(differences)
    if not n:
        return missing(0, Reason.NOBODY)
    total = n * (n + 1) // 2
    left_out = _left_out(n, total)
    places = [(total - 1) // 2, total // 2]
    places += [left_out - 1, total - left_out] if left_out else []
    first, second, *bounds = _averages_at(differences, places)
    return figure((first + second) / 2, n, (bounds[0], bounds[1]) if bounds else None)


def _left_out(n: int, total: int) -> int:
    """Return which average from either end is the bound, counted from 1; 0 when none is far enough out."""
    if n <= EXACT_SIGNED:
        return int((np.cumsum(signed_rank_chances(n)) <= TAIL).sum())
    return int(total / 2 - Z * np.sqrt(n * (n + 1) * (2 * n + 1) / 24))


def _averages_at(differences: Vector, places: list[int]) -> list[float]:
    """Return the averages of pairs that stand at these places in their order, counted from 0."""
    values = np.sort(differences)
    if len(values) <= _DIRECT:
        one, other = np.triu_indices(len(values))
        averages = np.partition((values[one] + values[other]) / 2, places)
        return [float(averages[place]) for place in places]
    return [_halved(values, place) for place in places]


def _halved(values: Vector, place: int) -> float:
    """Return the average of a pair at one place, to twelve digits, by halving where it can be."""
    low, high, here = float(values[0]), float(values[-1]), np.arange(len(values))
    while high - low > 1e-12 * max(1.0, abs(low), abs(high)):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        below = np.searchsorted(values, 2 * middle - values, side="right") - here
        low, high = (low, middle) if np.maximum(below, 0).sum() > place else (middle, high)
    return high


def mcnemar(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Changed:
    """Return McNemar's test of whether as many lost a right answer as gained it, two-sided.

    Binomial and exact when fewer than 25 changed, else χ² = (b − c)²/(b + c) with one degree of freedom and
    no continuity correction. McNemar (1947), Psychometrika 12, 153–157; Fagerland, Lydersen and Laake (2013),
    BMC Medical Research Methodology 13, 91.
    """
    gained, lost = int((~before & after).sum()), int((before & ~after).sum())
    changed = gained + lost
    if not changed:
        return Changed(0, 0, Test(None, None, 0, "exact binomial", reason=Reason.NO_SPREAD))
    if changed < EXACT_CHANGED:
        p = min(1.0, 2 * float(special.bdtr(min(gained, lost), changed, 0.5)))
        return Changed(gained, lost, Test(float(min(gained, lost)), p, changed, "exact binomial"))
    statistic = (gained - lost) ** 2 / changed
    p = float(special.chdtrc(1, statistic))
    return Changed(gained, lost, Test(statistic, p, changed, "chi-squared", df=1))
