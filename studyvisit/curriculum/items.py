"""List items with an id: statements, prompts and the choices of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from studyvisit.curriculum.lines import Attributes, Line, outside_code, split_attributes

_ITEM = re.compile(r"[-*+]\s+(.*)")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its words, lines that go on joined, and its attributes."""

    number: int
    text: str
    attributes: Attributes

    @property
    def name(self) -> str:
        """Return what to call the item in a problem."""
        return self.attributes.id or self.text[:30]


def items_of(body: Iterable[Line]) -> tuple[list[Item], list[Line]]:
    """Return the list items of a body, continued lines joined, and the lines that are none."""
    raw: list[tuple[int, str]] = []
    others: list[Line] = []
    for line, is_prose in outside_code(body):
        found = _ITEM.match(line.text) if is_prose else None
        if found:
            raw.append((line.number, found[1]))
        elif raw and is_prose and line.text[:1] in (" ", "\t") and line.text.strip():
            raw[-1] = (raw[-1][0], f"{raw[-1][1]} {line.text.strip()}")
        else:
            others.append(line)
    items = []
    for number, text in raw:
        words, attributes = split_attributes(text)
        items.append(Item(number, " ".join(words.split()), attributes))
    return items, others
