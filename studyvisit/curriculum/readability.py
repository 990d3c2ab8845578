"""How hard a lesson is to read: the grade of Flesch and Kincaid, by textstat, over its running text."""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape

FEWEST_WORDS = 100
# What is not read as sentences: notes and their marks, tables, headings, code, and what names a box.
_LEFT_OUT = re.compile(
    r'<div class="footnote">.*\Z|<sup[^>]*><a class="footnote-ref"[^>]*>[^<]*</a></sup>'
    r"|<(table|pre|h[1-6]|figcaption|figure)\b.*?</\1>"
    r'|<p class="admonition-title">.*?</p>',
    re.DOTALL,
)
_BLOCK_END = re.compile(r"</(?:p|li|dt|dd|td|th|div|blockquote)>")
_TAG = re.compile(r"<[^>]*>")
_POINT_IN_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
_SENTENCE_END = (".", "!", "?", '."', '?"', '!"')


def running_text(html: Iterable[str]) -> str:
    """Return the sentences of sanitised HTML, one block a line, each block ended by a full stop."""
    lines = []
    for part in html:
        for block in _BLOCK_END.split(_LEFT_OUT.sub(" ", part)):
            words = " ".join(unescape(_TAG.sub("", block)).split())
            if any(map(str.isalnum, words)):
                lines.append(words if words.endswith(_SENTENCE_END) else f"{words.rstrip(' ;:,')}.")
    return "\n".join(lines)


def reading_grade(text: str) -> float | None:
    """Return the Flesch–Kincaid grade of English sentences, to one decimal; None below a hundred words.

    0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid and others, "Derivation of new
    readability formulas for Navy enlisted personnel", 1975). A point within a number ends no sentence.
    """
    if len(text.split()) < FEWEST_WORDS:
        return None
    return round(_flesch_kincaid()(_POINT_IN_NUMBER.sub(",", text)), 1)


@cache
def _flesch_kincaid() -> Callable[[str], float]:
    """Return textstat's formula, its dictionary read: a third of a second that only checking has to spend."""
    import textstat

    with warnings.catch_warnings():
        # The dictionary's reader leaves its file for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        textstat.flesch_kincaid_grade("One two.")
        gc.collect()
    # The dictionary stays, and is too large for the collector to look through again and again.
    gc.freeze()
    return textstat.flesch_kincaid_grade
