"""Where the line that a comment is about stands now."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

_ALIKE = 0.6
_REACH = 60
"""So many lines up and down are searched for one that was changed a little."""


def line_now(lines: Sequence[str], text: str, number: int) -> int | None:
    """Return the number, from 1, of the line that said `text` as line `number`; None when it is gone.

    The same words win, nearest first; where nothing says the same, a line near by that says nearly so.
    """
    same = [place for place, line in enumerate(lines, start=1) if line == text]
    if same:
        return min(same, key=lambda place: abs(place - number))
    near = range(max(number - _REACH, 1), min(number + _REACH, len(lines)) + 1)
    likeness = {
        place: SequenceMatcher(None, lines[place - 1], text).ratio()
        for place in near
        if lines[place - 1].strip()
    }
    best = max(likeness, key=lambda place: (likeness[place], -abs(place - number)), default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def replaced(lines: Sequence[str], number: int, text: str, suggestion: str) -> list[str] | None:
    """Return the lines with a suggestion in place of line `number`; None when that no longer says `text`."""
    if not 1 <= number <= len(lines) or lines[number - 1] != text:
        return None
    return [*lines[: number - 1], *suggestion.split("\n"), *lines[number:]]
