"""The blocks of a text as they stand in its file: paragraphs, items, tables and quotations, with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.lines import Line, heading_of, outside_code, split_attributes

Kind = Literal["paragraph", "item", "table", "quotation", "definition", "heading", "footnote"]

_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\]]+\]:")
_DEFINITION = re.compile(r" {0,3}:\s")
_ROW_BELOW_HEAD = re.compile(r"(?=.*-)(?=.*\|)[\s|:-]+")
_FENCE = re.compile(r":{3,}\s*(.*)")
_MARK = re.compile(r"[\s>]*\{:?\s*\.computed\s*\}\s*")
# Fences whose text is a part of the prose; what stands in the others is asked, not told.
_TOLD = frozenset({"chart"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block and its lines, at least one; a mark `{: .computed}` is no line of it."""

    kind: Kind
    lines: tuple[Line, ...]
    is_computed: bool = False

    @property
    def text(self) -> str:
        """Return the lines as one text, without the sign that a list item begins with."""
        text = "\n".join(line.text for line in self.lines)
        return _ITEM.sub(lambda sign: " " * len(sign[0]), text, count=1) if self.kind == "item" else text

    def line_at(self, position: int) -> int:
        """Return the number of the line in which a character of `text` stands."""
        return self.lines[self.text.count("\n", 0, position)].number


def is_mark(text: str) -> bool:
    """Return whether a line is the mark of a block that was computed."""
    return _MARK.fullmatch(text) is not None


def blocks_of(lines: Iterable[Line]) -> Iterator[Block]:
    """Yield the blocks of a text in order; code and the questions of checks are left out.

    A mark that stands below no block is a block without words.
    """
    reader = _Reader()
    for line, is_prose in outside_code(lines):
        yield from reader.take(line, is_prose)
    yield from reader.flush()


class _Reader:
    def __init__(self) -> None:
        self._kind: Kind = "paragraph"
        self._lines: list[Line] = []
        self._is_left_out = False
        self._is_in_footnote = False

    def take(self, line: Line, is_prose: bool) -> Iterator[Block]:
        """Take the next line and yield the blocks that end before it."""
        fence = _FENCE.fullmatch(line.text.rstrip()) if is_prose else None
        if fence:
            self._is_left_out = bool(fence[1]) and split_attributes(fence[1])[0] not in _TOLD
        if fence or not is_prose or self._is_left_out or not line.text.strip():
            yield from self.flush()
        elif line.text.startswith("!!!") or _ABBREVIATION.match(line.text):
            yield from self.flush()
            self._is_in_footnote = False
        elif heading := heading_of(line.text):
            yield from self.flush()
            yield Block("heading", (Line(line.number, heading[1]),))
            self._is_in_footnote = False
        else:
            yield from self._take_words(line)

    def _take_words(self, line: Line) -> Iterator[Block]:
        kind = self._kind_begun_by(line.text)
        if kind is not None:
            yield from self.flush()
            self._kind = kind
            self._is_in_footnote = kind == "footnote"
        elif self._kind == "paragraph" and _DEFINITION.match(line.text):
            self._kind = "definition"
        self._lines.append(line)

    def _kind_begun_by(self, text: str) -> Kind | None:
        """Return the kind of block that begins with a line; None for one that goes on with the block before."""
        if _FOOTNOTE.match(text):
            return "footnote"
        if self._lines:
            is_next_item = self._kind == "item" and _ITEM.match(text)
            is_next_meaning = self._kind == "definition" and _DEFINITION.match(text)
            return self._kind if is_next_item or is_next_meaning else None
        if self._is_in_footnote and text[:1] in (" ", "\t"):
            return "footnote"
        if _ITEM.match(text):
            return "item"
        if _DEFINITION.match(text):
            return "definition"
        return "quotation" if text.lstrip().startswith(">") else "paragraph"

    def flush(self) -> Iterator[Block]:
        """Yield the block that ends here, if one does."""
        if self._lines:
            words = [line for line in self._lines if not is_mark(line.text)]
            is_table = len(words) > 1 and "|" in words[0].text and _ROW_BELOW_HEAD.fullmatch(words[1].text)
            kind: Kind = "table" if is_table and self._kind == "paragraph" else self._kind
            is_computed = is_mark(self._lines[-1].text)
            yield Block(kind, tuple(words) or (Line(self._lines[0].number, ""),), is_computed)
        self._kind = "paragraph"
        self._lines = []
