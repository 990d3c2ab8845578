"""Which options people chose, and whether the strong or the weak chose them."""

from __future__ import annotations

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


def option_figures(option: Chosen, there: NDArray[np.bool_], rest: Vector, *, least: int) -> OptionFigures:
    """Return the figures of an option among those who answered and have a rest score, `there`.

    The point-biserial correlation is Pearson's of a choice (0 or 1) with the rest score, so that the question
    is not compared with itself. The groups are Kelley's (1939), Journal of Educational Psychology 30, 17–24;
    people who tie at a group's edge are in it in part, each alike.
    """
    n = int(there.sum())
    if n < least:
        return OptionFigures(option.id, option.is_right, *(missing(n, Reason.TOO_FEW),) * 4)
    chosen, scores = option.by[there].astype(float), rest[there]
    return OptionFigures(
        id=option.id,
        is_right=option.is_right,
        share=share(int(chosen.sum()), n),
        point_biserial=correlation(chosen, scores),
        upper=_share_at_edge(chosen, -scores),
        lower=_share_at_edge(chosen, scores),
    )


def _share_at_edge(chosen: Vector, scores: Vector) -> Figure:
    """Return the share that chose among the lowest 27 % of scores."""
    size = max(1, round(EDGE * len(scores)))
    edge = np.partition(scores, size - 1)[size - 1]
    inside, tied = scores < edge, scores == edge
    part = (size - inside.sum()) / tied.sum()
    return Figure(float((chosen[inside].sum() + part * chosen[tied].sum()) / size), size)
