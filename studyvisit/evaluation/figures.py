"""What every statistic travels with: its n, its interval where one exists, and why it is missing where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEAST = 10
"""Below so many answers a report says "too few" and raises no flag."""


class Reason(StrEnum):
    """Why there is no figure. None of these is a nought."""

    TOO_FEW = "too_few"
    NOBODY = "nobody"
    NO_SPREAD = "no_spread"
    NEGATIVE = "negative"
    AT_THE_TOP = "at_the_top"
    ONE_QUESTION = "one_question"
    PARTIAL_MARKS = "partial_marks"
    ASKED_DIFFERENTLY = "asked_differently"
    NOT_GIVEN = "not_given"


@dataclass(frozen=True, slots=True)
class Figure:
    """One statistic: a value with its n and its 95 % interval, or the reason why there is none."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        """Refuse a figure that neither is there nor says why."""
        if (self.value is None) == (self.reason is None):
            raise ValueError("a figure has a value or a reason, and not both")

    def times(self, factor: float) -> Figure:
        """Return the figure in another unit."""
        if self.value is None:
            return self
        low, high = (None if bound is None else bound * factor for bound in (self.low, self.high))
        return Figure(self.value * factor, self.n, low, high)


@dataclass(frozen=True, slots=True)
class Test:
    """The result of a test: its statistic, degrees of freedom where it has some, two-sided p and method."""

    __test__ = False  # not one of pytest's

    statistic: float | None
    p: float | None
    n: int
    method: str
    df: float | None = None
    reason: Reason | None = None


def missing(n: int, reason: Reason) -> Figure:
    """Return a figure that is not there."""
    return Figure(None, n, reason=reason)
