"""A file's body cut at its headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from studyvisit.curriculum.lines import Attributes, Line, heading_of, outside_code, split_attributes


@dataclass(slots=True)
class Section:
    """The lines below one heading, without it; the first section of a body has no heading."""

    number: int = 0
    title: str = ""
    attributes: Attributes = field(default_factory=Attributes)
    lines: list[Line] = field(default_factory=list)


def sections(lines: Iterable[Line], level: int) -> tuple[Section, list[Section]]:
    """Return what stands before the first heading of a level, and a section for each such heading."""
    found = [Section()]
    for line, is_prose in outside_code(lines):
        heading = heading_of(line.text) if is_prose else None
        if heading and heading[0] == level:
            title, attributes = split_attributes(heading[1])
            found.append(Section(line.number, title, attributes))
        else:
            found[-1].lines.append(line)
    return found[0], found[1:]
