"""Which options people chose, and whether the strong or the weak chose them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studyvisit.evaluation.figures import Figure, Reason, missing
from studyvisit.evaluation.intervals import Vector, correlation, share

EDGE = 0.27
"""The share of people in the upper and the lower group."""


@dataclass(frozen=True)
class Chosen:
    """An option of a question: whether it is right, and who of all people chose it."""

    id: str
    is_right: bool
    by: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How one option did.

    `share` is of those who answered, `point_biserial` from −1 to 1 with the rest score, `upper` and `lower`
    the shares of the strongest and the weakest 27 % who chose it.
    """

    id: str
    is_right: bool
    share: Figure
    point_biserial: Figure
    upper: Figure
    lower: Figure


def option_figures(
    options: Sequence[Chosen], there: NDArray[np.bool_], rest: Vector, *, least: int
) -> tuple[OptionFigures, ...]:
    """Return the figures of a question's options among those who answered and have a rest score, `there`.

    The point-biserial correlation is Pearson's of a choice (0 or 1) with the rest score, so that the question
    is not compared with itself. The groups are Kelley's (1939), Journal of Educational Psychology 30, 17–24;
    people who tie at a group's edge are in it in part, each alike.
    """
    n = int(there.sum())
    if n < max(least, 1) or not options:
        return tuple(
            OptionFigures(one.id, one.is_right, *(missing(n, Reason.TOO_FEW),) * 4) for one in options
        )
    scores = rest[there]
    upper, lower = _in_group(-scores), _in_group(scores)
    found = []
    for option in options:
        chosen = option.by[there].astype(float)
        found.append(
            OptionFigures(
                id=option.id,
                is_right=option.is_right,
                share=share(int(chosen.sum()), n),
                point_biserial=correlation(chosen, scores),
                upper=_share_of(chosen, upper),
                lower=_share_of(chosen, lower),
            )
        )
    return tuple(found)


def _in_group(scores: Vector) -> Vector:
    """Return how much of each person is among the lowest 27 % of scores: 1, 0, or a part at the edge."""
    size = max(1, round(EDGE * len(scores)))
    edge = np.partition(scores, size - 1)[size - 1]
    inside, tied = scores < edge, scores == edge
    return np.asarray(inside + tied * ((size - inside.sum()) / tied.sum()))


def _share_of(chosen: Vector, group: Vector) -> Figure:
    size = round(float(group.sum()))
    return Figure(float((chosen * group).sum() / size), size)
