"""HTML within Markdown → Markdown where it is simple; of the rest the words stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from studyvisit.curriculum.exchange.html_words import markdown_of_html
from studyvisit.curriculum.markup import TAGS
from studyvisit.curriculum.taking_in.code import Code
from studyvisit.curriculum.taking_in.notes import Fate, Notebook

Shown = Callable[[str, str], str]
"""What shows a picture: its address and its words → the attributes of an `<img>`, or nothing."""
_WITHOUT_WORDS = ("script", "style", "template", "noscript", "svg", "canvas", "object")
_BLOCKS = ("table", "ul", "ol", "dl", "pre")
_TAG = re.compile(r"(?<!\]\()<(/?)([A-Za-z][A-Za-z0-9.]*)((?:\s[^<>]*)?)/?>")
_PICTURE = re.compile(r"<img\s([^<>]*)>", re.IGNORECASE)
_SETTING = re.compile(
    r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|\{['\"`]?([^{}'\"`]*)['\"`]?\}|([^\s\"'>]+))"
)
_LINK = re.compile(r"<a\s([^<>]*)>((?:(?!</a>).){0,500})</a>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>((?:(?!</h).){0,500})</h\1>", re.IGNORECASE | re.DOTALL)
_SUMMARY = re.compile(r"<summary\b[^<>]*>((?:(?!</summary>).){0,500})</summary>", re.IGNORECASE | re.DOTALL)
_SHOWN = re.compile(r"<(iframe|video|audio|embed|source)\s([^<>]*)>", re.IGNORECASE)
_CAPTION = re.compile(
    r"<figcaption\b[^<>]*>((?:(?!</figcaption>).){0,500})</figcaption>", re.IGNORECASE | re.DOTALL
)
_AROUND = "p div section article header footer main center figure details aside nav picture body html"
_WRAPPERS = frozenset(_AROUND.split())
_WITHIN = "font u big tt span summary source video audio iframe embed"
_SILENT = _WRAPPERS | frozenset(_WITHIN.split())
_KEPT = TAGS - _WRAPPERS - {"span", "img", "h2", "h3", "h4", "figcaption"}


def with_headings(text: str) -> str:
    """Return a text whose headings in HTML are headings in Markdown."""
    return _HEADING.sub(lambda found: f"\n\n{'#' * int(found[1])} {_line(found[2])}\n\n", text)


def without_tags(text: str, code: Code, picture: Shown, notes: Notebook) -> str:
    """Return a text, its code hidden, with HTML only where our Markdown has no other way to say it."""
    if "<" not in text:
        return text
    for name in _WITHOUT_WORDS:
        said = f"<{name}> is left out with what is in it"
        text = _replaced(text, name, lambda _inside, said=said: notes.here(Fate.LEFT_OUT, said))  # type: ignore[misc]
    for name in _BLOCKS:
        text = _replaced(text, name, lambda html: _block(html, code, picture, notes))
    text = _PICTURE.sub(lambda found: "![{1}](<{0}>)".format(*_address_of(found[1], "src", "alt")), text)
    text = _LINK.sub(_link, text)
    text = _SUMMARY.sub(lambda found: _opened(found, notes), text)
    text = _CAPTION.sub(lambda found: f"\n\n*{_line(found[1])}*\n\n", text)
    text = _SHOWN.sub(lambda found: _player(found, notes), text)
    return _TAG.sub(lambda found: _tag(found, notes), text)


def _replaced(text: str, name: str, put: Callable[[str], str]) -> str:
    """Return a text with each `<name …>…</name>` replaced; one within another goes with it."""
    ends = re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE)
    kept: list[str] = []
    at, begun, depth = 0, 0, 0
    for found in ends.finditer(text):
        if not found[1]:
            begun = found.start() if depth == 0 else begun
            depth += 0 if found[0].endswith("/>") else 1
        elif depth:
            depth -= 1
            if depth == 0:
                kept += [text[at:begun], put(text[begun : found.end()])]
                at = found.end()
    return "".join(kept) + text[at:]


def _block(html: str, code: Code, picture: Shown, notes: Notebook) -> str:
    """Return a table or a list that was written in HTML as Markdown."""

    def img(found: re.Match[str]) -> str:
        address, words = _address_of(found[1], "src", "alt")
        return picture(address, words)

    bare = re.sub(r"\x02\d+\x03", "", code.bare(html))
    said = notes.here(Fate.CHANGED, "a table or list in HTML is written in Markdown: look at it")
    return f"{said}\n\n{code.hide(markdown_of_html(_PICTURE.sub(img, bare), lambda _lost: None))}\n\n"


def _address_of(settings: str, address: str, words: str) -> tuple[str, str]:
    said = {
        key.lower(): unescape(next(filter(None, values), "")) for key, *values in _SETTING.findall(settings)
    }
    plain = said.get(words, "").replace("[", "(").replace("]", ")")
    place = re.sub(r"[<>\n]", "", said.get(address, "")).strip()
    if found := re.fullmatch(r"(?:require\(|useBaseUrl\()\(?(.*?)\)*(?:\.default)?", place):
        place = found[1].strip("'\"")
    return place, " ".join(plain.split())


def _link(found: re.Match[str]) -> str:
    address, _none = _address_of(found[1], "href", "")
    words = _line(found[2])
    return f"[{words}](<{address}>)" if address and words else words


def _line(words: str) -> str:
    return " ".join(words.split())


def _opened(found: re.Match[str], notes: Notebook) -> str:
    said = notes.here(Fate.CHANGED, "what could be folded away stands open, below its words in bold")
    return f"\n\n**{_TAG.sub('', _line(found[1])).strip('* ')}**{said}\n\n"


def _player(found: re.Match[str], notes: Notebook) -> str:
    address, title = _address_of(found[2], "src", "title")
    said = notes.here(Fate.CHANGED, "what was shown within the page (video, sound, a map) is a link now")
    if not address.startswith(("http://", "https://")):
        return f"[{title or address.rpartition('/')[2]}](<{address}>){said}" if address else ""
    host = address.split("/")[2]
    return f"[{title or host}](<{address}>){said}"


def _tag(found: re.Match[str], notes: Notebook) -> str:
    name = found[2].lower()
    if name in _KEPT and found[2] == name:
        return "\n\n---\n\n" if name == "hr" else found[0]
    around = "\n\n" if name in _WRAPPERS else ""
    if name in _SILENT or found[1]:
        return around
    said = notes.here(Fate.CHANGED, f"<{found[2][:30]}> is not shown to readers: its words stay")
    return said + around
