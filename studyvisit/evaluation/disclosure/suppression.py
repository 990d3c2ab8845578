"""Choose what a publication withholds: small counts, and as few others as keep those unknown.

Which others is found by a linear program that looks for two further tables that fit all that stays published and
are far enough apart in the cell to protect (the heuristic of Kelly, Golden and Assad, Cell suppression: disclosure
protection for sensitive tabular data, Networks 22, 1992, with a sliding level). Afterwards every cell that
turns out not to be needed is shown again. The same tables always give the same answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from studyvisit.evaluation.disclosure.attacker import SLACK, Attacker, Mask, Vector, floor
from studyvisit.evaluation.disclosure.rule import Rule
from studyvisit.evaluation.disclosure.system import Compiled, Standing, System

ROUNDS = 40
"""How many tables are tried that move many cells at once, before each is looked at alone."""
TRIES = 400
"""How many linear programs may be spent on showing cells again."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is withheld: `small` for its own sake, `others` to protect those.

    `exposed` are counts that stay known more closely than the rule allows, because earlier publications tell.
    """

    small: frozenset[Hashable]
    others: frozenset[Hashable]
    exposed: frozenset[Hashable]

    @property
    def withheld(self) -> frozenset[Hashable]:
        """All cells that the publication does not show."""
        return self.small | self.others


def suppress(system: System, rule: Rule, keep: Collection[Hashable] = ()) -> Suppression:
    """Return which printed cells to withhold, so that every withheld count stays as unknown as the rule says.

    Those of `keep` are withheld in any case, as an earlier publication of the same figures did.
    Counts that are implied only (a complement, the rest of a total) are protected the same way where they are
    small. Every withheld cell is checked in whole numbers, not only by bounds of a linear program.
    """
    system.spell_out(rule)
    compiled = system.compiled()
    small = system.small(rule)
    hidden = np.array([count.key in small for count in compiled.counts], dtype=np.bool_)
    needed = hidden | np.array([count.key in keep for count in compiled.counts], dtype=np.bool_)
    search = _Search(compiled, rule, needed)
    search.protect(np.flatnonzero(search.guarded()))
    search.show_again(needed)
    keys = [count.key for count in compiled.counts]
    return Suppression(
        small=frozenset(small),
        others=frozenset(keys[cell] for cell in np.flatnonzero(search.hidden & ~hidden)),
        exposed=frozenset(keys[cell] for cell in search.exposed),
    )


class _Search:
    """One search: what is hidden so far, and the tables found that fit what is published."""

    def __init__(self, compiled: Compiled, rule: Rule, hidden: Mask) -> None:
        self.compiled = compiled
        self.rule = rule
        self.hidden = hidden.copy()
        self.exposed: set[int] = set()
        self.found = [compiled.people]
        self.attacker = Attacker(compiled, self.hidden)

    def guarded(self) -> Mask:
        """Return which cells must stay unknown: all withheld ones, and implied ones that are small."""
        implied = [
            count.standing is Standing.IMPLIED and count.guarded and self.rule.small(count.people)
            for count in self.compiled.counts
        ]
        return self.hidden | self.compiled.where(Standing.WITHHELD) | np.array(implied, dtype=np.bool_)

    def protect(self, cells: NDArray[np.int64]) -> None:
        """Withhold more until every one of the cells, and every one withheld for them, is unknown enough."""
        self._push(cells)
        waiting = deque(int(cell) for cell in cells)
        while waiting:
            cell = waiting.popleft()
            if self._unknown(cell):
                continue
            more = self._widen(cell)
            if more is None:
                self.exposed.add(cell)
                continue
            self._hide(more)
            waiting.extend(more)
            waiting.append(cell)

    def _push(self, cells: NDArray[np.int64]) -> None:
        """Look for tables in which many of the cells are far apart at once, as long as that finds some."""
        before = len(cells)
        for turn in range(ROUNDS):
            open_cells = self._close(cells)
            before = len(open_cells) if turn % 2 == 0 else before
            half = np.where(np.arange(len(open_cells)) >> (turn // 2) & 1, 1.0, -1.0)
            wish = np.zeros(len(self.hidden))
            wish[open_cells] = half if turn % 2 else -half
            table = self.attacker.pushed(wish, self.rule.width) if len(open_cells) else None
            if table is None:
                return
            self.found.append(table)
            if turn % 2 and len(self._close(cells)) > 0.9 * before:
                return

    def _close(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of the cells that the tables found so far leave too close together."""
        tables = np.array(self.found)[:, cells]
        close: Mask = tables.max(axis=0) - tables.min(axis=0) < self.rule.width
        return cells[close]

    def show_again(self, needed: Mask) -> None:
        """Show every withheld cell that is not needed, the dearest first, while there are programs left to try."""
        spare = np.flatnonzero(self.hidden & ~needed)
        order = sorted(spare, key=lambda cell: (-self._cost(int(cell)), cell))
        spent = 0
        for cell in order:
            if spent >= TRIES:
                return
            trial = self._without(int(cell))
            if trial._all_unknown(TRIES - spent):
                self.hidden, self.attacker, self.found = trial.hidden, trial.attacker, trial.found
            spent += trial.attacker.programs

    def _without(self, cell: int) -> _Search:
        """Return the search with one cell shown, and the tables that still fit."""
        hidden = self.hidden.copy()
        hidden[cell] = False
        trial = _Search(self.compiled, self.rule, hidden)
        trial.found = [table for table in self.found if table[cell] == self.compiled.people[cell]]
        trial.exposed = self.exposed
        return trial

    def _all_unknown(self, programs: int) -> bool:
        """Return whether every guarded cell is unknown enough, as far as so many programs can tell."""
        for cell in self._close(np.flatnonzero(self.guarded())):
            if self.attacker.programs >= programs:
                return False
            if cell not in self.exposed and not self._unknown(int(cell)):
                return False
        return True

    def _unknown(self, cell: int) -> bool:
        """Return whether two tables of whole numbers that fit are far enough apart in the cell."""
        for sign in (1.0, -1.0):
            if self._apart(cell):
                return True
            table = self.attacker.table(cell, sign)
            if table is not None:
                self.found.append(table)
        return self._apart(cell)

    def _apart(self, cell: int) -> bool:
        """Return whether the tables found so far are far enough apart."""
        values = [table[cell] for table in self.found]
        return self.rule.safe(min(values), max(values))

    def _hide(self, cells: Iterable[int]) -> None:
        """Withhold further cells; tables that fitted still fit."""
        self.hidden[list(cells)] = True
        programs = self.attacker.programs
        self.attacker = Attacker(self.compiled, self.hidden)
        self.attacker.programs = programs

    def _widen(self, cell: int) -> list[int] | None:
        """Return further cells to withhold so that the cell is unknown; None where nothing helps."""
        for width in range(self.rule.width, 2 * self.rule.width + 1):
            pair = self._two_tables(cell, width)
            if pair is None:
                return None
            moved = np.abs(pair - self.compiled.people).max(axis=0) > SLACK
            more = [int(place) for place in np.flatnonzero(moved & self._showable())]
            if more:
                return more
        return None

    def _showable(self) -> Mask:
        """Return the cells that could be withheld as well: shown ones with people in them."""
        return self.compiled.where(Standing.PRINTED) & ~self.hidden & (self.compiled.people > 0)

    def _two_tables(self, cell: int, width: int) -> Vector | None:
        """Return two tables (rows) that fit and are `width` apart in the cell, changing as little as can be.

        Each table is the true one plus what rises less what falls; what changes costs where it is shown.
        """
        showable = self._showable()
        moving = self.attacker.free | showable
        matrix = sparse.csr_array(self.compiled.equations[:, moving])
        n = int(moving.sum())
        lowest = floor(self.compiled, self.hidden | showable)[moving]
        here = np.flatnonzero(np.flatnonzero(moving) == cell)[0]
        change = sparse.hstack([matrix, -matrix])
        apart = np.zeros(4 * n)
        apart[[here, n + here, 2 * n + here, 3 * n + here]] = [-1.0, 1.0, 1.0, -1.0]
        cost = (
            np.array([self._cost(int(place)) for place in np.flatnonzero(moving)]) * showable[moving] + 1e-4
        )
        falls = self.compiled.people[moving] - lowest
        upper = np.concatenate([np.full(n, np.inf), falls] * 2)
        answer = optimize.linprog(
            np.tile(cost, 4),
            A_ub=sparse.csr_array(apart[np.newaxis, :]),
            b_ub=[-float(width)],
            A_eq=sparse.block_diag([change, change]),
            b_eq=np.zeros(2 * matrix.shape[0]),
            bounds=np.column_stack([np.zeros(4 * n), upper]),
            method="highs",
        )
        if answer.status != 0:
            return None
        rise_a, fall_a, rise_b, fall_b = answer.x.reshape(4, n)
        pair = np.tile(self.compiled.people, (2, 1))
        pair[:, moving] += np.array([rise_a - fall_a, rise_b - fall_b])
        return pair

    def _cost(self, cell: int) -> float:
        """Return what withholding a cell loses: its weight, and a little more where more people are in it."""
        count = self.compiled.counts[cell]
        return count.cost * (1.0 + float(np.log1p(count.people)) / 10.0)
