"""A Markdown text as its paragraphs, put together again character for character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from studyvisit.curriculum.lines import closes, fence_of


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, code between fences, or one line of the front matter.

    `gap` is what stands between it and the block before it, line ends included.
    """

    text: str
    gap: str = ""
    is_line: bool = False
    is_first: bool = False

    @property
    def key(self) -> tuple[bool, str]:
        """Return what makes two blocks the same one, wherever they stand."""
        return self.is_line, self.text


@dataclass(frozen=True, slots=True)
class Blocks:
    """A text taken apart: its blocks, what follows the last one, and how its lines end."""

    blocks: tuple[Block, ...]
    tail: str
    line_end: str


def split(text: str) -> Blocks:
    """Take a text apart at its blank lines; those between code fences are no borders."""
    line_end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    front = _front_matter(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    blocks: list[Block] = []
    done = 0
    for first, last in [*((number, number) for number in range(front)), *_paragraphs(lines, front)]:
        end = starts[last + 1] - 1
        gap = text[done : starts[first]]
        blocks.append(Block(text[starts[first] : end], gap, is_line=first < front, is_first=not blocks))
        done = end
    return Blocks(tuple(blocks), text[done:], line_end)


def join(blocks: Iterable[Block], tail: str, line_end: str) -> str:
    """Put blocks together, with a blank line wherever two of them would run into each other."""
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        parts += [_gap(before, block), block.text]
        before = block
    return "".join([*parts, tail]).replace("\n", line_end)


def _gap(before: Block | None, block: Block) -> str:
    if before is None:
        return block.gap if block.is_first else ""
    least = "\n" if block.is_line or before.is_line else "\n\n"
    return block.gap if block.gap.count("\n") >= len(least) else least


def _front_matter(lines: list[str]) -> int:
    """Return how many lines belong to the front matter, its two borders included."""
    if lines[0].removeprefix("\ufeff").rstrip() != "---":
        return 0
    return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() == "---"), 0)


def _paragraphs(lines: list[str], start: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each paragraph from line `start` on."""
    first: int | None = None
    fence = ""
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.strip() and not fence:
            if first is not None:
                yield first, number - 1
            first = None
            continue
        first = number if first is None else first
        mark = fence_of(line)
        fence = ("" if closes(line, fence) else fence) if fence else mark
    if first is not None:
        yield first, len(lines) - 1
