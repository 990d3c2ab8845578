"""Whether people who say they are sure are right, and people who say they guess are not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from studyvisit.evaluation.figures import LEAST, Figure, Reason, missing
from studyvisit.evaluation.intervals import share


class Verdict(StrEnum):
    """How a level of certainty and the share right go together."""

    OVER = "over_confident"
    UNDER = "under_confident"
    FITTING = "fitting"
    TOO_FEW = "too_few"


RANGES = {"guess": (0.0, 2 / 3), "fairly": (2 / 3, 0.8), "sure": (0.8, 1.0)}
"""What share right each level stands for: the thresholds at which certainty-based marking makes it pay to
state it. Gardner-Medwin (2006), in Bryan and Clegg (eds), Innovative Assessment in Higher Education, 141–149."""


@dataclass(frozen=True, slots=True)
class Level:
    """How often answers given with one certainty were right, against the range that it stands for."""

    name: str
    right: Figure
    low: float
    high: float
    verdict: Verdict


def calibration(
    levels: NDArray[np.str_], right: NDArray[np.bool_], *, least: int = LEAST
) -> tuple[Level, ...]:
    """Return, for guess, fairly and sure, the share right from 0 to 1 with its Wilson interval.

    Over-confident when the whole interval lies below what the level stands for, under-confident when it lies
    above. Answers with another level or none ("") are left out. Raises ValueError when the arrays differ in
    length.
    """
    if len(levels) != len(right):
        raise ValueError("one level an answer")
    found = []
    for name, (low, high) in RANGES.items():
        chosen = right[levels == name]
        n = len(chosen)
        figure = share(int(chosen.sum()), n) if n >= max(least, 1) else missing(n, Reason.TOO_FEW)
        found.append(Level(name, figure, low, high, _verdict(figure, low, high)))
    return tuple(found)


def _verdict(right: Figure, low: float, high: float) -> Verdict:
    if right.low is None or right.high is None:
        return Verdict.TOO_FEW
    if right.high < low:
        return Verdict.OVER
    return Verdict.UNDER if right.low > high else Verdict.FITTING
