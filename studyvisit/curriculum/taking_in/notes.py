"""What was done to a folder while it was taken in: said by file and line, so that its author can look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_MARK = re.compile(r"\x02(\d+)\x03")
_WHOLE = re.compile(r"\x02\d+\x03")
_AT_START = re.compile(r"\A((?:\x02\d+\x03)+)\n+([^\n]*)")
_BLANK = re.compile(r"\n(?:[ \t]*(?:\x02\d+\x03)*[ \t]*\n)+")


class Fate(StrEnum):
    """What became of something: read out of what is there, written in another way, or left out."""

    INFERRED = "inferred"
    CHANGED = "changed"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was done; `path` is a file of the module, or of the folder for a file that was left out.

    `line` counts from 1 and is 0 where the whole file is meant.
    """

    path: str
    line: int
    fate: Fate
    message: str

    def __str__(self) -> str:
        """Return `path:line: message`."""
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


def without_marks(text: str) -> str:
    """Return a text without the marks of notes."""
    return _MARK.sub("", text)


def closed_up(text: str) -> str:
    """Return a text with one blank line where there were several; marks on them go to the line above."""
    text = _BLANK.sub(lambda found: "".join(_WHOLE.findall(found[0])) + "\n\n", f"\n{text}\n").strip("\n")
    return _AT_START.sub(r"\2\1", text)


class Notebook:
    """The notes on one text. A note leaves a mark where it belongs, which `settled` finds in the finished text.

    The same words are said once, however often they hold. No text that comes in has the signs of marks in it.
    """

    def __init__(self) -> None:
        self._notes: list[tuple[Fate, str]] = []
        self._on_keys: list[tuple[str, Fate, str]] = []

    def here(self, fate: Fate, message: str) -> str:
        """Take a note and return the mark that stands for its place."""
        if (fate, message) in self._notes:
            return ""
        self._notes.append((fate, message))
        return f"\x02{len(self._notes) - 1}\x03"

    def on_key(self, key: str, fate: Fate, message: str) -> None:
        """Take a note on a key of the front matter; on the whole file where `key` is empty or not there."""
        self._on_keys.append((key, fate, message))

    def settled(self, path: str, text: str) -> tuple[str, tuple[Note, ...]]:
        """Return a finished text without the marks, and the notes on it in the order of their lines."""
        lines = text.split("\n")
        found = {int(mark): number for number, line in enumerate(lines, 1) for mark in _MARK.findall(line)}
        notes = [
            Note(path, found.get(number, 0), fate, message)
            for number, (fate, message) in enumerate(self._notes)
        ]
        for key, fate, message in self._on_keys:
            line = next((n for n, one in enumerate(lines, 1) if key and one.startswith(f"{key}:")), 0)
            notes.append(Note(path, line, fate, message))
        return _MARK.sub("", text), tuple(sorted(notes, key=lambda note: note.line))
