"""A file of a folder → its words and what it says of itself, whatever it was saved with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from studyvisit.curriculum.exchange.decoding import Unreadable, decoded
from studyvisit.curriculum.exchange.items import Remarks
from studyvisit.curriculum.taking_in.notes import Fate, Notebook

Value = str | tuple[str, ...]
_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_LARGEST_HEAD = 20_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Text:
    """A text of the folder: where it lies, what its front matter says, its body, and the notes on it."""

    path: str
    body: str
    head: Mapping[str, Value] = field(default_factory=dict)
    notes: Notebook = field(default_factory=Notebook)

    def said(self, *keys: str) -> str:
        """Return the first of these keys that the front matter gives a word for, or nothing."""
        found = (self.head.get(key) for key in keys)
        return next((one for one in found if isinstance(one, str) and one), "")


def read_text(path: str, content: bytes) -> Text | None:
    """Return a file as a text; None when nobody can tell what it is written in."""
    notes = Notebook()
    remarks = Remarks()
    try:
        words = decoded(content, remarks)
    except Unreadable:
        return None
    if content.startswith(_UTF_16) or b"\0" in content[:2000]:
        notes.on_key("", Fate.CHANGED, f"{path} was UTF-16 and is UTF-8 now")
    elif not _is_utf_8(content):
        notes.on_key(
            "", Fate.CHANGED, f"{path} is not UTF-8 and was read as Windows-1252: look at its accents"
        )
    head, body = _parted(words, path, notes)
    return Text(path, body, head, notes)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parted(words: str, path: str, notes: Notebook) -> tuple[Mapping[str, Value], str]:
    """Return the front matter, YAML or TOML, and what follows it."""
    lines = words.lstrip("\ufeff\n").split("\n")
    ends = _ENDS.get(lines[0].rstrip())
    end = next((n for n, line in enumerate(lines[1:], 1) if ends and line.rstrip() in ends), 0)
    if not end:
        return {}, "\n".join(lines)
    source, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    head = read_toml(source) if lines[0].startswith("+") else read_yaml(source)
    if not isinstance(head, Mapping):
        if not re.match(r"\s*[\w-]+\s*[:=]", source):
            return {}, "\n".join(lines)  # a rule above some words, and another one below
        notes.on_key("", Fate.LEFT_OUT, f"the front matter of {path} cannot be read and is left out")
        return {}, body
    return {str(key).strip().lower(): _value(value) for key, value in head.items()}, body


def read_yaml(source: str) -> object:
    """Return what a text in YAML says, every value as words; None when it cannot be read."""
    if len(source) > _LARGEST_HEAD or source.count("[") + source.count("{") > 200:
        return None
    try:
        return yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 (it makes nothing but words and lists)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return None


def read_toml(source: str) -> object:
    """Return what a text in TOML says; None when it cannot be read."""
    if len(source) > _LARGEST_HEAD:
        return None
    try:
        return tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None


def _value(value: object) -> Value:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(" ".join(one.split()) for one in value if isinstance(one, str))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, Mapping) else " ".join(str(value).split())
