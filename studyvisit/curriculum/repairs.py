"""What the check finds wrong → what would mend it, where one small change is surely meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from studyvisit.curriculum.problems import Problem


class Mend(StrEnum):
    """A kind of change; PICTURE_WORDS and LINK_WORDS need words that only the author knows."""

    HEADING = "heading"
    PICTURE_WORDS = "picture-words"
    DECORATIVE = "decorative"
    LINK_WORDS = "link-words"
    SPACE = "space"
    FENCE = "fence"
    INDENT = "indent"
    NEAREST = "nearest"

    @property
    def asks(self) -> bool:
        """Return whether it needs words."""
        return self in (Mend.PICTURE_WORDS, Mend.LINK_WORDS)


LONGEST_WORDS = 250
_WORDS = "\ue001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A change to one line of a text: `shown` is what it would put there, where that says enough.

    `key` tells it from every other one of the text, and changes with the line and with what is wrong in it.
    """

    mend: Mend
    line: int
    shown: str
    key: str
    written: str

    def of(self, text: str, words: str = "") -> str:
        """Return the text, mended; `words` are plain words, of which only what Markdown may hold there stays."""
        lines = text.split("\n")
        plain = " ".join(re.sub(r"[\[\]\\\x00-\x1f]", " ", words).split())[:LONGEST_WORDS]
        lines[self.line - 1] = self.written.replace(_WORDS, plain)
        if self.mend is Mend.FENCE:
            lines = [*_trimmed(lines), self.shown, ""]
        return "\n".join(lines)


def repairs_of(problem: Problem, text: str) -> tuple[Repair, ...]:
    """Return what would mend a problem of a text; nothing where more than one change could be meant."""
    lines = text.split("\n")
    if not 0 < problem.line <= len(lines):
        return ()
    line = lines[problem.line - 1]
    found = []
    for mend, pattern, act in _KNOWN:
        fault = pattern.search(problem.message)
        change = act(line, fault) if fault else None
        if change is not None:
            key = sha256(f"{mend}\n{line}\n{problem.message}".encode()).hexdigest()[:16]
            found.append(Repair(mend=mend, line=problem.line, shown=change[1], key=key, written=change[0]))
    return tuple(found)


_Change = tuple[str, str]
_Act = Callable[[str, re.Match[str]], _Change | None]


def _heading(line: str, fault: re.Match[str]) -> _Change | None:
    mark = fault[1] if fault[1] else "#" * 4
    return (re.sub(r"^#+", mark, line), mark) if line.startswith("#") else None


def _once(line: str, pattern: str, new: Callable[[re.Match[str]], str]) -> str | None:
    """Return a line with what the pattern finds replaced, if it finds it exactly once."""
    found = list(re.finditer(pattern, line))
    if len(found) != 1:
        return None
    return line[: found[0].start()] + new(found[0]) + line[found[0].end() :]


def _picture_words(line: str, fault: re.Match[str]) -> _Change | None:
    there = rf"!\[\s*\](?=\(\s*<?{re.escape(fault[1])}[\s>)])"
    changed = _once(line, there, lambda _found: f"![{_WORDS}]")
    return (changed, "") if changed is not None else None


def _decorative(line: str, fault: re.Match[str]) -> _Change | None:
    there = rf"!\[\s*\]\(\s*<?{re.escape(fault[1])}>?(?:\s[^()]*)?\)(?!\{{)"
    changed = _once(line, there, lambda found: f"{found[0]}{{.decorative}}")
    return (changed, "") if changed is not None else None


def _link_words(line: str, fault: re.Match[str]) -> _Change | None:
    address, words = fault[1], fault[2]
    if address:
        there = rf"(?<!!)\[[*_`\s]*\](?=\(\s*<?{re.escape(address)}[\s>)])"
    else:
        there = rf"(?<!!)\[\s*{re.escape(words)}\s*\](?=\()"
    changed = _once(line, there, lambda _found: f"[{_WORDS}]")
    return (changed, "") if changed is not None else None


def _space(line: str, fault: re.Match[str]) -> _Change | None:
    mended = fault[1].strip().replace(" ", "%20")
    changed = _once(line, re.escape(fault[1]), lambda _found: mended)
    return (changed, mended) if changed is not None else None


def _fence(line: str, fault: re.Match[str]) -> _Change | None:
    return line, fault[1]


def _indent(line: str, fault: re.Match[str]) -> _Change | None:
    del fault
    return f"    {line.lstrip(' ')}", ""


def _nearest(line: str, fault: re.Match[str]) -> _Change | None:
    wrong, right = fault[1], fault[2]
    changed = _once(line, rf"(?<![\w./-]){re.escape(wrong)}(?![\w/-])", lambda _found: right)
    return (changed, right) if changed is not None else None


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


_KNOWN: tuple[tuple[Mend, re.Pattern[str], _Act], ...] = (
    (Mend.HEADING, re.compile(r"(?:a level is left out, use|begin the heading with) `(#+)`$"), _heading),
    (Mend.HEADING, re.compile(r"^`#+` is too deep(): "), _heading),
    (Mend.PICTURE_WORDS, re.compile(r"^the picture (\S*) has no words for those"), _picture_words),
    (Mend.DECORATIVE, re.compile(r"^the picture (\S*) has no words for those"), _decorative),
    (Mend.LINK_WORDS, re.compile(r"^the link to (\S+)() has no words"), _link_words),
    (Mend.LINK_WORDS, re.compile(r"^the link's words ()“(.+)” do not say where"), _link_words),
    (Mend.SPACE, re.compile(r"^the address `(.+)` has a space: "), _space),
    (Mend.FENCE, re.compile(r"^begins code that does not end: add a line `(.+)`$"), _fence),
    (Mend.INDENT, re.compile(r"^this item is indented by fewer than four spaces"), _indent),
    (Mend.NEAREST, re.compile(r"`([^`]+)`[^`]*Did you mean `([^`]+)`\?$"), _nearest),
)
