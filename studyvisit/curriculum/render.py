"""Markdown → sanitised HTML. Done once, when content is compiled; nothing is rendered at read time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from studyvisit.curriculum.content import Heading
from studyvisit.curriculum.finish import finish
from studyvisit.curriculum.markdown_guard import OPEN, UNREADABLE, Complaint, Guard
from studyvisit.curriculum.markdown_shape import Shape
from studyvisit.curriculum.markup import plain_characters, sanitise, verbatim
from studyvisit.curriculum.media import MediaRef

_ONE_PARAGRAPH = re.compile(
    r"<p>((?:(?!</?p[ >]|<(?:ul|ol|dl|div|table|pre|blockquote|h[1-6])[ >]).)*)</p>", re.DOTALL
)
# One line of words and plain punctuation: nothing in it means anything to Markdown or to HTML.
_WORDS = re.compile(r"[^\W\d_](?:[^\W_]|[,.;?'\"%/()’“”‘–—…]|[ -](?=[^\W_]|[(\"'‘“–—]))*+")
_TAGS = re.compile(r"<[^>]*>")
_FOOTNOTES = re.compile(r'(?:<h2[^>]*>[^<]*</h2>\s*)?<div class="footnote">.*\Z', re.DOTALL)
_FOOTNOTE_MARKS = re.compile(r'<sup[^>]*><a class="footnote-ref"[^>]*>[^<]*</a></sup>')


@dataclass(frozen=True, slots=True)
class Rendered:
    """Sanitised HTML, the headings in it, and what had to be shown as it was written."""

    html: str
    headings: tuple[Heading, ...]
    complaints: tuple[Complaint, ...]


def render(text: str, media: Mapping[str, MediaRef] | None = None) -> Rendered:
    """Return Markdown as sanitised HTML. Never raises and takes time in proportion to the text."""
    text = plain_characters(text)
    if _WORDS.fullmatch(text):
        return Rendered(f"<p>{text}</p>", (), ())
    guard = Guard()
    shape = Shape(media or {})
    markdown = Markdown(
        extensions=[*_extensions(), guard, shape],
        output_format="html",
    )
    try:
        html = markdown.convert(text).replace(OPEN, "&lt;")
    except Exception:
        # Python-Markdown and its extensions raise whatever comes up on texts they were not made for.
        return Rendered(sanitise(verbatim(text)), (), (Complaint(0, UNREADABLE),))
    return Rendered(finish(sanitise(html).strip()), tuple(shape.headings), tuple(guard.complaints))


def _extensions() -> tuple[Extension, ...]:
    """Return what Markdown can do beyond its first description; by their names they would be looked up each time."""
    return (
        TableExtension(use_align_attribute=True),
        FootnoteExtension(SEPARATOR="-", BACKLINK_TEXT="↩"),
        DefListExtension(),
        AbbrExtension(),
        AdmonitionExtension(),
        AttrListExtension(),
        SaneListExtension(),
    )


def render_file(text: str) -> str:
    """Return the HTML that a reader gets of one Markdown file, front matter left out."""
    return render(_without_front_matter(text)).html


def inline(html: str) -> str | None:
    """Return the inside of HTML that is one paragraph; None when it is anything else."""
    found = _ONE_PARAGRAPH.fullmatch(html.strip())
    return found[1] if found else (html if not html.strip() else None)


def words_in(html: str) -> int:
    """Return how many words a reader reads, tables too; footnotes, their heading and their marks left out.

    A word is what stands between blanks and has a letter or a digit.
    """
    text = unescape(_TAGS.sub(" ", _FOOTNOTE_MARKS.sub("", _FOOTNOTES.sub("", html))))
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _without_front_matter(text: str) -> str:
    text = plain_characters(text.removeprefix("\ufeff"))
    if not text.startswith("---\n"):
        return text
    _, end, body = text[4:].partition("\n---\n")
    return body if end else text
