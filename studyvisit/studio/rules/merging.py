"""Two people changed one text: what both did, by paragraphs, or the places where they must choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from studyvisit.studio.rules.blocks import Block, Blocks, join, split

# So many pairs of equal paragraphs are looked at; beyond that the whole stretch counts as changed.
_MOST_PAIRS = 200_000


class Choice(StrEnum):
    """What stands in a place that two people changed."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that both changed, or where both added something: its three texts, each possibly empty.

    `number` counts from 0 in the order of the text; `line` is the line, from 1, of my text where it begins.
    """

    number: int
    line: int
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A stretch of the merged text on which nobody has to decide."""

    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of blocks that stands, or, with a conflict, the two that stand against each other."""

    mine: tuple[Block, ...]
    theirs: tuple[Block, ...] = ()
    conflict: Conflict | None = None

    def chosen(self, choices: Sequence[Choice]) -> tuple[Block, ...]:
        if self.conflict is None:
            return self.mine
        match choices[self.conflict.number]:
            case Choice.MINE:
                return self.mine
            case Choice.THEIRS:
                return self.theirs
            case Choice.BOTH:
                return self.mine + self.theirs


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of two changes of one text."""

    _pieces: tuple[_Piece, ...]
    _tail: str
    _line_end: str

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the places where somebody has to choose, in the order of the text."""
        return tuple(piece.conflict for piece in self._pieces if piece.conflict is not None)

    @property
    def text(self) -> str | None:
        """Return the merged text; None while somebody has to choose."""
        return None if self.conflicts else self.chosen([])

    @property
    def stretches(self) -> tuple[Settled | Conflict, ...]:
        """Return the text in its order as it may be shown to the person who chooses."""
        return tuple(
            piece.conflict or Settled(join(piece.mine, "", self._line_end))
            for piece in self._pieces
            if piece.conflict is not None or piece.mine
        )

    def chosen(self, choices: Sequence[Choice]) -> str:
        """Return the text with one choice for each conflict. Raises ValueError for another number of them."""
        if len(choices) != len(self.conflicts):
            raise ValueError(f"{len(self.conflicts)} choices are wanted, {len(choices)} were made")
        blocks = [block for piece in self._pieces for block in piece.chosen(choices)]
        return join(blocks, self._tail, self._line_end)


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge two changes of one text by paragraphs.

    Changes of different paragraphs fit together. Two different changes of one paragraph, or two
    different additions in one place, are conflicts.
    """
    if mine in (base, theirs):
        return _whole(theirs)
    if theirs == base:
        return _whole(mine)
    old, my, their = split(base), split(mine), split(theirs)
    return Merged(
        _pieces(old.blocks, my.blocks, their.blocks),
        _either(old.tail, my.tail, their.tail),
        _either(old.line_end, my.line_end, their.line_end),
    )


def _whole(text: str) -> Merged:
    parts: Blocks = split(text)
    if join(parts.blocks, parts.tail, parts.line_end) == text:
        return Merged((_Piece(parts.blocks),), parts.tail, parts.line_end)
    # Line ends of two kinds: the text stands as it is, as one block.
    return Merged((_Piece((Block(text),)),), "", "\n")


@dataclass(frozen=True, slots=True)
class _Hunk:
    """One side's change: the blocks `low` to `high` of the base became `blocks`."""

    low: int
    high: int
    start: int
    blocks: tuple[Block, ...]
    is_mine: bool


def _pieces(base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]) -> tuple[_Piece, ...]:
    hunks = [*_hunks(base, mine, is_mine=True), *_hunks(base, theirs, is_mine=False)]
    pieces: list[_Piece] = []
    kept = _kept(base, mine, theirs)
    place = number = 0
    for cluster in _clusters(sorted(hunks, key=lambda hunk: (hunk.low, hunk.high))):
        low, high = cluster[0].low, max(hunk.high for hunk in cluster)
        pieces.append(_Piece(kept[place:low]))
        found = _settle(base, mine, cluster, number)
        number += sum(piece.conflict is not None for piece in found)
        pieces += found
        place = high
    return (*pieces, _Piece(kept[place:]))


def _clusters(hunks: Sequence[_Hunk]) -> list[list[_Hunk]]:
    """Put the changes together that meet in a paragraph, or that add in one place."""
    clusters: list[list[_Hunk]] = []
    high = -1
    for hunk in hunks:
        is_same_place = bool(clusters) and hunk.low == hunk.high == clusters[-1][0].low
        if clusters and (hunk.low < high or is_same_place):
            clusters[-1].append(hunk)
        else:
            clusters.append([hunk])
            high = hunk.high
        high = max(high, hunk.high)
    return clusters


