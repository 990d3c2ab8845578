"""A reader who attacks a publication, made without the code that protects it.

The unknowns are the smallest groups of people there are: of one country, in one module, who came as far as one
step and no further. Every printed figure and every complement is a sum of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from studyvisit.evaluation.disclosure.system import System

ALL = "all"
Cell = tuple[str | int, str | int, int]


@dataclass(frozen=True)
class Cohort:
    """How many people of a country, in a module, went as far as a step: (countries × modules × steps)."""

    stopped: NDArray[np.int64]

    def reached(self, cell: Cell) -> NDArray[np.bool_]:
        """Return which of the smallest groups a printed cell counts."""
        country, module, step = cell
        counted = np.zeros(self.stopped.shape, dtype=np.bool_)
        counted[self._place(country), self._place(module), step:] = True
        return counted

    def people(self, cell: Cell) -> int:
        """Return the count a cell prints."""
        return int(self.stopped[self.reached(cell)].sum())

    def cells(self) -> Iterator[Cell]:
        """Yield every cell of the table with its totals."""
        countries, modules, steps = self.stopped.shape
        yield from product((ALL, *range(countries)), (ALL, *range(modules)), range(steps))

    @staticmethod
    def _place(value: str | int) -> slice | int:
        return slice(None) if isinstance(value, str) else value


@st.composite
def cohorts(draw: st.DrawFn, most: int = 12) -> Cohort:
    """Draw small cohorts, with noughts and small counts among them."""
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 3)))
    amount = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, most))
    size = int(np.prod(shape))
    return Cohort(np.array(draw(st.lists(amount, min_size=size, max_size=size))).reshape(shape))


def printed(cohort: Cohort) -> System:
    """Return the tables of a cohort as the report that publishes them declares them."""
    system = System()
    countries, modules, _ = cohort.stopped.shape
    for cell in cohort.cells():
        totals = cell[:2].count(ALL)
        system.add(cell, cohort.people(cell), cost=10.0**totals)
    for country, module, step in cohort.cells():
        if country == ALL:
            system.total((ALL, module, step), [(each, module, step) for each in range(countries)])
        if module == ALL:
            system.total((country, ALL, step), [(country, each, step) for each in range(modules)])
        if step:
            system.part((country, module, step), (country, module, step - 1))
    return system


def bounds(
    cohort: Cohort, shown: dict[Cell, int], withheld: set[Cell], what: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return between which counts a sum of smallest groups lies, for whoever knows what is shown and the rules."""
    equal, known = rows(cohort, shown), list(shown.values())
    # Who knows the rules knows that nobody withholds a nought, unless the group itself is withheld.
    some = [cell for cell in withheld if cohort.people(cell)]
    least = rows(cohort, some)

    def extreme(sign: float) -> float:
        found = linprog(
            sign * what.ravel().astype(float), A_ub=-least, b_ub=-np.ones(len(some)), A_eq=equal, b_eq=known
        )
        return float(found.fun * sign) if found.status == 0 else float("inf")

    return float(np.ceil(extreme(1.0) - 1e-6)), float(np.floor(extreme(-1.0) + 1e-6))


def rows(cohort: Cohort, cells: Iterable[Cell]) -> NDArray[np.float64]:
    """Return a row for each cell: which of the smallest groups it counts."""
    listed = [cohort.reached(cell).ravel() for cell in cells]
    return np.array(listed, dtype=np.float64).reshape(len(listed), cohort.stopped.size)


def complements(cohort: Cohort) -> Iterator[tuple[Cell, Cell]]:
    """Yield each cell with each cell of the same people that an earlier step counted."""
    for country, module, step in cohort.cells():
        for before in range(step):
            yield (country, module, step), (country, module, before)


def every_table(size: int, most: int) -> NDArray[np.int64]:
    """Return all tables of so many whole numbers from 0 to `most`, one a row: no solver, only counting."""
    return np.indices((most + 1,) * size).reshape(size, -1).T
