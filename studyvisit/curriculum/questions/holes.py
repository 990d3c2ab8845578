"""Places in a text that are filled later: found before Markdown is rendered, found again in the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from studyvisit.curriculum.lines import Line, joined, outside_code


@dataclass(frozen=True, slots=True)
class Hole:
    """One such place: the line it is on and what stands in it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Holed:
    """Lines with a word nobody writes in place of each hole, and the holes."""

    lines: tuple[Line, ...]
    word: str
    holes: tuple[Hole, ...]

    def pieces(self, html: str) -> tuple[str, ...] | None:
        """Return the HTML between the holes; None when one is not in plain text, or not where it was."""
        pieces = re.split(rf"{self.word}(\d+)x", html)
        if pieces[1::2] != [str(index) for index in range(len(self.holes))]:
            return None
        before = ""
        for piece in pieces[:-1:2]:
            before += piece
            if before.rfind("<") > before.rfind(">") or before.count("<a ") > before.count("</a>"):
                return None
        return tuple(pieces[::2])


def find_holes(lines: Iterable[Line], pattern: re.Pattern[str]) -> Holed:
    """Return the holes that a pattern finds outside code; its group "hole" is what stands in one."""
    lines = tuple(lines)
    word = f"hole{sha256(joined(lines).encode('utf-8', 'replace')).hexdigest()[:16]}n"
    apart = re.compile(rf"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))|{pattern.pattern}")
    holes: list[Hole] = []
    replaced = []
    for line, is_prose in outside_code(lines):

        def put(found: re.Match[str], number: int = line.number) -> str:
            if found["code"]:
                return found[0]
            holes.append(Hole(number, found["hole"].strip()))
            return f"{word}{len(holes) - 1}x"

        replaced.append(Line(line.number, apart.sub(put, line.text)) if is_prose else line)
    return Holed(tuple(replaced), word, tuple(holes))
