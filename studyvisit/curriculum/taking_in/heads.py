"""What a folder says of its texts → the front matter of ours; what nobody can know stays to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from studyvisit.curriculum.source import SLUG
from studyvisit.curriculum.taking_in.notes import Fate, Note
from studyvisit.curriculum.taking_in.texts import Text
from studyvisit.curriculum.vocabulary import BLOOM_VERBS
from studyvisit.curriculum.writing.front_matter import Value, with_values

TO_WRITE = "…"
"""Stands before words that are no objective yet: the check says so, as no objective begins with it."""
_LONGEST = 300
_LESSON = """---
id: {id}
title: ""
minutes: {minutes}
objective: ""
competencies: []
---
"""
_MODULE = """---
id: {id}
title: ""
summary: ""
competencies: []
---
"""
_KEYS = """
id slug title sidebar_label linktitle nav_title weight sidebar_position nav_order order menu_order position date
minutes objective description summary excerpt subtitle competencies sdg facts
"""
_USED = frozenset(_KEYS.split())
_DESCRIPTIONS = ("objective", "description", "summary", "excerpt", "subtitle")
_TARGET = re.compile(r"(?:[1-9]|1[0-7])\.(?:[1-9]\d?|[a-d])")


def words_of_name(name: str) -> str:
    """Return the name of a file or a folder as a title."""
    words = " ".join(re.split(r"[-_.\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def lesson_head(identity: str, title: str, minutes: int, text: Text, competencies: Sequence[str]) -> str:
    """Return the front matter of a lesson, and take notes on what it was made of."""
    said = _minutes(text) or minutes
    values: dict[str, Value] = {"title": title, "objective": _objective(text)}
    values["competencies"] = _competencies(text) or list(competencies)
    values["sdg"] = [one for one in _list(text, "sdg") if _TARGET.fullmatch(one)]
    _name_the_rest(text)
    head = _LESSON.format(id=identity, minutes=said)
    return with_values(head, values)


def module_head(
    slug: str, title: str, text: Text | None, summary: str, competencies: Sequence[str]
) -> tuple[str, tuple[Note, ...]]:
    """Return the front matter of module.md, and the notes on it where there is no text to take them on."""
    said = text.said(*_DESCRIPTIONS) if text else ""
    names = (_competencies(text) if text else []) or list(competencies)
    values: dict[str, Value] = {"title": title, "competencies": names}
    # An empty value would take the key away, and the line with it that somebody is to fill in.
    values |= {"summary": (said or summary)[:_LONGEST]} if said or summary else {}
    if text is not None:
        _name_the_rest(text)
        text.notes.on_key("title", Fate.INFERRED, f"made of {text.path}, which introduces the others")
    notes: tuple[Note, ...] = ()
    if said and text is not None:
        text.notes.on_key("summary", Fate.INFERRED, f"summary from the front matter of {text.path}")
    elif summary:
        notes = (Note("module.md", 4, Fate.INFERRED, "summary from mkdocs.yml"),)
    return with_values(_MODULE.format(id=slug), values), notes


def _minutes(text: Text) -> int:
    said = text.said("minutes")
    return int(said) if re.fullmatch(r"[1-8]?[0-9]|90", said) else 0


def _objective(text: Text) -> str:
    said = text.said(*_DESCRIPTIONS)[:_LONGEST]
    if not said:
        return ""
    if said.split(maxsplit=1)[0].strip(",.:").lower() in BLOOM_VERBS:
        text.notes.on_key("objective", Fate.INFERRED, f"objective from the front matter of {text.path}")
        return said
    text.notes.on_key(
        "objective",
        Fate.INFERRED,
        f"objective begun with what {text.path} says of itself: write what the reader will do",
    )
    return f"{TO_WRITE} {said}"[:_LONGEST]


def _competencies(text: Text) -> list[str]:
    return [one for one in dict.fromkeys(_list(text, "competencies")) if SLUG.fullmatch(one)]


def _list(text: Text, key: str) -> Iterable[str]:
    said = text.head.get(key, ())
    return dict.fromkeys((said,) if isinstance(said, str) else said)


def _name_the_rest(text: Text) -> None:
    rest = [key for key in text.head if key not in _USED]
    if rest:
        text.notes.on_key(
            "",
            Fate.LEFT_OUT,
            f"keys of the front matter of {text.path} that lessons do not have: {', '.join(rest)[:200]}",
        )
