"""Ranks, and the distributions of their sums when nothing but chance is at work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from studyvisit.evaluation.intervals import Vector

DECIMALS = 12
"""Numbers that agree to so many decimals are ties: the rest is the rounding of floats."""
EXACT_SIGNED = 25
EXACT_SUM = 40


def midranks(values: Vector) -> Vector:
    """Return ranks from 1; equal values share the mean of theirs."""
    _distinct, where, counts = np.unique(np.round(values, DECIMALS), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[where])


def has_ties(values: Vector) -> bool:
    """Return whether two values are equal."""
    return len(np.unique(np.round(values, DECIMALS))) < len(values)


def signed_rank_chances(n: int) -> Vector:
    """Return the chances that Wilcoxon's W⁺ of n differences without ties is 0, 1, … n(n + 1)/2.

    Every set of signs is equally likely. Wilcoxon (1945), Biometrics Bulletin 1, 80–83.
    """
    chances = np.zeros(n * (n + 1) // 2 + 1)
    chances[0] = 1.0
    for rank in range(1, n + 1):
        shifted = np.zeros_like(chances)
        shifted[rank:] = chances[:-rank]
        chances = (chances + shifted) / 2
    return chances


def chance_of_lower(chosen: NDArray[np.bool_], scores: Vector) -> float:
    """Return the one-sided p of those chosen having such low scores, if the choice had nothing to do with them.

    The Wilcoxon–Mann–Whitney rank sum. Up to 40 people its distribution is counted out with the ties as they
    are, so that p ≤ a happens with a chance of at most a; above, it is a normal with tie and continuity
    correction, whose tails are heavier than those of a sum of ranks. 1.0 when all or none chose.
    Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50–60.
    """
    return chance_of_low_ranks(chosen, midranks(scores))


def chance_of_low_ranks(chosen: NDArray[np.bool_], ranks: Vector) -> float:
    """Return the p of `chance_of_lower`, from the ranks of the scores."""
    n, m = len(ranks), int(chosen.sum())
    if m in (0, n):
        return 1.0
    observed = float(ranks[chosen].sum())
    if n <= EXACT_SUM:
        return _counted(np.rint(2 * ranks).astype(int), m, round(2 * observed))
    spread = np.sqrt(m * (n - m) * ((ranks - ranks.mean()) ** 2).sum() / (n * (n - 1)))
    return float(special.ndtr((observed + 0.5 - m * (n + 1) / 2) / spread)) if spread > 0 else 1.0


def _counted(ranks: NDArray[np.int_], m: int, observed: int) -> float:
    """Return the share of all choices of m among doubled ranks whose sum is at most the one observed."""
    ways = np.zeros((m + 1, observed + 1))
    ways[0, 0] = 1.0
    for rank in np.sort(ranks):
        if rank <= observed:
            ways[1:, rank:] += ways[:-1, : observed + 1 - rank].copy()
    return float(min(ways[m].sum() / special.binom(len(ranks), m), 1.0))