def _settle(
    base: Sequence[Block], my_text: Sequence[Block], cluster: Sequence[_Hunk], number: int
) -> list[_Piece]:
    sides = {hunk.is_mine for hunk in cluster}
    low, high = cluster[0].low, max(hunk.high for hunk in cluster)
    mine = _applied(base, [hunk for hunk in cluster if hunk.is_mine], low, high)
    theirs = _applied(base, [hunk for hunk in cluster if not hunk.is_mine], low, high)
    if sides == {False}:
        return [_Piece(theirs)]
    if sides == {True}:
        return [_Piece(mine)]
    if _keys(mine) == _keys(theirs):
        return [_Piece(_agreed(mine, theirs))]
    before = _common(_keys(mine), _keys(theirs))
    after = _common(_keys(mine)[before:][::-1], _keys(theirs)[before:][::-1])
    head = _agreed(mine[:before], theirs[:before])
    tail = _agreed(mine[len(mine) - after :], theirs[len(theirs) - after :])
    mine, theirs = mine[before : len(mine) - after], theirs[before : len(theirs) - after]
    first = next(hunk for hunk in cluster if hunk.is_mine)
    conflict = Conflict(
        number,
        _line_of(my_text, first.start + before),
        *(join(_bare(blocks), "", "\n") for blocks in (base[low:high], mine, theirs)),
    )
    return [_Piece(head), _Piece(mine, theirs, conflict), _Piece(tail)]


def _agreed(mine: Sequence[Block], theirs: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks that both sides wrote, with the wider of their gaps."""
    return tuple(
        replace(one, gap=max(one.gap, other.gap, key=_width), is_first=one.is_first or other.is_first)
        for one, other in zip(mine, theirs, strict=True)
    )


def _applied(base: Sequence[Block], hunks: Sequence[_Hunk], low: int, high: int) -> tuple[Block, ...]:
    blocks: list[Block] = []
    place = low
    for hunk in hunks:
        blocks += [*base[place : hunk.low], *hunk.blocks]
        place = hunk.high
    return (*blocks, *base[place:high])


def _hunks(base: Sequence[Block], other: Sequence[Block], *, is_mine: bool) -> list[_Hunk]:
    """Return one side's changes; as many paragraphs in place of as many are changes one by one."""
    hunks: list[_Hunk] = []
    for low, high, start, end in _changes(base, other):
        if high - low == end - start:
            hunks += [
                _Hunk(low + step, low + step + 1, start + step, (other[start + step],), is_mine)
                for step in range(high - low)
            ]
        else:
            hunks.append(_Hunk(low, high, start, tuple(other[start:end]), is_mine))
    return hunks


def _changes(base: Sequence[Block], other: Sequence[Block]) -> list[tuple[int, int, int, int]]:
    before = _common(_keys(base), _keys(other))
    after = _common(_keys(base)[before:][::-1], _keys(other)[before:][::-1])
    old, new = _keys(base)[before : len(base) - after], _keys(other)[before : len(other) - after]
    here, there = Counter(old), Counter(new)
    if sum(count * there[key] for key, count in here.items()) > _MOST_PAIRS:
        return [(before, len(base) - after, before, len(other) - after)]
    return [
        (before + low, before + high, before + start, before + end)
        for tag, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def _kept(base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]) -> tuple[Block, ...]:
    """Return the base's blocks with the gaps that either side gave them."""
    here, there = _matches(base, mine), _matches(base, theirs)
    return tuple(
        replace(
            block,
            gap=_either(block.gap, here.get(index, block).gap, there.get(index, block).gap),
            is_first=here.get(index, block).is_first or there.get(index, block).is_first,
        )
        for index, block in enumerate(base)
    )


def _matches(base: Sequence[Block], other: Sequence[Block]) -> dict[int, Block]:
    """Return the other's block for each of the base's that it left alone."""
    found: dict[int, Block] = {}
    low = start = 0
    for change_low, high, _, end in [*_changes(base, other), (len(base), 0, 0, 0)]:
        found |= {index: other[start + index - low] for index in range(low, change_low)}
        low, start = high, end
    return found


def _either(base: str, mine: str, theirs: str) -> str:
    """Return the changed one of two values; the longer one where both changed."""
    if mine == base:
        return theirs
    return mine if theirs == base else max(mine, theirs, key=_width)


def _width(value: str) -> tuple[int, str]:
    return len(value), value


def _keys(blocks: Sequence[Block]) -> list[tuple[bool, str]]:
    return [block.key for block in blocks]


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many items two lists share at their beginning."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _bare(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks whose first one has no gap."""
    return tuple(
        replace(block, gap="", is_first=True) if not at else block for at, block in enumerate(blocks)
    )


def _line_of(blocks: Sequence[Block], index: int) -> int:
    """Return the line, from 1, where a block begins, or where one would be added at the end."""
    index = min(index, len(blocks) - 1)
    text = "".join(block.gap + block.text for block in blocks[:index])
    return 1 + text.count("\n") + (blocks[index].gap.count("\n") if blocks else 0)
