"""What a writer can cite: the facts that lessons rest on, and the sources that the unit names already."""

from __future__ import annotations

import re

from studyvisit.curriculum.source import Bundle, is_text

_FACT = re.compile(r"^- (P\d|\d{1,2}(?:\.\d{1,3}[a-z]?)?) (.+)$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^([^\]\s]+)\]: (.+)$", re.MULTILINE)
_MOST = 120


def citations(bundle: Bundle) -> tuple[tuple[str, str], ...]:
    """Return marks and words: of the sources that the unit cites, for their footnotes, each once."""
    found: dict[str, str] = {}
    for name, content in bundle.files.items():
        if is_text(name):
            for mark, words in _FOOTNOTE.findall(content.decode("utf-8", "replace")):
                found.setdefault(words.strip(), mark)
    return tuple((mark, words) for words, mark in found.items())[:_MOST]


def facts(vocabulary: Bundle | None) -> tuple[tuple[str, str], ...]:
    """Return the numbers and words of the facts that lessons may rest on."""
    if vocabulary is None or "facts.md" not in vocabulary.files:
        return ()
    return tuple(_FACT.findall(vocabulary.text("facts.md")))
