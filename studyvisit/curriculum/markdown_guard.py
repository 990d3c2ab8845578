"""What keeps Python-Markdown from being driven into the ground by a hostile or an accidental text.

Rendering takes time for each block, line and mark, and for some texts time that grows with the square
of their length. The guard estimates that time block by block; a block that would take too long, and
whatever comes after the time is used up, is shown as it was written. No honest lesson comes near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from studyvisit.curriculum.lines import closes, fence_of
from studyvisit.curriculum.markup import verbatim

# Microseconds, measured on a small server; the budget leaves half of two seconds for the sanitiser.
_BUDGET = 900_000
_BLOCK, _ROW, _MARK = 60, 25, 15
_NOTE, _ODD, _ELEMENT, _REFERENCE = 300, 90, 150, 40
_LONGEST_SCAN = 2_000_000
_MOST_COPYING = 40_000_000
_DEEPEST = 6
_WIDEST_INDENT = 4 * _DEEPEST + 3

_MARKS = re.compile(r"[*_`\[<&\\!|{~]|  \n")
_ELEMENTS = re.compile(r"<(?!https?:)[A-Za-z/!?]")
# Pictures, addresses with more than plain letters, and admonitions: all of them need the slow sanitiser.
_ODDITIES = re.compile(r"!\[|\]\((?!https?://[A-Za-z0-9./_~%?=,+-]*\))|^!!!", re.MULTILINE)
_REFERENCES = re.compile(r"&[A-Za-z0-9#]")
_ROWS = re.compile(r"^[ \t]*(?:[-*+:>]|\d{1,9}[.)])|\|", re.MULTILINE)
_HEADS = re.compile(r"^(?:#|[=-]+[ ]*$)", re.MULTILINE)
_RUN = re.compile(r"([*_`\[\](){}<>!&\\~^:])\1{40}")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*+")
_PREFIX_MARK = re.compile(r">|[-*+]|\d+[.)]")
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ ]*){3,80}|(?:\*[ ]*){3,80}|(?:_[ ]*){3,80})")
_BRACKET = re.compile(r"[\[\]()]")
OPEN = "\x1f"  # stands for a `<` that no `>` follows: nothing to look for
UNREADABLE = "cannot be rendered and is shown as it is written: write it more simply"
_TOO_DEEP = "is nested more than six deep and is shown as it is written: write it more simply"
_LONG = "has too many marks in one paragraph and is shown as it is written: break it up with blank lines"
_USED_UP = "is too long to be rendered; from here on it is shown as it is written: split it"


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a block is shown as it is written; `line` counts from 0 in the rendered text."""

    line: int
    message: str


class Guard(Extension):
    """Shows a block that would take too long to render as it is written, and says so in `complaints`."""

    def __init__(self) -> None:
        super().__init__()
        self.complaints: list[Complaint] = []

    def extendMarkdown(self, md: Markdown) -> None:
        """Hang the guard into a converter: after white space is put in order, before HTML is looked for."""
        md.preprocessors.register(_Watch(md, self), "guard", 25)


class _Watch(Preprocessor):
    def __init__(self, md: Markdown, guard: Guard) -> None:
        super().__init__(md)
        self._complaints = guard.complaints
        self._left = _BUDGET

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        for start, block in _blocks(lines):
            kept += ["", *self._watched(start, block)]
            if self._left <= 0:
                rest = "\n".join(lines[start + len(block) :]).strip("\n")
                return [*kept, "", self._stash(verbatim(rest))] if rest else kept
        return kept

    def _watched(self, start: int, block: list[str]) -> list[str]:
        text = "\n".join(block)
        if fence_of(block[0]):
            self._left -= _BLOCK
            return [self._stash(_code(block))]
        fault = self._fault(text, block)
        if fault is None:
            before, end, after = text.rpartition(">")
            return [*(before + end + after.replace("<", OPEN)).split("\n")]
        self._complaints.append(Complaint(start, fault))
        return [self._stash(verbatim(text))]

    def _stash(self, html: str) -> str:
        return str(self.md.htmlStash.store(html))

    def _fault(self, text: str, block: list[str]) -> str | None:
        """Return why a block may not be rendered, or None when it may; its time is taken off the budget."""
        if any(_is_deep(line) for line in block):
            return _TOO_DEEP
        marks = len(_MARKS.findall(text))
        scan = _scan(text)
        copies = marks * len(text) + len(_HEADS.findall(text)) * len(text) * 10
        if scan > _LONGEST_SCAN or copies > _MOST_COPYING or _RUN.search(text):
            return _LONG
        self._left -= _BLOCK + _ROW * len(_ROWS.findall(text)) + _MARK * marks + scan // 4
        self._left -= _NOTE * text.count("[^") + _ODD * len(_ODDITIES.findall(text))
        self._left -= _ELEMENT * len(_ELEMENTS.findall(text)) + _REFERENCE * len(_REFERENCES.findall(text))
        return None if self._left > 0 else _USED_UP


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines without a blank one, and whole fences, with the number of their first line."""
    start, fence = 0, ""
    for number, line in enumerate(lines):
        mark = fence_of(line)
        if fence:
            if closes(line, fence):
                yield start, lines[start : number + 1]
                start, fence = number + 1, ""
        elif mark or not line.strip():
            if start < number:
                yield start, lines[start:number]
            start, fence = (number, mark) if mark else (number + 1, "")
    if start < len(lines):
        yield start, lines[start:]


def _code(block: list[str]) -> str:
    body = block[1:-1] if len(block) > 1 and closes(block[-1], fence_of(block[0])) else block[1:]
    return f"<pre><code>{escape(chr(10).join(body), quote=False)}\n</code></pre>"


def _is_deep(line: str) -> bool:
    if len(line) - len(line.lstrip()) > _WIDEST_INDENT:
        return True
    prefix = _PREFIX.match(line)
    return (
        prefix is not None and len(_PREFIX_MARK.findall(prefix[0])) > _DEEPEST and not _RULE.fullmatch(line)
    )


def _scan(text: str) -> int:
    """Return how many characters the search for closing brackets looks at."""
    if text.count("[") * len(text) < _LONGEST_SCAN // 100:
        return 0
    looked, open_brackets = 0, 0
    before = 0
    for found in _BRACKET.finditer(text):
        looked += (found.start() - before) * open_brackets
        before = found.start()
        open_brackets = open_brackets + 1 if found.group() in "[(" else max(open_brackets - 1, 0)
    return looked + (len(text) - before) * open_brackets
