"""Groups of people side by side: two forms, or the languages people read in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from studyvisit.evaluation.figures import LEAST, Figure, Reason, missing
from studyvisit.evaluation.intervals import TAIL, Vector, figure, mean, spread


@dataclass(frozen=True, slots=True)
class Group:
    """What one group reached on average."""

    name: str
    mean: Figure
    spread: Figure


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups by name; of exactly two, the mean of the first less that of the second."""

    groups: tuple[Group, ...]
    difference: Figure | None


def compare(values: Vector, names: NDArray[np.str_], *, least: int = LEAST) -> Groups:
    """Return the mean and SD of every group, in the unit of the values; NaN is left out.

    A group of fewer than `least` has too few. Raises ValueError when the arrays differ in length.
    """
    if len(values) != len(names):
        raise ValueError("one name a value")
    there = ~np.isnan(values)
    parts = {str(name): values[there & (names == name)] for name in np.unique(names[there])}
    groups = tuple(_group(name, part, least) for name, part in parts.items())
    if len(parts) != 2:
        return Groups(groups, None)
    one, other = parts.values()
    enough = min(len(one), len(other)) >= max(least, 2)
    return Groups(groups, welch(one, other) if enough else missing(len(one) + len(other), Reason.TOO_FEW))


def _group(name: str, values: Vector, least: int) -> Group:
    if len(values) < least:
        return Group(name, missing(len(values), Reason.TOO_FEW), missing(len(values), Reason.TOO_FEW))
    return Group(name, mean(values), spread(values))


def welch(one: Vector, other: Vector) -> Figure:
    """Return the difference of two means with Welch's interval, which lets the groups' spreads differ.

    (x̄ − ȳ) ± t(0.975, ν)·√(s₁²/n₁ + s₂²/n₂), ν by Welch and Satterthwaite. Welch (1947), Biometrika 34, 28–35.
    At least two in each.
    """
    return welch_of(*((len(part), float(part.mean()), float(part.var(ddof=1))) for part in (one, other)))


def welch_of(one: tuple[int, float, float], other: tuple[int, float, float]) -> Figure:
    """Return what `welch` gives, from how many there are in each group, their mean and their variance."""
    sizes, parts = (one[0], other[0]), (one[2] / one[0], other[2] / other[0])
    n, error = sum(sizes), float(np.sqrt(sum(parts)))
    difference = one[1] - other[1]
    if not error:
        return figure(difference, n)
    df = error**4 / sum(part**2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    half = float(special.stdtrit(df, 1 - TAIL)) * error
    return figure(difference, n, (difference - half, difference + half))
