"""Numbered lines of a text file, and the small marks that are read from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from studyvisit.curriculum.problems import Report, did_you_mean
from studyvisit.curriculum.source import SLUG

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)(.*)")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*([^{}]*)\}[ \t]*")
_TOKEN = re.compile(
    r"""#(?P<id>[^\s#]+)|\.(?P<cls>[^\s.]+)|(?P<key>[^\s=#.]+)=(?:"(?P<quoted>[^"]*)"|(?P<value>\S*))"""
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, without its end; numbers start at 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between `{` and `}` at the end of a heading or an item."""

    id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def numbered(text: str, first: int = 1) -> tuple[Line, ...]:
    """Return the lines of a text, the first one having the number `first`."""
    return tuple(Line(first + index, line) for index, line in enumerate(text.split("\n")))


def joined(lines: Iterable[Line]) -> str:
    """Return lines as one text again."""
    return "\n".join(line.text for line in lines)


def trimmed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines without the blank ones at either end."""
    kept = list(lines)
    while kept and not kept[-1].text.strip():
        kept.pop()
    start = next((index for index, line in enumerate(kept) if line.text.strip()), len(kept))
    return tuple(kept[start:])


def fence_of(text: str) -> str:
    """Return the run of backticks or tildes with which a line opens or closes code, or an empty string."""
    found = _FENCE.match(text)
    return found[1] if found else ""


def closes(text: str, fence: str) -> bool:
    """Return whether a line closes code that `fence` opened."""
    return fence_of(text).startswith(fence) and not text.strip(" \t`~")


def outside_code(lines: Iterable[Line]) -> Iterator[tuple[Line, bool]]:
    """Yield each line with whether it is prose, that is, not between code fences."""
    fence = ""
    for line in lines:
        mark = fence_of(line.text)
        if fence:
            yield line, False
            fence = "" if closes(line.text, fence) else fence
        else:
            yield line, not mark
            fence = mark


def prose_only(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that are not between code fences."""
    return (line for line, is_prose in outside_code(lines) if is_prose)


def heading_of(text: str) -> tuple[int, str] | None:
    """Return the level and the words of a heading line, or None for another line."""
    found = _HEADING.match(text)
    return (len(found[1]), found[2].strip()) if found else None


def split_attributes(text: str) -> tuple[str, Attributes]:
    """Return a text without the attribute list at its end, and that list."""
    text = text.rstrip()
    start = text.rfind("{")
    found = _ATTRIBUTES.fullmatch(text, start) if start >= 0 and text.endswith("}") else None
    if not found:
        return text, Attributes()
    values: dict[str, str] = {}
    identity = ""
    unread: list[str] = []
    position = 0
    for token in _TOKEN.finditer(found[1]):
        unread += found[1][position : token.start()].split()
        position = token.end()
        if token["id"] is not None:
            identity = token["id"]
        elif token["key"] is not None:
            values[token["key"]] = token["quoted"] if token["quoted"] is not None else token["value"]
    unread += found[1][position:].split()
    return text[:start].rstrip(), Attributes(identity, values, tuple(unread))


def check_attributes(
    attributes: Attributes, known: Iterable[str], line: int, where: str, report: Report
) -> None:
    """Report an id that is missing or malformed, and keys that mean nothing here."""
    known = list(known)
    if not attributes.id:
        report.error(line, where, "has no id: end the line with one, such as {#short-name}")
    else:
        check_slug(attributes.id, line, where, report)
    for key in attributes.values:
        if key not in known:
            report.error(
                line,
                where,
                f"`{key}` is not known here.{did_you_mean(key, known)}"
                + (f" Known: {', '.join(known)}." if known else ""),
            )
    for word in attributes.unread:
        report.error(
            line, where, f"`{word}` cannot be read: write #id or key=value, without spaces around the ="
        )


def check_slug(identity: str, line: int, where: str, report: Report) -> None:
    """Report an id that has other characters than lower-case letters, digits and hyphens."""
    if not SLUG.fullmatch(identity):
        report.error(
            line,
            where,
            f"`{identity}` is not an id: use lower-case letters a to z, digits and single hyphens",
        )
