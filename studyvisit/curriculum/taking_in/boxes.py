"""Boxes as other programmes write them (`:::tip`, `???`, `> [!NOTE]`) → our admonitions."""

from __future__ import annotations

import re

from studyvisit.curriculum.taking_in.notes import Fate, Notebook

_KINDS = {
    "note": "info abstract summary tldr quote cite seealso",
    "tip": "hint success check done",
    "warning": "caution danger attention error failure fail missing bug",
    "important": "question faq help",
    "example": "examples",
}
_OURS = {other: kind for kind, others in _KINDS.items() for other in (kind, *others.split())}
_COLONS = re.compile(
    r" {0,3}(:{3,})[ \t]*(?:\{?\.?([A-Za-z][\w-]*)\}?)?[ \t]*(?:\[([^\n]*)\]|([^\n]*))[ \t]*"
)
_MARKED = re.compile(
    r"^( *)(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*)(?:[ \t]+[a-z-]+)*[ \t]*(\"[^\"\n]*\")?[ \t]*$",
    re.MULTILINE,
)
_QUOTED = re.compile(r"^>[ \t]*\[!([A-Za-z]+)\][+-]?[ \t]*([^\n]*)\n((?:>[^\n]*(?:\n|\Z))*)", re.MULTILINE)


def boxes(text: str, notes: Notebook) -> str:
    """Return a text, its code hidden, with the boxes that we have."""
    text = _QUOTED.sub(_of_quotation, text)
    text = _MARKED.sub(
        lambda found: f"{found[1]}!!! {kind_of(found[2])}{' ' + found[3] if found[3] else ''}", text
    )
    return _of_colons(text, notes)


def kind_of(word: str) -> str:
    """Return which of our boxes is meant; a note where nobody knows."""
    return _OURS.get(word.lower(), "note")


def _of_quotation(found: re.Match[str]) -> str:
    lines = [line.removeprefix(">").removeprefix(" ") for line in found[3].rstrip("\n").split("\n")]
    body = "\n".join(f"    {line}" if line.strip() else "" for line in lines)
    return f"{_head(found[1], found[2])}\n{body}\n"


def _head(word: str, title: str) -> str:
    title = title.strip().strip('"').replace('"', "”").strip()
    return f'!!! {kind_of(word)} "{title}"' if title else f"!!! {kind_of(word)}"


def _of_colons(text: str, notes: Notebook) -> str:
    kept: list[str] = []
    opened: list[bool] = []
    for line in text.split("\n"):
        mark = _COLONS.fullmatch(line)
        indent = "    " * min(sum(opened[-8:]), 4)
        if mark is None:
            kept.append(indent + line if line.strip() else line)
        elif mark[2]:
            is_box = mark[2].lower() in _OURS
            said = (
                ""
                if is_box
                else notes.here(Fate.CHANGED, f"`:::{mark[2][:30]}` is no box that we have: its words stay")
            )
            kept += ["", indent + _head(mark[2], mark[3] or mark[4] or "")] if is_box else [said]
            opened.append(is_box)
        else:
            del opened[-1:]
            kept.append("")
    return "\n".join(kept)
