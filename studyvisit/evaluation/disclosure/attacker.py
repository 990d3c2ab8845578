"""What a reader can work out of withheld counts, who has all that is published and a linear program solver.

The reader knows the rules too: a nought is shown, so a withheld count is at least 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse
from scipy.sparse import csgraph

from studyvisit.evaluation.disclosure.system import Compiled, Standing, System

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]

SLACK = 1e-6
"""How far a solution may be from a whole number and be taken for it."""
NODES = 200
"""How many branches the search for a table of whole numbers takes; counted, so that it ends the same each time."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The lowest and the highest count that the published figures leave possible; `high` may be infinite."""

    low: float
    high: float


def attack(system: System, withheld: Iterable[Hashable]) -> dict[Hashable, Interval]:
    """Return what a reader can work out of every withheld cell: bounds by linear programming, rounded inwards."""
    compiled = system.compiled()
    hidden = np.zeros(len(compiled.counts), dtype=np.bool_)
    keys = list(withheld)
    hidden[[compiled.place[key] for key in keys]] = True
    attacker = Attacker(compiled, hidden)
    return {key: attacker.interval(compiled.place[key]) for key in keys}


class Attacker:
    """A reader of one publication; `hidden` is which of the printed cells are withheld."""

    def __init__(self, compiled: Compiled, hidden: Mask) -> None:
        """Take the view of a reader: some counts are known, the others solve the equations."""
        self.compiled = compiled
        self.hidden = hidden
        self.free = hidden | compiled.where(Standing.IMPLIED, Standing.WITHHELD)
        self.lowest = floor(compiled, hidden)
        self.groups = _groups(compiled, self.free)
        self.highest = np.full(len(self.free), compiled.people.sum() + 100.0)
        self.programs = 0

    def interval(self, cell: int) -> Interval:
        """Return the bounds of one cell."""
        if not self.free[cell]:
            return Interval(*[float(self.compiled.people[cell])] * 2)
        lowest, highest = (self._extreme(cell, sign) for sign in (-1.0, 1.0))
        low = np.ceil(lowest[cell] - SLACK) if lowest is not None else float(self.lowest[cell])
        high = np.floor(highest[cell] + SLACK) if highest is not None else np.inf
        return Interval(float(low), float(high))

    def table(self, cell: int, sign: float) -> Vector | None:
        """Return a table of whole numbers that fits all that is published, with the cell as high or low as can be.

        None where no such table was found.
        """
        return self._whole(self._toward(cell, sign), self.groups == self.groups[cell], self.highest)

    def pushed(self, wish: Vector, far: float) -> Vector | None:
        """Return a table of whole numbers that fits, every cell going the way of its wish, at most so far.

        `wish` is a weight for each cell, with the sign of its way. None where no such table was found.
        """
        cap = np.where(wish != 0, self.compiled.people + far, self.highest)
        found = self._linear(wish * self.free, self.free, cap)
        return np.round(found) if found is not None and _is_whole(found) else None

    def _toward(self, cell: int, sign: float) -> Vector:
        """Return the objective that moves one cell."""
        objective = np.zeros(len(self.free))
        objective[cell] = sign
        return objective

    def _extreme(self, cell: int, sign: float) -> Vector | None:
        """Return the solution with the cell highest or lowest; None where it has no bound."""
        return self._linear(self._toward(cell, sign), self.groups == self.groups[cell], None)

    def _linear(self, objective: Vector, moving: Mask, highest: Vector | None) -> Vector | None:
        """Return the whole vector of cells with the moving ones solved for; None where there is no bound."""
        self.programs += 1
        matrix, right = self._equations(moving)
        upper = np.full(moving.sum(), np.inf) if highest is None else highest[moving]
        bounds = np.column_stack([self.lowest[moving], upper])
        found = optimize.linprog(-objective[moving], A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
        return self._filled(moving, found.x) if found.status == 0 else None

    def _whole(self, objective: Vector, moving: Mask, highest: Vector) -> Vector | None:
        """Return the best table of whole numbers that was found."""
        moving = moving & self.free
        found = self._linear(objective, moving, highest)
        if found is None or _is_whole(found):
            return None if found is None else np.round(found)
        matrix, right = self._equations(moving)
        answer = optimize.milp(
            -objective[moving],
            integrality=np.ones(moving.sum()),
            bounds=optimize.Bounds(self.lowest[moving], highest[moving]),
            constraints=optimize.LinearConstraint(matrix, right, right) if matrix.shape[0] else (),
            options={"node_limit": NODES},
        )
        return np.round(self._filled(moving, answer.x)) if answer.x is not None else None

    def _equations(self, moving: Mask) -> tuple[sparse.csr_array, Vector]:
        """Return the equations among the moving cells, and what the known cells leave for each."""
        equations = self.compiled.equations
        matrix = sparse.csr_array(equations[:, moving])
        rows = np.diff(matrix.indptr) > 0
        right = matrix @ self.compiled.people[moving]
        return matrix[rows], right[rows]

    def _filled(self, moving: Mask, values: Vector) -> Vector:
        """Return all cells, the moving ones with their new values."""
        everything = self.compiled.people.copy()
        everything[moving] = values
        return everything


def floor(compiled: Compiled, hidden: Mask) -> Vector:
    """Return the least each cell can be for a reader who knows that a nought would be shown."""
    told = hidden | compiled.where(Standing.WITHHELD)
    return np.where(told, np.minimum(compiled.people, 1.0), 0.0)


def _is_whole(values: Vector) -> bool:
    """Return whether all are whole numbers."""
    return bool((np.abs(values - np.round(values)) < SLACK).all())


def _groups(compiled: Compiled, free: Mask) -> NDArray[np.int32]:
    """Return for each cell which group it belongs to: cells of two groups have no unknown in common."""
    matrix = sparse.csr_array(compiled.equations[:, free])
    linked = sparse.csr_array(abs(matrix).T @ abs(matrix))
    _, labels = csgraph.connected_components(linked, directed=False)
    groups = np.full(len(free), -1, dtype=np.int32)
    groups[free] = labels
    return groups
