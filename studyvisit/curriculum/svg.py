"""SVG pictures: what they may not hold, and what they say of themselves in words."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from studyvisit.curriculum.problems import Report

LARGEST = 6_000
FEWEST_WORDS = 10
_DEEPEST = 100
_WHERE = "picture"
_SVG_NAMES = """
svg g defs title desc symbol use path rect circle ellipse line polyline polygon text tspan textPath marker
linearGradient radialGradient stop clipPath mask pattern metadata style
"""
SVG_ELEMENTS = frozenset(_SVG_NAMES.split())
_REFERENCES = frozenset({"href", "src"})
OUTSIDE_CSS = re.compile(r"@import|url\s*\(\s*(?![\"']?#)|expression\s*\(|\\", re.IGNORECASE)
_ENCODING = re.compile(rb"^<\?xml[^>]*\sencoding\s*=\s*.([A-Za-z0-9_-]*)")
_UNSAFE_PROLOGUE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)


def check_svg(content: bytes, report: Report) -> None:
    """Report an SVG with anything active in it; warn of one that is heavy or does not describe itself."""
    try:
        root = _root_of(content)
    except _Unreadable as fault:
        report.error(fault.line, _WHERE, str(fault))
        return
    if _local(root.tag) != "svg" or not root.tag.startswith("{http://www.w3.org/2000/svg}"):
        report.error(
            1,
            _WHERE,
            'is not an SVG picture: its first element must be <svg xmlns="http://www.w3.org/2000/svg">',
        )
    for message in sorted({message for element in root.iter() for message in _faults(element)}):
        report.error(1, _WHERE, message)
    _check_words(root, report)
    if len(content) > LARGEST:
        report.warn(
            1,
            _WHERE,
            f"has {len(content):,} bytes; readers on slow lines are owed at most {LARGEST:,}: draw less",
        )


def description_of(content: bytes) -> str:
    """Return the long description that an SVG holds in its <desc>, on one line; empty when there is none."""
    root = parsed(content)
    return _said(root, "desc") if root is not None else ""


def parsed(content: bytes) -> Element | None:
    """Return an SVG's first element; None when the file cannot be read or is not to be trusted."""
    try:
        return _root_of(content)
    except _Unreadable:
        return None


def _check_words(root: Element, report: Report) -> None:
    if not _said(root, "title"):
        report.warn(1, _WHERE, "has no <title>: write what it is called as the first thing in <svg>")
    words = len(_said(root, "desc").split())
    if words < FEWEST_WORDS:
        report.warn(
            1,
            _WHERE,
            f"has a <desc> of {words} words: write, right after its <title>, everything that it shows in "
            f"{FEWEST_WORDS} words or more; readers can open them below the picture",
        )


def _said(root: Element, name: str) -> str:
    """Return the text of the title or the description of a picture, a child of its first element."""
    found = next((child for child in root if _local(child.tag) == name), None)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


class _Unreadable(Exception):
    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def _root_of(content: bytes) -> Element:
    encoding = _ENCODING.search(content)
    if (encoding and encoding[1].lower() != b"utf-8") or b"\0" in content:
        raise _Unreadable("is not UTF-8 text: save it again with the encoding UTF-8")
    if _UNSAFE_PROLOGUE.search(content):
        raise _Unreadable("has a DOCTYPE, an entity or a style sheet of its own: take it out")
    try:
        content.decode("utf-8")
        parser = XMLParser(target=TreeBuilder())  # noqa: S314 (entities and DOCTYPE are refused above)
        parser.feed(content)
        root: Element = parser.close()
    except UnicodeDecodeError as error:
        raise _Unreadable("is not UTF-8 text: save it again with the encoding UTF-8") from error
    except ParseError as error:
        raise _Unreadable(
            f"is not well-formed XML ({error}): save it again from the program that drew it",
            error.position[0],
        ) from error
    if _is_deeper(root, _DEEPEST):
        raise _Unreadable(f"is nested more than {_DEEPEST} deep: ungroup it in the program that drew it")
    return root


def _is_deeper(root: Element, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [child for element in level for child in element]
    return bool(level)


def _faults(element: Element) -> list[str]:
    name = _local(element.tag)
    faults = []
    if name not in SVG_ELEMENTS:
        faults.append(f"has <{name}>, which a picture here may not hold: take it out")
    if name == "style" and OUTSIDE_CSS.search(element.text or ""):
        faults.append("has a style that fetches something from elsewhere: take it out")
    for key, value in element.attrib.items():
        attribute = _local(key)
        if attribute.lower().startswith("on"):
            faults.append(f"has the event handler {attribute}: take it out")
        elif attribute.lower() in _REFERENCES and not value.startswith("#"):
            faults.append(f"points elsewhere with {attribute}: pictures may only use their own parts (#…)")
        elif OUTSIDE_CSS.search(value):
            faults.append(f"fetches something from elsewhere in {attribute}: take it out")
    return faults


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
