"""A small plain SVG as markup that stands in the page itself: less on the wire than asking for it would cost.

Nothing of the file is copied. Its tree is written anew from a short list of shapes and attributes with harmless
values, everything escaped; a picture with anything else in it is shown as a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from studyvisit.curriculum.svg import parsed

LARGEST = 1_500
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_TEXTS = frozenset({"text", "tspan"})
_SAID_ELSEWHERE = frozenset({"title", "desc"})
_NAMES = """
x y x1 y1 x2 y2 cx cy r rx ry dx dy d points width height transform opacity fill fill-opacity stroke
stroke-width stroke-dasharray stroke-linecap stroke-linejoin font-family font-size font-weight font-style
text-anchor dominant-baseline
"""
_ATTRIBUTES = frozenset(_NAMES.split())
_OF_THE_ROOT = frozenset({"viewBox", "preserveAspectRatio"})
_DROPPED = frozenset({"role", "width", "height"})
_HARMLESS = re.compile(r"(?!.*url)[A-Za-z0-9 .,#%()'+\n\t-]*", re.IGNORECASE | re.DOTALL)


class _NotPlain(Exception):
    """The picture has something that is not on the list."""


def drawing_of(content: bytes, size: tuple[int, int] | None) -> str:
    """Return an SVG's element from behind `<svg` on; empty when it is not plain or more than LARGEST characters."""
    root = parsed(content)
    if root is None or size is None or root.tag != f"{_SVG}svg":
        return ""
    try:
        own = {name: value for name, value in root.attrib.items() if name not in _DROPPED}
        attributes = _written(own, _ATTRIBUTES | _OF_THE_ROOT)
        inside = "".join(part for child in root for part in _drawn(child))
    except _NotPlain:
        return ""
    drawing = f' width="{size[0]}" height="{size[1]}"{attributes}>{inside}</svg>'
    return drawing if len(drawing) <= LARGEST else ""


def _drawn(element: Element) -> Iterator[str]:
    name = str(element.tag).removeprefix(_SVG)
    if name in _SAID_ELSEWHERE:
        return
    if name not in _SHAPES | _TEXTS:
        raise _NotPlain
    yield f"<{name}{_written(element.attrib, _ATTRIBUTES)}>"
    if name in _TEXTS:
        yield escape(_line(element.text))
    for child in element:
        yield from _drawn(child)
        if name in _TEXTS:
            yield escape(_line(child.tail))
    yield f"</{name}>"


def _written(attributes: dict[str, str], known: frozenset[str]) -> str:
    if any(name not in known or not _HARMLESS.fullmatch(value) for name, value in attributes.items()):
        raise _NotPlain
    return "".join(f' {name}="{escape(_line(value))}"' for name, value in attributes.items())


def _line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
