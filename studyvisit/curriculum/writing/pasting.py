"""What is pasted from a word processor or a web page → Markdown as trainers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from studyvisit.curriculum.exchange.html_words import markdown_of_html

_SILENT = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "select"}
)
_VOID = frozenset({"br", "hr"})
_BLOCKS = frozenset({"p", "div", "blockquote", "pre", "dl", "dt", "dd", "caption", "figcaption"})
_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_LISTS = frozenset({"ul", "ol", "li"})
_NO_HEADINGS = _TABLES | _LISTS | {"blockquote", "dd", "dt"}
_WITHIN = frozenset({"code", "sub", "sup", "del"})
_STRONG, _EMPHASISED = frozenset({"b", "strong"}), frozenset({"i", "em"})
_HEADING = re.compile(r"h([1-6])")
_WORD_LEVEL = re.compile(r"mso-list:\s*\S+\s+level([1-9])", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_WORD_HEADING = re.compile(r"\bmsoheading([1-6])|\bmsotitle\b", re.IGNORECASE)
_BOLD = re.compile(r"font-weight:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_SLANTED = re.compile(r"font-style:\s*(?:italic|oblique)", re.IGNORECASE)
_UPRIGHT = re.compile(r"font-style:\s*normal", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?[0-9a-zA-Z]{1,5}[.)]")
_EMPHASIS = ("</strong>", "</em>")
_BROKEN_UP = re.compile(r"</(strong|em)>(\s*)<\1>")
"""Bold words right beside bold words, as word processors write what was typed in two goes."""
_DEEPEST = 40
_LOWEST = 4
_MARK = "\ue000"
"""Stands before the words of a heading, once for each level, until the rest is Markdown."""
_WORD_BULLET = "\0"
"""Ends what Word writes before an item: it is read to tell a numbered list, and not written."""
_MARKED = re.compile(f"({_MARK}+)")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Markdown, and how many pictures were left out: they come as files of their own."""

    markdown: str
    pictures: int


def markdown_of_paste(html: str) -> Pasted:
    """Return what was copied elsewhere as Markdown, headings from the second level on and none left out.

    Of styles only bold and italic words stay; addresses lead to the web or to a mailbox, or are left out.
    """
    cleaner = _Cleaner()
    cleaner.feed(html.replace(_MARK, ""))
    cleaner.close()
    written = markdown_of_html(cleaner.cleaned(), lambda _lost: None)
    return Pasted("\n\n".join(_with_headings(written.split("\n\n"))), cleaner.pictures)


def _with_headings(blocks: list[str]) -> Iterator[str]:
    levels = sorted({len(found[1]) for block in blocks if (found := _MARKED.match(block))})
    before = 1
    for block in blocks:
        found = _MARKED.match(block)
        words = _MARKED.sub("", block)
        if found:
            level = min(levels.index(len(found[1])) + 2, before + 1, _LOWEST)
            words = " ".join(words.replace("**", "").replace("<br>", " ").split())
            before = level if words else before
            words = f"{'#' * level} {words}" if words else ""
        if words:
            yield words


class _Cleaner(HTMLParser):
    """Writes what matters of any HTML as plain, well-formed HTML; Word's lists become lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures = 0
        self._written: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._silent: list[str] = []
        self._word_lists: list[str] = []
        self._item: int | None = None
        self._bullet = ""

    def cleaned(self) -> str:
        """Return what was read."""
        while self._open:
            self._written.append(self._open.pop()[1])
        self._end_word_lists(0)
        return _BROKEN_UP.sub(r"\2", "".join(self._written))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag in its plain form; what is inside some says nothing."""
        if tag in _SILENT or self._silent:
            self._silent += [tag] if tag in (*_SILENT, *self._silent) else []
            return
        if tag in _VOID:
            self._written.append(f"<{tag}>")
        elif tag == "img":
            self.pictures += 1
        elif len(self._open) < _DEEPEST:
            self._start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag that has no end; an empty one of another kind says nothing."""
        if (tag in _VOID or tag == "img") and not self._silent:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag with all that was left open in it."""
        if self._silent:
            if self._silent[-1] == tag:
                self._silent.pop()
        elif any(tag == name for name, _end in self._open):
            name = ""
            while name != tag:
                name, end = self._open.pop()
                self._written.append(end.strip(_WORD_BULLET))

    def handle_data(self, data: str) -> None:
        """Write words; those of Word's own bullets only tell whether a list is numbered."""
        if self._silent:
            return
        if any(end == _WORD_BULLET for _name, end in self._open):
            self._bullet += data
        else:
            self._begin_item()
            self._written.append(escape(data, quote=False))

    def _start(self, tag: str, given: dict[str, str]) -> None:
        style, kind = given.get("style", ""), given.get("class", "")
        heading = _HEADING.fullmatch(tag) or (_WORD_HEADING.search(kind) if tag == "p" else None)
        level = _WORD_LEVEL.search(style) if tag in ("p", "div") else None
        if _WORD_MARK.search(style):
            self._open.append((tag, _WORD_BULLET))
        elif heading:
            self._end_word_lists(0)
            is_within = any(name in _NO_HEADINGS for name, _end in self._open)
            self._put(tag, "<p>" if is_within else f"<p>{_MARK * int(heading[1] or 1)}", "</p>")
        elif level:
            self._item, self._bullet = int(level[1]), ""
            self._open.append((tag, ""))
        elif tag in _BLOCKS | _TABLES | _LISTS:
            self._end_word_lists(0)
            self._put(tag, _plain(tag, given), f"</{tag}>")
        else:
            self._begin_item()
            begin, end = _around(tag, given)
            is_marked = any(
                mark in end and mark in other for mark in _EMPHASIS for _name, other in self._open
            )
            self._put(tag, *(("", "") if is_marked else (begin, end)))

    def _put(self, tag: str, begin: str, end: str) -> None:
        self._written.append(begin)
        self._open.append((tag, end))

    def _begin_item(self) -> None:
        """Begin the item of a list that Word wrote as a paragraph, once its words begin."""
        if self._item is None:
            return
        level, self._item = self._item, None
        name = "ol" if _NUMBERED.fullmatch(self._bullet.strip()) else "ul"
        self._end_word_lists(level)
        if len(self._word_lists) == level and self._word_lists[-1] != name:
            self._end_word_lists(level - 1)
        while len(self._word_lists) < level:
            self._word_lists.append(name)
            self._written.append(f"<{name}>")
        self._written.append("<li>")

    def _end_word_lists(self, level: int) -> None:
        while len(self._word_lists) > level:
            self._written.append(f"</{self._word_lists.pop()}>")


def _plain(tag: str, given: dict[str, str]) -> str:
    start = given.get("start", "")
    return f'<ol start="{start}">' if tag == "ol" and start.isdecimal() and len(start) < 5 else f"<{tag}>"


def _around(tag: str, given: dict[str, str]) -> tuple[str, str]:
    """Return how words within a line begin and end."""
    style, address = given.get("style", ""), given.get("href", "").strip()
    if tag in _WITHIN:
        return f"<{tag}>", f"</{tag}>"
    if tag == "a" and re.match(r"(?:https?://|mailto:)[^\s\x00-\x1f]", address, re.IGNORECASE):
        return f'<a href="{escape(address)}">', "</a>"
    begin = end = ""
    if _BOLD.search(style) or (tag in _STRONG and not _NOT_BOLD.search(style)):
        begin, end = "<strong>", "</strong>"
    if _SLANTED.search(style) or (tag in _EMPHASISED and not _UPRIGHT.search(style)):
        begin, end = f"{begin}<em>", f"</em>{end}"
    return begin, end
