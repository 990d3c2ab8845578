"""Plain words and HTML → our Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from html import unescape

from studyvisit.curriculum.exchange.html_words import markdown_of_html
from studyvisit.curriculum.exchange.plain_words import escaped

Lost = Callable[[str], None]
_NEEDS_HTML = re.compile(r"[<&]")
_TEX = (("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"))


class Format(StrEnum):
    """In what a text is written; `moodle` is HTML of which every line end counts."""

    MOODLE = "moodle"
    HTML = "html"
    PLAIN = "plain"
    MARKDOWN = "markdown"


def in_markdown(text: str, written: Format, lost: Lost) -> str:
    """Return a text as Markdown blocks; `lost` is told what cannot be carried over."""
    text = text.strip()
    if any(0 <= text.find(opens) < text.rfind(closes) for opens, closes in _TEX):
        lost("a formula in TeX is shown as it is typed: write it in words or as a picture")
    match written:
        case Format.MARKDOWN:
            return text
        case Format.PLAIN:
            return escaped(text)
        case Format.MOODLE:
            if not _NEEDS_HTML.search(text):
                return escaped(text)
            return markdown_of_html(text.replace("\n", "<br>\n"), lost)
        case Format.HTML:
            if not _NEEDS_HTML.search(text):
                return escaped(" ".join(text.split()))
            return markdown_of_html(text, lost)


def in_a_line(markdown: str, lost: Lost) -> str:
    """Return Markdown that stands within one line, as an option does."""
    if "\n\n" in markdown:
        lost("an answer of several paragraphs is put into one")
    return " ".join(markdown.split())


def plain(text: str, written: Format, lost: Lost) -> str:
    """Return a text without any formatting: what a list to choose from can show."""
    if written in (Format.HTML, Format.MOODLE) and _NEEDS_HTML.search(text):
        bare = re.sub(r"<[A-Za-z/!][^<>]*>", " ", text)
        if bare != text:
            lost("a word to choose from a list loses its formatting")
        text = unescape(bare)
    return " ".join(text.split())
