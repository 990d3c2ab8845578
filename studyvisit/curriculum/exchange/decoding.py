"""Bytes of a file that somebody hands in → text, whatever it was saved with."""

from __future__ import annotations

import codecs

from studyvisit.curriculum.exchange.items import Remarks
from studyvisit.curriculum.markup import plain_characters

MOST_BYTES = 50_000_000
MOST_QUESTIONS = 20_000
LONGEST_TEXT = 100_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 2000


class Unreadable(ValueError):
    """A file cannot be read at all; the message says why and what to do."""


def ensure_size(content: bytes, most: int = MOST_BYTES) -> None:
    """Raise Unreadable for a file that is larger than `most` bytes."""
    if len(content) > most:
        raise Unreadable(f"The file has more than {most // 1_000_000} MB: split it.")


def decoded(content: bytes, remarks: Remarks) -> str:
    """Return a file as text without its byte-order mark, its lines ending in `\\n`. Raises Unreadable."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _as(content[len(mark) :], encoding)
    if encoding := _without_a_mark(content):
        return _as(content, encoding)
    try:
        return plain_characters(content.decode("utf-8"))
    except UnicodeDecodeError:
        remarks.note(
            "the file is not UTF-8 and is read as Windows-1252: look at its accents, or save it as UTF-8"
        )
        return plain_characters(content.decode("cp1252", "replace"))


def _as(content: bytes, encoding: str) -> str:
    try:
        return plain_characters(content.decode(encoding))
    except UnicodeDecodeError:
        raise Unreadable(
            f"The file says that it is {encoding.upper()} and is not: save it as UTF-8."
        ) from None


def _without_a_mark(content: bytes) -> str:
    """Return the UTF-16 that a file with many zero bytes must be in, or nothing."""
    head = content[:_LOOKED_AT]
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return ""
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
