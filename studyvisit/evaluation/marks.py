"""A table of marks: people down, questions across, and three ways of having no mark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studyvisit.evaluation.intervals import Vector

Mask = NDArray[np.bool_]
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Marks:
    """What people earned, in marks; NaN where nothing was answered, whether asked and left blank or not asked.

    `earned` and `asked` have a row a person and a column a question, `maxima` a number a question. An
    answer left blank earns nothing in the total, as in the quiz itself, and is not among the answers to its
    question; a question not asked is in neither.
    """

    earned: Vector
    maxima: Vector
    asked: Mask

    def __post_init__(self) -> None:
        """Refuse tables that do not fit together, and marks that cannot be. Raises ValueError."""
        if self.earned.ndim != 2 or self.earned.shape != self.asked.shape:
            raise ValueError("marks and what was asked are tables of one shape")
        if self.maxima.shape != self.earned.shape[1:] or not (self.maxima > 0).all():
            raise ValueError("every question has a maximum above nought")
        if (~np.isnan(self.earned) & ~self.asked).any():
            raise ValueError("a question that was not asked has no mark")
        if (np.nan_to_num(self.earned, nan=-np.inf) > self.maxima + _ROUNDING).any():
            raise ValueError("a mark is above the maximum of its question")

    @cached_property
    def answered(self) -> Mask:
        """Return where there is an answer."""
        return ~np.isnan(self.earned)

    @cached_property
    def scored(self) -> Vector:
        """Return what counts in the total: nothing for what is blank or was not asked."""
        return np.nan_to_num(self.earned)

    @cached_property
    def available(self) -> Vector:
        """Return what each person could earn."""
        return np.asarray(self.asked @ self.maxima)

    @cached_property
    def points(self) -> Vector:
        """Return what each person earned."""
        return np.asarray(self.scored.sum(axis=1))

    @cached_property
    def percent(self) -> Vector:
        """Return each person's total as per cent of what they were asked; NaN for those asked nothing."""
        return _share(self.points, self.available) * 100

    @property
    def is_same_for_all(self) -> bool:
        """Return whether everybody was asked every question."""
        return bool(self.asked.all())

    def rest(self, question: int) -> Vector:
        """Return each person's share of what they could earn on all other questions; NaN when there were none."""
        maximum = self.maxima[question] * self.asked[:, question]
        shares = _share(self.points - self.scored[:, question], self.available - maximum)
        return np.round(shares, 12)  # people who are alike but for the rounding of floats tie


def marks_of(earned: Vector, maxima: Vector, asked: Mask | None = None) -> Marks:
    """Return the table of marks of people who were asked every question, unless `asked` says otherwise."""
    return Marks(earned, maxima, np.ones(earned.shape, dtype=bool) if asked is None else asked)


def _share(part: Vector, whole: Vector) -> Vector:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > _ROUNDING)
    return shares
