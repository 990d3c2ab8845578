"""The shape of our HTML: headings with ids, tables that scroll, pictures with sizes, task lists as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from studyvisit.curriculum.content import Heading
from studyvisit.curriculum.finish import Names
from studyvisit.curriculum.markup import BREAK, SIZES, prefixed
from studyvisit.curriculum.media import MediaRef

_TASK = re.compile(r"\[([ xX])\](?=\s)")
_COMPUTED = re.compile(r"\{:?[ ]*\.computed[ ]*\}")
_ALIGNMENTS = {"center": "align-center", "right": "align-end"}
_CONTENTS_LEVELS = (2, 3)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Shape(Extension):
    """Gives the element tree our shape; `headings` holds its second and third-level headings afterwards."""

    def __init__(self, media: Mapping[str, MediaRef]) -> None:
        super().__init__()
        self.headings: list[Heading] = []
        self.media = media

    def extendMarkdown(self, md: Markdown) -> None:
        """Hang the shape into a converter, after attribute lists have been read."""
        md.treeprocessors.register(_Shaper(md, self), "shape", 5)


class _Shaper(Treeprocessor):
    def __init__(self, md: Markdown, shape: Shape) -> None:
        super().__init__(md)
        self._shape = shape
        self._shapes: Mapping[str, Callable[[Element], None]] = {
            "img": self._picture,
            "a": self._download,
            "li": _task,
            "td": _cell,
            "th": _cell,
            "table": _mark_of_table,
        }

    def run(self, root: Element) -> None:
        identities = Names({element.get("id", "") for element in root.iter()})
        for element in root.iter():
            if element.tag in _HEADINGS:
                self._heading(element, identities)
            elif shape := self._shapes.get(element.tag):
                shape(element)
        for block in root:
            block.tail = "\n" + BREAK

    def _heading(self, element: Element, identities: Names) -> None:
        level = min(max(int(element.tag[1]), 2), 4)
        element.tag = f"h{level}"
        text = " ".join("".join(_words(element, self.md)).split())
        if not element.get("id"):
            element.set("id", identities.take(_slug(text) or "section"))
        identity = prefixed(element.get("id", ""))
        if level in _CONTENTS_LEVELS and identity:
            self._shape.headings.append(Heading(id=identity, text=text, level=level))

    def _picture(self, element: Element) -> None:
        ref = self._shape.media.get(element.get("src", "").removeprefix("./"))
        if ref is None or not ref.is_picture:
            return
        element.set("src", ref.url)
        if ref.narrow:
            element.set("srcset", f"{ref.narrow.url} {ref.narrow.width}w, {ref.url} {ref.width}w")
            element.set("sizes", SIZES)
        element.set("loading", "lazy")
        if ref.width and ref.height:
            element.set("width", str(ref.width))
            element.set("height", str(ref.height))

    def _download(self, element: Element) -> None:
        """Let a link to a file beside the text say what it is and how large, and keep its name when it is saved."""
        ref = self._shape.media.get(element.get("href", "").removeprefix("./"))
        if ref is None:
            return
        element.set("href", ref.url)
        element.set("download", ref.name.removeprefix("media/"))
        last = element[-1] if len(element) else None
        if last is None:
            element.text = f"{element.text or ''} ({ref.weight})"
        else:
            last.tail = f"{last.tail or ''} ({ref.weight})"


def _words(element: Element, md: Markdown) -> Iterator[str]:
    if element.tag == "sup":
        return
    if element.tag == "img":
        yield element.get("alt", "")
    yield str(element.text or "")
    for child in element:
        yield from _words(child, md)
        yield child.tail or ""


def _slug(text: str) -> str:
    """Return a heading's words as an id; letters of every script stay."""
    folded = unicodedata.normalize("NFKC", text).lower()
    kept = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in folded)
    return "-".join("".join(kept).split())[:60].strip("-")


def _cell(element: Element) -> None:
    if (side := element.attrib.pop("align", None)) in _ALIGNMENTS:
        element.set("class", _ALIGNMENTS[side])
    if element.tag == "th" and not len(element) and not (element.text or "").strip():
        element.tag = "td"  # a corner, or a place to write in: it heads nothing
    if element.tag == "th" and not element.get("scope"):
        element.set("scope", "col")


def _mark_of_table(table: Element) -> None:
    """Give a table the mark `{: .computed}` that was read as its last row: it stands right below it."""
    body = table.find("tbody")
    rows = [] if body is None else list(body)
    if body is None or not rows:
        return
    words = "".join("".join(cell.itertext()) for cell in rows[-1])
    if _COMPUTED.fullmatch(words.strip()):
        body.remove(rows[-1])
        table.set("class", "computed")


def _task(element: Element) -> None:
    """Turn `[ ]` and `[x]` at the start of an item into a mark that is text."""
    holder = element if (element.text or "").strip() or not len(element) else element[0]
    text = (holder.text or "").lstrip()
    if holder.tag in ("li", "p") and (found := _TASK.match(text)):
        holder.text = ("☐" if found[1] == " " else "☑") + text[found.end() :]
        element.set("class", "task")
