"""When a count of people is small, and how little must be known of one that is withheld."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST_GROUP = 5
"""The smallest group a publication shows where a programme says nothing else."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a publication: `k` is the smallest group that is shown; 1 withholds nothing.

    The threshold is the minimum frequency rule, and the width a sliding protection level (Hundepool and
    others, Statistical Disclosure Control, Wiley 2012, chapters 4 and 5; Fischetti and Salazar, Solving the
    cell suppression problem on tabular data with linear constraints, Management Science 47, 2001).
    """

    k: int = SMALLEST_GROUP

    @property
    def width(self) -> int:
        """The least distance from the lowest to the highest count that remain possible: k whole numbers."""
        return self.k - 1

    def small(self, people: int) -> bool:
        """Return whether so many are few enough to be known: 1 to k − 1. Nobody is not a small group."""
        return 0 < people < self.k

    def safe(self, low: float, high: float) -> bool:
        """Return whether a withheld count that lies from `low` to `high` remains unknown enough."""
        return high - low >= self.width
