"""An SVG as a drawing program wrote it → one that may be shown: what is active or fetched is left out and told.

The elements that stay are written anew, one by one; nothing of the rest of the file comes through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element, tostring

from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.svg import OUTSIDE_CSS, SVG_ELEMENTS, check_svg, parsed

LARGEST = 1_000_000
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_LINKS = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^<>\[\]]*>", re.IGNORECASE)
_STYLE_SHEET = re.compile(rb"<\?xml-stylesheet[^<>]*\?>", re.IGNORECASE)
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use"})


class LeftOut(StrEnum):
    """What was left out of a drawing, as far as a reader could miss it."""

    SCRIPTS = "scripts"
    LINKS = "links"
    PICTURES = "pictures"
    FETCHED = "fetched"
    MOVEMENT = "movement"
    OTHER = "other"


_WHAT = {
    "script": LeftOut.SCRIPTS,
    "a": LeftOut.LINKS,
    "image": LeftOut.PICTURES,
    "feImage": LeftOut.PICTURES,
    "animate": LeftOut.MOVEMENT,
    "animateMotion": LeftOut.MOVEMENT,
    "animateTransform": LeftOut.MOVEMENT,
    "set": LeftOut.MOVEMENT,
}


@dataclass(frozen=True, slots=True)
class Mended:
    """A drawing that may be shown, and what was left out of it."""

    content: bytes
    left_out: frozenset[LeftOut] = frozenset()


def mended(content: bytes) -> Mended | None:
    """Return an SVG that passes the check; None when it cannot be read or nothing to see would be left.

    One that passes as it is stays byte for byte.
    """
    if _passes(content):
        return Mended(content)
    bare = _STYLE_SHEET.sub(b"", _DOCTYPE.sub(b"", content.removeprefix(b"\xef\xbb\xbf")))
    root = parsed(bare.strip())
    if root is None or root.tag != f"{_NAMESPACE}svg":
        return None
    left_out: set[LeftOut] = set()
    [anew] = _kept(root, left_out)
    anew.set("xmlns", _NAMESPACE.strip("{}"))
    written = tostring(anew, encoding="unicode").encode("utf-8") + b"\n"
    has_shapes = any(element.tag in _SHAPES for element in anew.iter())
    return Mended(written, frozenset(left_out)) if has_shapes and _passes(written) else None


def _passes(content: bytes) -> bool:
    report = Report("media/drawing.svg")
    check_svg(content, report)
    return not report.has_errors


def _kept(element: Element, left_out: set[LeftOut]) -> Iterator[Element]:
    """Yield an element as it may stand: none, itself, or for a link a group of what is in it."""
    tag = str(element.tag)
    if not tag.startswith(_NAMESPACE):
        return  # what a drawing program notes for itself
    name = tag.removeprefix(_NAMESPACE)
    if name in ("a", "switch"):
        left_out.update({LeftOut.LINKS} if name == "a" else ())
        name = "g"
    elif name not in SVG_ELEMENTS or (name == "style" and OUTSIDE_CSS.search(element.text or "")):
        left_out.add(LeftOut.FETCHED if name == "style" else _WHAT.get(name, LeftOut.OTHER))
        return
    anew = Element(name, dict(_attributes(element, left_out)))
    anew.text = element.text
    for child in element:
        for kept in _kept(child, left_out):
            kept.tail = child.tail
            anew.append(kept)
    yield anew


def _attributes(element: Element, left_out: set[LeftOut]) -> Iterator[tuple[str, str]]:
    is_link = element.tag == f"{_NAMESPACE}a"
    for key, value in element.attrib.items():
        name = "href" if key == _LINKS else key.replace(_XML, "xml:")
        if name.startswith("{") or (is_link and name in ("href", "target", "download", "rel")):
            continue
        if name.lower().startswith("on"):
            left_out.add(LeftOut.SCRIPTS)
        elif (name.lower() in ("href", "src") and not value.startswith("#")) or OUTSIDE_CSS.search(value):
            left_out.add(LeftOut.FETCHED)
        else:
            yield name, value
