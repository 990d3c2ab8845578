"""Counts of people by name: one name for one count wherever it stands, and what the names say of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from studyvisit.evaluation.disclosure.earlier import Known
from studyvisit.reporting.rules import STEPS, Sort

DIVIDING = frozenset(
    {
        "programme",
        "cohort",
        "country",
        "institution",
        "position",
        "sex",
        "month",
    }
)
"""What divides people into groups that have nobody in common."""
NARROWING = DIVIDING | {"from", "to"}
"""What an address can narrow people by."""
SAME_EVERYWHERE = frozenset({"enrolled", *(step.value for step in STEPS)})
"""Counts that mean the same in every report."""
TOTAL = -1
"""Where the row of totals is."""


@dataclass(frozen=True, slots=True)
class Count:
    """The name of a count: what is counted, of whom, and at which moment (0 is now, 1 the one before)."""

    measure: tuple[str, ...]
    of: frozenset[tuple[str, str]]
    moment: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: table, row (or TOTAL) and column, counted from 0."""

    table: int
    row: int
    column: int


@dataclass(slots=True)
class Figures:
    """The counts of a report. None is one that was withheld; `known` says which add up to which.

    `among` are pairs of a part and its whole, of which the table says so: what is left over is a count of people
    that must not become known either. `within` are pairs of which readers just know that one is no larger.
    """

    counts: dict[Count, int | None] = field(default_factory=dict)
    places: dict[Place, Count] = field(default_factory=dict)
    known: dict[Known, None] = field(default_factory=dict)
    among: dict[tuple[Count, Count], None] = field(default_factory=dict)
    within: dict[tuple[Count, Count], None] = field(default_factory=dict)

    def same(self, other: Figures) -> bool:
        """Return whether no count that both give differs: as far as can be seen, nothing has moved between them."""
        return all(
            count is None or self.counts.get(name) in (None, count) for name, count in other.counts.items()
        )

    def join(self, other: Figures) -> None:
        """Take in what another publication of the same moment gives."""
        for name, count in other.counts.items():
            if self.counts.get(name) is None:
                self.counts[name] = count
        self.known.update(other.known)
        self.among.update(other.among)
        self.within.update(other.within)

    def at(self, moment: int) -> Figures:
        """Return the same counts, of another moment."""

        def moved(name: Hashable) -> Count:
            assert isinstance(name, Count)
            return replace(name, moment=moment)

        return Figures(
            counts={moved(name): count for name, count in self.counts.items()},
            known={
                Known(moved(fact.whole), tuple(moved(part) for part in fact.parts)): None
                for fact in self.known
            },
            among={(moved(part), moved(whole)): None for part, whole in self.among},
            within={(moved(part), moved(whole)): None for part, whole in self.within},
        )


def add_steps(found: Figures) -> None:
    """Say which steps nobody reaches without another, wherever the counts bear it out.

    Whoever came to any step has started, and a certificate needs every step; over all modules nobody has done
    what they have not done in each.
    """
    pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[Count, Count]]] = defaultdict(list)
    for name in found.counts:
        for part, whole in _presupposed(name.measure):
            inner, outer = replace(name, measure=part), replace(name, measure=whole)
            if {inner, outer} <= found.counts.keys():
                pairs[part, whole].append((inner, outer))
    for same in pairs.values():
        if all((found.counts[part] or 0) <= _or_many(found.counts[whole]) for part, whole in same):
            found.within.update(dict.fromkeys(pair for pair in same if pair not in found.among))


def _or_many(count: int | None) -> float:
    return float("inf") if count is None else count


def _presupposed(measure: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield pairs of a part and a whole that a count is one of, by what it counts."""
    step, *rest = measure
    order = ["enrolled", *(each.value for each in STEPS)]
    if step == Sort.CERTIFIED:
        yield from ((measure, (other, *rest)) for other in order[1:-1])
    elif step in order[2:]:
        yield measure, (Sort.STARTED.value, *rest)
    if "module" in rest:
        at = measure.index("module")
        everywhere = measure[:at] + measure[at + 2 :]
        yield (everywhere, measure) if step in order[2:] else (measure, everywhere)


def containments(
    wholes: Iterable[Count], parts: Iterable[Count]
) -> Iterator[tuple[Count, tuple[Count, ...]]]:
    """Yield each count with counts of narrower groups in it that have nobody in common."""
    by_measure: dict[tuple[str, ...], list[Count]] = defaultdict(list)
    for part in parts:
        by_measure[part.measure].append(part)
    for whole in wholes:
        groups: dict[frozenset[str], list[Count]] = defaultdict(list)
        for part in by_measure[whole.measure]:
            if whole.of < part.of:
                groups[_how(whole, part)].append(part)
        for names, inside in groups.items():
            if names <= DIVIDING:
                yield whole, tuple(inside)
            else:
                yield from ((whole, (part,)) for part in inside)


def _how(whole: Count, part: Count) -> frozenset[str]:
    """Return by what a group is narrower than another."""
    return frozenset(key for key, _ in part.of - whole.of)
