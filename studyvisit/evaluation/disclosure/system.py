"""Tables of counts as linear equations: which cells there are, and which of them add up to which."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from studyvisit.evaluation.disclosure.rule import Rule

MORE = "more than"
REST = "not among"


class Standing(StrEnum):
    """How a count meets its readers."""

    PRINTED = "printed"
    """It stands in a table of this publication, or is withheld from it."""
    IMPLIED = "implied"
    """No table has it, but others give it away: those enrolled less those certified."""
    PUBLIC = "public"
    """An earlier publication has it, and nothing takes it back."""
    WITHHELD = "withheld"
    """An earlier publication withheld it."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people are in one cell; `cost` is what withholding it loses, compared with other cells.

    `guarded` is whether a small count here must not become known: the growth from one publication to the next may.
    """

    key: Hashable
    people: int
    standing: Standing = Standing.PRINTED
    cost: float = 1.0
    guarded: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """One equation every reader knows: the whole is the sum of its parts."""

    whole: Hashable
    parts: tuple[Hashable, ...]


@dataclass(slots=True)
class System:
    """All cells of a publication with what is known to add up; filled in with the methods, in any order."""

    counts: dict[Hashable, Count] = field(default_factory=dict)
    relations: dict[Relation, None] = field(default_factory=dict)
    wholes: dict[Hashable, dict[Hashable, None]] = field(default_factory=dict)

    def add(
        self, key: Hashable, people: int, *, cost: float = 1.0, standing: Standing = Standing.PRINTED
    ) -> None:
        """Add a cell. One cell in two tables is one cell; raises ValueError when its counts differ."""
        if people < 0:
            raise ValueError(f"{key!r}: a count of people is not negative")
        there = self.counts.get(key)
        if there is not None and there.people != people:
            raise ValueError(f"{key!r} is {there.people} in one table and {people} in another")
        if there is None or cost > there.cost:
            self.counts[key] = Count(key, people, standing, cost)

    def total(self, whole: Hashable, parts: Iterable[Hashable]) -> None:
        """Say that a printed total is the sum of cells; raises ValueError when it is not."""
        relation = Relation(whole, tuple(parts))
        if self.counts[whole].people != sum(self.counts[part].people for part in relation.parts):
            raise ValueError(f"{whole!r} is not the sum of its parts")
        self.relations[relation] = None

    def part(self, part: Hashable, whole: Hashable) -> None:
        """Say that those of one cell are among those of another, so that the rest is a count of people too.

        Raises ValueError when there are more in the part than in the whole.
        """
        self.among(whole, (part,))
        self.wholes.setdefault(part, {})[whole] = None

    def among(self, whole: Hashable, parts: Iterable[Hashable]) -> Hashable:
        """Say that cells without people in common are all among those of another; return the cell of the rest."""
        parts = tuple(parts)
        rest = self.counts[whole].people - sum(self.counts[part].people for part in parts)
        if rest < 0:
            raise ValueError(f"{parts!r} together are more than {whole!r}")
        key = (REST, parts, whole)
        self.counts[key] = Count(key, rest, Standing.IMPLIED, 0.0)
        self.relations[Relation(whole, (*parts, key))] = None
        return key

    def within(self, part: Hashable, whole: Hashable) -> None:
        """Say that everybody knows one count to be no larger than another, whose difference may become known.

        So it is with a count in an earlier publication and the same count now. One that shrank says nothing.
        """
        more = self.counts[whole].people - self.counts[part].people
        if more < 0:
            return
        key = (MORE, part, whole)
        self.counts[key] = Count(key, more, Standing.IMPLIED, 0.0, guarded=False)
        self.relations[Relation(whole, (part, key))] = None

    def small(self, rule: Rule) -> set[Hashable]:
        """Return the printed cells that the rule withholds for their own sake.

        Those are small counts, and those whose complement in any cell they are among is small: 19 of 20, or none
        of 3. None of 3 is shown where a shown total says that there is nobody at all.
        """
        printed = {key for key, count in self.counts.items() if count.standing is Standing.PRINTED}
        small = {key for key in printed if rule.small(self.counts[key].people)}
        small |= {part for part, _ in self._small_rests(rule) if part in printed}
        return small - self._nobody(small)

    def _nobody(self, small: set[Hashable]) -> set[Hashable]:
        """Return the noughts that follow from noughts that are shown: parts of nobody, and sums of nobody."""
        empty = [relation for relation in self.relations if not self.counts[relation.whole].people]
        implied = {key for key, count in self.counts.items() if count.standing is Standing.IMPLIED}
        told: set[Hashable] = set()
        before = -1
        while len(told) > before:
            before = len(told)
            for relation in empty:
                if relation.whole not in small - told:
                    told.update(relation.parts)
                elif not (small - told | implied - told) & set(relation.parts):
                    told.add(relation.whole)
        return told

    def spell_out(self, rule: Rule) -> None:
        """Add the small complements between cells that are linked over others, as the steps of a funnel are."""
        for part, whole in self._small_rests(rule):
            if whole not in self.wholes[part]:
                self.among(whole, (part,))

    def _small_rests(self, rule: Rule) -> Iterator[tuple[Hashable, Hashable]]:
        """Yield each cell with a cell it is among, directly or over others, that few more people are in."""
        for part in self.wholes:
            for whole in self._above(part):
                if rule.small(self.counts[whole].people - self.counts[part].people):
                    yield part, whole

    def _above(self, part: Hashable) -> dict[Hashable, None]:
        """Return all cells that those of a cell are among, nearest first."""
        found: dict[Hashable, None] = {}
        waiting = list(self.wholes.get(part, ()))
        while waiting:
            whole = waiting.pop(0)
            if whole not in found:
                found[whole] = None
                waiting.extend(self.wholes.get(whole, ()))
        return found

    def compiled(self) -> Compiled:
        """Return the system as a matrix with a row for each equation, cells in the order they were added."""
        place = {key: index for index, key in enumerate(self.counts)}
        rows, columns, signs = [], [], []
        for row, relation in enumerate(self.relations):
            for key, sign in ((relation.whole, 1.0), *((part, -1.0) for part in relation.parts)):
                rows.append(row)
                columns.append(place[key])
                signs.append(sign)
        shape = (len(self.relations), len(place))
        return Compiled(
            counts=tuple(self.counts.values()),
            place=place,
            equations=sparse.csc_array((signs, (rows, columns)), shape=shape),
            people=np.array([count.people for count in self.counts.values()], dtype=np.float64),
        )


@dataclass(frozen=True, slots=True)
class Compiled:
    """A system as arrays: `equations` (relations × cells) times the counts is nought in every row."""

    counts: tuple[Count, ...]
    place: dict[Hashable, int]
    equations: sparse.csc_array
    people: NDArray[np.float64]

    def where(self, *standings: Standing) -> NDArray[np.bool_]:
        """Return which cells are of these standings."""
        return np.array([count.standing in standings for count in self.counts], dtype=np.bool_)
