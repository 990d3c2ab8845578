"""What is typed in a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class CommentForm:
    """Words about a line of a file, and with `suggests` other words for the line."""

    file: str = ""
    line: int = 0
    words: str = ""
    suggestion: str = ""
    suggests: bool = False
    error: str = ""

    @classmethod
    def parse(cls, posted: Mapping[str, str]) -> CommentForm:
        """Return what was posted; there has to be something said or suggested."""
        line = posted.get("line", "")
        words, suggests = typed(posted, "words"), "suggests" in posted
        suggestion = posted.get("suggestion", "").replace("\0", "").replace("\r\n", "\n")
        error = ""
        if not words and not suggests:
            error = _("Write a comment, or suggest other words.")
        elif len(words) > LONGEST or len(suggestion) > 4 * LONGEST:
            error = _("Shorten it.")
        number = int(line) if line.isascii() and line.isdecimal() and len(line) < 7 else 0
        return cls(posted.get("file", ""), number, words, suggestion, suggests, error)


def typed(posted: Mapping[str, str], name: str) -> str:
    """Return what was typed in a field, without blanks around it."""
    return posted.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()
