"""Counts that an earlier publication withheld and nobody kept: a table that fits all it published stands in."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse


@dataclass(frozen=True, slots=True)
class Known:
    """What everybody knows of some cells: one is the sum of the others."""

    whole: Hashable
    parts: tuple[Hashable, ...]


def stand_ins(
    counts: Mapping[Hashable, int | None], known: Sequence[Known], at_least: Mapping[Hashable, int]
) -> dict[Hashable, int]:
    """Return a whole number for every cell without a count, such that all that is known holds.

    Those named in `at_least` are no smaller, and as large as can be. Empty where nothing fits.
    """
    places = {key: place for place, key in enumerate(key for key, count in counts.items() if count is None)}
    if not places:
        return {}
    matrix = sparse.lil_array((max(len(known), 1), len(places)))
    right = np.zeros(matrix.shape[0])
    for row, fact in enumerate(known):
        for key, sign in ((fact.whole, -1.0), *((part, 1.0) for part in fact.parts)):
            count = counts[key]
            if count is None:
                matrix[row, places[key]] += sign
            else:
                right[row] -= sign * count
    ceiling = float(sum(count or 0 for count in counts.values()) + 1000)
    lowest = np.array([float(at_least.get(key, 0)) for key in places])
    answer = optimize.milp(
        -np.array([float(key in at_least) for key in places]),
        integrality=np.ones(len(places)),
        bounds=optimize.Bounds(lowest, np.full(len(places), ceiling)),
        constraints=optimize.LinearConstraint(sparse.csr_array(matrix), right, right),
        options={"node_limit": 1000},
    )
    if answer.x is None:
        return {}
    return {key: round(float(answer.x[place])) for key, place in places.items()}
