"""The languages of content: which file translates which, and which way a language is written."""

from __future__ import annotations

import re

ORIGINAL = "en"
"""The language in which content is written first; every translation is made from it."""
_TRANSLATION = re.compile(r"(?P<stem>.+)\.(?P<language>[a-z]{2,3})\.md")
_FROM_THE_RIGHT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def language_of(name: str) -> str | None:
    """Return the language that a file translates into; None for an original: `01-a.fr.md` is French."""
    found = _TRANSLATION.fullmatch(name)
    return found["language"] if found else None


def original_of(name: str) -> str:
    """Return the name of the file that a translation translates, or the name itself."""
    found = _TRANSLATION.fullmatch(name)
    return f"{found['stem']}.md" if found else name


def translation_of(name: str, language: str) -> str:
    """Return the name of a file's translation."""
    return f"{name.removesuffix('.md')}.{language}.md"


def is_language(text: str) -> bool:
    """Return whether a text is the code of a language: two or three small letters, as `fr`."""
    return re.fullmatch(r"[a-z]{2,3}", text) is not None and text != ORIGINAL


def direction(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, otherwise `ltr`."""
    return "rtl" if language in _FROM_THE_RIGHT else "ltr"
