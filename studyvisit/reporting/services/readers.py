"""What the readers of a publication and of those before it know: which counts, and how they hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from studyvisit.evaluation.disclosure.earlier import Known, stand_ins
from studyvisit.evaluation.disclosure.system import MORE, REST, Standing, System
from studyvisit.reporting.services.named import Count, Figures, containments

DEARER = 8.0
"""How much dearer it is to withhold a count for each thing it is not divided by: totals go last."""


def moments(now: Figures, earlier: Sequence[Figures]) -> list[Figures]:
    """Return what earlier publications, the oldest first, told at each moment, the present one first.

    As long as no count has moved, publications are taken to be of one moment, which is the safe way: what one
    withheld, another must not show.
    """
    groups = [Figures()]
    truths = [Figures(counts=dict(now.counts))]
    for one in reversed(earlier):
        if not truths[-1].same(one):
            groups.append(Figures())
            truths.append(Figures())
        groups[-1].join(one)
        truths[-1].join(one)
    return [group.at(moment) for moment, group in enumerate(groups)]


def kept(now: Figures, told: Figures) -> list[Count]:
    """Return the counts that all publications of this moment so far withheld, and that must stay so."""
    return [name for name in now.counts if name in told.counts and told.counts[name] is None]


def knowledge(now: Figures, told: Sequence[Figures]) -> System:
    """Return all that readers of this and the earlier publications know, as equations.

    For counts that an earlier publication withheld and nobody kept, others stand in that fit all of it. Where
    none fit, because data were put right since, moments are taken each for itself.
    """
    present = Figures(counts=dict(now.counts), known=dict(now.known), among=dict(now.among))
    present.join(told[0])
    moments_told = [present, *told[1:]]
    counts = {name: count for one in moments_told for name, count in one.counts.items()}
    facts = _facts(moments_told, counts)
    apart = [fact for fact in facts if not fact.is_across]
    for chosen in (facts, apart):
        people = _fitting(counts, chosen)
        if people:
            return _system(now, told, people, chosen)
    shown: dict[Hashable, int] = {name: count for name, count in counts.items() if count is not None}
    return _system(now, told, shown, [fact for fact in apart if fact.names <= shown.keys()])


class _Says(StrEnum):
    """What a fact says of a whole and its parts."""

    TOTAL = "total"
    PART = "part"
    AMONG = "among"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class _Fact:
    """One thing readers know of some counts, or of what is left over of others."""

    says: _Says
    whole: Hashable
    parts: tuple[Hashable, ...]

    @property
    def names(self) -> set[Hashable]:
        """Return the counts it is about."""
        return {self.whole, *self.parts}

    @property
    def rest(self) -> Hashable:
        """Return the name of what is left over, None where nothing is."""
        if self.says is _Says.TOTAL:
            return None
        return (
            (MORE, self.parts[0], self.whole) if self.says is _Says.WITHIN else (REST, self.parts, self.whole)
        )

    @property
    def is_across(self) -> bool:
        """Return whether it joins two moments."""
        return len({name.moment for name in self.names if isinstance(name, Count)}) > 1

    def could_hold(self, counts: Mapping[Count, int | None]) -> bool:
        """Return whether the counts that are known leave it possible."""
        whole = counts[self.whole] if isinstance(self.whole, Count) else None
        parts = [counts[part] for part in self.parts if isinstance(part, Count)]
        return whole is None or sum(part or 0 for part in parts) <= whole


def _facts(told: Sequence[Figures], counts: Mapping[Count, int | None]) -> list[_Fact]:
    """Return everything that is known of the counts."""
    facts = [_Fact(_Says.TOTAL, fact.whole, fact.parts) for one in told for fact in one.known]
    facts += [_Fact(_Says.PART, whole, (part,)) for one in told for part, whole in one.among]
    facts += [_Fact(_Says.WITHIN, whole, (part,)) for one in told for part, whole in one.within]
    added_up = {(fact.whole, part) for fact in facts if fact.says is _Says.TOTAL for part in fact.parts}
    inside = [
        fact for fact in _contained(counts) if not any((fact.whole, part) in added_up for part in fact.parts)
    ]
    facts += _grown(counts)
    facts = [fact for fact in facts + inside if fact.could_hold(counts)]
    return facts + _steps_of_the_rest(facts)


def _fitting(counts: Mapping[Count, int | None], facts: Sequence[_Fact]) -> dict[Hashable, int]:
    """Return every count, with numbers that fit in the place of those nobody kept; empty where none fit."""
    everything: dict[Hashable, int | None] = dict(counts.items())
    known = []
    for fact in facts:
        if fact.rest is None:
            known.append(Known(fact.whole, fact.parts))
        else:
            everything[fact.rest] = None
            known.append(Known(fact.whole, (*fact.parts, fact.rest)))
    withheld = [name for name, count in counts.items() if count is None]
    if not withheld:
        return {name: count for name, count in counts.items() if count is not None}
    for least in (1, 0):
        found = stand_ins(everything, known, dict.fromkeys(withheld, least))
        if found:
            return {name: found[name] if count is None else count for name, count in counts.items()}
    return {}


def _system(
    now: Figures, told: Sequence[Figures], people: Mapping[Hashable, int], facts: Sequence[_Fact]
) -> System:
    """Return the facts about the counts as a system of equations."""
    system = System()
    names = [name for name in people if isinstance(name, Count)]
    deepest = max((len(name.of) for name in names), default=0)
    for name in names:
        cost = DEARER ** min(deepest - len(name.of), 4)
        system.add(name, people[name], cost=cost, standing=_standing(name, told[name.moment], now))
    for fact in facts:
        match fact.says:
            case _Says.TOTAL:
                system.total(fact.whole, fact.parts)
            case _Says.PART:
                system.part(fact.parts[0], fact.whole)
            case _Says.AMONG:
                system.among(fact.whole, fact.parts)
            case _Says.WITHIN:
                system.within(fact.parts[0], fact.whole)
    return system


def _standing(name: Count, told: Figures, now: Figures) -> Standing:
    """Return whether a count is known already, can be shown or withheld now, or was withheld for good."""
    if told.counts.get(name) is not None:
        return Standing.PUBLIC
    return Standing.PRINTED if name in now.counts else Standing.WITHHELD


def _grown(counts: Iterable[Count]) -> Iterator[_Fact]:
    """Yield that each count can only have grown from one moment to the next that has it."""
    later: dict[Count, Count] = {}
    for name in sorted(counts, key=lambda name: name.moment):
        after = later.get(replace(name, moment=0))
        if after is not None:
            yield _Fact(_Says.WITHIN, after, (name,))
        later[replace(name, moment=0)] = name


def _contained(counts: Collection[Count]) -> Iterator[_Fact]:
    """Yield which counts are inside others, of one moment or of two.

    Of two moments only where the count inside, or the one around, does not stand in both: growth says the rest.
    """
    moments = sorted({name.moment for name in counts})
    for outer in moments:
        for inner in moments:
            wholes = [name for name in counts if name.moment == outer and _alone(name, inner, outer, counts)]
            parts = [name for name in counts if name.moment == inner and _alone(name, outer, inner, counts)]
            for whole, inside in containments(wholes, parts):
                yield _Fact(_Says.AMONG, whole, inside)


def _alone(name: Count, other: int, own: int, there: Collection[Count]) -> bool:
    """Return whether a count does not stand at the other moment too."""
    return other == own or replace(name, moment=other) not in there


def _steps_of_the_rest(facts: Sequence[_Fact]) -> list[_Fact]:
    """Return that of those left over, too, no more came to a step than were there: men, where women are known."""
    rests = {(fact.whole, fact.parts): fact.rest for fact in facts if fact.says is _Says.AMONG}
    wider: dict[Hashable, list[Count]] = defaultdict(list)
    for fact in facts:
        if fact.says in (_Says.PART, _Says.WITHIN) and isinstance(fact.whole, Count):
            wider[fact.parts[0]].append(fact.whole)
    found = []
    for (whole, inside), rest in rests.items():
        for around in wider[whole]:
            same = tuple(replace(part, measure=around.measure) for part in inside if isinstance(part, Count))
            if (around, same) in rests:
                found.append(_Fact(_Says.PART, rests[around, same], (rest,)))
    return found
