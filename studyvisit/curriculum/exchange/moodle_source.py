"""Moodle XML taken apart: one question at a time, so that a broken one does not stop the rest."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from studyvisit.curriculum.exchange.decoding import Unreadable, decoded
from studyvisit.curriculum.exchange.items import Remarks
from studyvisit.curriculum.exchange.quiz_writer import slug_of
from studyvisit.curriculum.exchange.words import Format, in_a_line, in_markdown, plain
from studyvisit.curriculum.kinds import PICTURES

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
_CODECS = re.compile(r"(?:iso-8859-\d{1,2}|windows-125\d|cp125\d|latin-?1)", re.IGNORECASE)
_OPAQUE = (("<![CDATA[", "]]>"), ("<!--", "-->"))
_EDGE = re.compile(r"<question\b[^<>]*>|</question\s*>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_FORMATS = {
    "html": Format.HTML,
    "markdown": Format.MARKDOWN,
    "plain_text": Format.PLAIN,
    "wiki_like": Format.PLAIN,
    "moodle_auto_format": Format.MOODLE,
}
_PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/([^\s\"'<>)?#]+)(?:\?[^\s\"'<>)]*)?")
_DEEPEST = 40
_LONGEST_QUESTION = 12_000_000
_MOST_BYTES_OF_A_PICTURE = 2_000_000


def questions_in(content: bytes, remarks: Remarks) -> Iterator[tuple[int, Element]]:
    """Yield each question of a file with its line; one that is no XML is left out. Raises Unreadable."""
    text = _text_of(content, remarks)
    # What stands in CDATA and comments is hidden while the ends of questions are looked for.
    masked = "".join(" " * len(piece) if is_opaque else piece for piece, is_opaque in _pieces(text))
    if "<!DOCTYPE" in masked or "<!ENTITY" in masked:
        raise Unreadable("The file has a DOCTYPE or entities of its own, which are not read: take them out.")
    if "<quiz" not in masked:
        raise Unreadable("This is no Moodle XML: it has no <quiz>. In Moodle, export as “Moodle XML format”.")
    line, before = 1, 0
    for start, end in _spans(masked, text, remarks):
        line += text.count("\n", before, start)
        before = start
        element = _element(text[start:end], remarks.about(line, ""))
        if element is not None:
            yield line, element


def _spans(masked: str, text: str, remarks: Remarks) -> Iterator[tuple[int, int]]:
    """Yield where each question begins and ends; one that does not end before the next is left out."""
    start = -1
    for edge in _EDGE.finditer(masked):
        is_end = edge[0].startswith("</")
        if start >= 0 and not is_end:
            line = text.count("\n", 0, start) + 1
            remarks.about(line, "").refused("does not end: it lacks a </question>")
        if is_end and start >= 0:
            yield start, edge.end()
            start = -1
        elif not is_end:
            start = edge.start()


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield text in pieces, each with whether it is CDATA or a comment."""
    place = 0
    while place < len(text):
        found = [(start, mark) for mark in _OPAQUE if (start := text.find(mark[0], place)) >= 0]
        start, (_begins, ends) = min(found, default=(-1, ("", "")))
        end = text.find(ends, start) if start >= 0 else -1
        if end < 0:
            break
        yield text[place:start], False
        yield text[start : end + len(ends)], True
        place = end + len(ends)
    yield text[place:], False


def _text_of(content: bytes, remarks: Remarks) -> str:
    declared = _DECLARED.match(content[:200])
    name = declared[1].decode("ascii") if declared else ""
    if _CODECS.fullmatch(name):
        content = content.decode(name, "replace").encode()
    return decoded(content, remarks)


def _element(text: str, remarks: Remarks) -> Element | None:
    if len(text) > _LONGEST_QUESTION:
        remarks.refused("is longer than 12 MB: take its pictures out or make them smaller")
        return None
    known = "".join(piece if is_opaque else _ENTITY.sub(_known, piece) for piece, is_opaque in _pieces(text))
    try:
        element = fromstring(known, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        remarks.refused(f"is no well-formed XML ({error}): mend it, or export it again")
        return None
    if _is_deep(element):
        remarks.refused(f"has elements more than {_DEEPEST} deep within each other: write it more simply")
        return None
    return element


def _is_deep(element: Element) -> bool:
    level = [element]
    for _depth in range(_DEEPEST):
        level = [child for one in level for child in one]
    return bool(level)


def _known(found: re.Match[str]) -> str:
    """Return an entity of HTML, which XML does not know, as the letter it stands for."""
    if found[1] in _XML_ENTITIES:
        return found[0]
    return html5.get(f"{found[1]};", found[0])


@dataclass(slots=True)
class Pictures:
    """The pictures of a file by the name that our quiz has for them."""

    found: dict[str, bytes] = field(default_factory=dict)

    def take(self, element: Element, remarks: Remarks) -> dict[str, str]:
        """Keep the pictures of one text; return the new name of each by the old one."""
        return {
            file.get("name", ""): name
            for file in element.findall("file")
            if (name := self._keep(file, remarks))
        }

    def _keep(self, file: Element, remarks: Remarks) -> str:
        path = PurePosixPath(file.get("name", ""))
        ending = path.suffix.lower().replace(".jpeg", ".jpg")
        try:
            content = base64.b64decode("".join((file.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if ending not in PICTURES or not content or len(content) > _MOST_BYTES_OF_A_PICTURE:
            remarks.lost(
                f"the file {path.name}: it is no picture of at most 2 MB (SVG, PNG, JPEG, WebP, GIF)"
            )
            return ""
        stem = slug_of(path.stem) or "picture"
        name, number = f"media/{stem}{ending}", 1
        while self.found.get(name, content) != content:
            number += 1
            name = f"media/{stem}-{number}{ending}"
        self.found[name] = content
        return name


@dataclass(frozen=True, slots=True)
class Words:
    """Reads the texts of one question."""

    written: Format
    pictures: Pictures
    remarks: Remarks

    def block(self, element: Element | None) -> str:
        """Return the text of an element as Markdown blocks."""
        if element is None:
            return ""
        return in_markdown(self.raw(element), self.format_of(element), self.remarks.lost)

    def line(self, element: Element | None) -> str:
        """Return the text of an element as Markdown of one line."""
        return in_a_line(self.block(element), self.remarks.lost)

    def plain(self, element: Element | None) -> str:
        """Return the text of an element without formatting."""
        return "" if element is None else plain(self.raw(element), self.format_of(element), self.remarks.lost)

    def format_of(self, element: Element) -> Format:
        """Return in what an element's text is written: as it says, or as the question's own."""
        return _FORMATS.get(element.get("format", ""), self.written)

    def raw(self, element: Element) -> str:
        """Return the text of an element with the names that its pictures have with us."""
        text = _inside(element.find("text")).strip()
        names = self.pictures.take(element, self.remarks)
        return _PLUGIN_FILE.sub(lambda found: self._name(found, names), text)

    def _name(self, found: re.Match[str], names: dict[str, str]) -> str:
        old = unquote(found[1])
        if old not in names:
            self.remarks.lost(f"the file {old}, which is not in the file that was read")
        return names.get(old, "")


def _inside(element: Element | None) -> str:
    """Return a text, of which the HTML may stand there as elements instead of as CDATA."""
    if element is None:
        return ""
    return (element.text or "") + "".join(tostring(child, encoding="unicode") for child in element)
