"""Whether a paragraph and its translation name the same numbers, however each language writes them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_HIDDEN = re.compile(
    r"(?<=\])\([^()\n]*\)|<[^<>\n]*>|\bhttps?://\S+|\{:?[^{}\n]*\}|\[\^[^\]\s]+\]|^\d{1,3}[.)]\s",
    re.MULTILINE,
)
_NUMBER = re.compile(r"\d(?:[.,'’\u00a0\u202f\u066b\u066c]?\d)*")
_NO_DIGIT = re.compile(r"\D")


def differing(original: str, translation: str) -> tuple[str, ...]:
    """Return the numbers that stand in one of two texts and not in the other, as they are written there.

    Signs between digits are left out of the comparison: 9,397 and 9 397 are one number, 0.35 and 0,35 too.
    """
    here, there = _numbers(original), _numbers(translation)
    apart = (Counter(map(_bare, here)) - Counter(map(_bare, there))) | (
        Counter(map(_bare, there)) - Counter(map(_bare, here))
    )
    return tuple(dict.fromkeys(number for number in (*here, *there) if apart[_bare(number)]))


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(_HIDDEN.sub(" ", text))


def _bare(number: str) -> str:
    return _NO_DIGIT.sub("", "".join(str(unicodedata.digit(sign, sign)) for sign in number))
