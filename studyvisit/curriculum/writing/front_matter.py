"""A file's front matter as values to edit, put back so that what was not changed stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studyvisit.curriculum.frontmatter import FrontMatter, read_front_matter
from studyvisit.curriculum.problems import Report

Value = str | Sequence[str]
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\s*:")
_PLAIN = re.compile(r"[A-Za-z0-9À-ɏ(][^:#\[\]{},&*!|>'\"%@`\n]*")
_PLAIN_IN_LIST = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"})
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Halves:
    """A file in two: `head` is everything up to and with the second `---` line, `body` the rest."""

    head: str
    body: str

    @property
    def text(self) -> str:
        """Return the file."""
        return self.head + self.body


def halves(text: str) -> Halves | None:
    """Return a text in two; None where its front matter cannot be read."""
    if read_front_matter(text, Report()) is None:
        return None
    lines = text.splitlines(keepends=True)
    end = next(index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    return Halves("".join(lines[: end + 1]), "".join(lines[end + 1 :]))


def values_of(text: str) -> Mapping[str, Value]:
    """Return the values of the front matter that are words or lists of words, by key."""
    found = read_front_matter(text, Report()) or FrontMatter()
    values: dict[str, Value] = {}
    for key, value in found.values.items():
        if isinstance(value, str):
            values[key] = value
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            values[key] = [str(one) for one in value]
    return values


def with_values(text: str, values: Mapping[str, Value]) -> str:
    """Return a text whose front matter says these values; an empty one takes its key away.

    A key that says the same already stays as it is written, and so does everything that is not named. Raises
    ValueError for a text whose front matter cannot be read.
    """
    parts = halves(text)
    if parts is None:
        raise ValueError("the front matter of this text cannot be read")
    before = values_of(text)
    end = "\r\n" if "\r\n" in parts.head else "\n"
    lines = parts.head.splitlines(keepends=True)
    for key, value in values.items():
        if _same(before.get(key), value):
            continue
        start, stop = _span(lines, key)
        lines[start:stop] = [f"{key}: {_written(value)}{end}"] if value else []
    return "".join(lines) + parts.body


def _same(before: Value | None, after: Value) -> bool:
    if before is None:
        return not after
    if isinstance(before, str) or isinstance(after, str):
        return before == after
    return list(before) == list(after)


def _span(lines: Sequence[str], key: str) -> tuple[int, int]:
    """Return where a key's lines are; where the key would be added when there is none."""
    last = len(lines) - 1
    start = next((i for i in range(1, last) if (k := _KEY.match(lines[i])) and k[1] == key), None)
    if start is None:
        return last, last
    stop = start + 1
    while stop < last and not _KEY.match(lines[stop]) and not lines[stop].startswith("#"):
        stop += 1
    return start, stop


def _written(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(" ".join(value.split()))
    return "[" + ", ".join(one if _is_plain_in_list(one) else _quoted(one) for one in value) + "]"


def _is_plain_in_list(text: str) -> bool:
    return bool(_PLAIN_IN_LIST.fullmatch(text)) and text.lower() not in _WORDS_OF_YAML


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _WORDS_OF_YAML
    if _NUMBER.fullmatch(text) or text in {"true", "false"}:
        return text
    return text if is_plain and not text[0].isdigit() else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
