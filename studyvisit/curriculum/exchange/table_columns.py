"""Questions as a table of CSV: a line a question, a column for each of its parts."""

from __future__ import annotations

import re

HEAD = ("id", "name", "kind", "question", "right")
TAIL = ("feedback", "tolerance", "unit", "marking", "points", "competency", "lesson", "form", "tags")
MOST_OPTIONS = 12
_RISKY = frozenset("=+-@\t\r\n−＝＋－＠")
_BLANKS = " \u00a0\u200b\u2060\ufeff\u3000"
_NUMBER = re.compile(r"-\d+(?:\.\d+)?")


def columns(options: int) -> tuple[str, ...]:
    """Return the names of the columns of a table for questions with so many options."""
    numbered = [
        f"{part}-{number}" for number in range(1, options + 1) for part in ("option", "match", "feedback")
    ]
    return (*HEAD, *numbered, *TAIL)


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not work out: what looks like a sum gets an apostrophe."""
    return f"'{cell}" if _looks_risky(cell.removeprefix("'")) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell without that apostrophe."""
    return cell[1:] if cell[:1] == "'" and _looks_risky(cell[1:].removeprefix("'")) else cell


def _looks_risky(cell: str) -> bool:
    return cell.lstrip(_BLANKS)[:1] in _RISKY if cell.strip() else False
