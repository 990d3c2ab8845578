"""Two bundles of a unit → what became of each file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from studyvisit.curriculum.differences.texts import Hunk, hunks
from studyvisit.curriculum.source import Bundle, is_text

_NUMBER = re.compile(r"\A\d{2}-")


class What(StrEnum):
    """What became of a file."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that differs; `was` is its earlier name where it was renamed, with or without other changes."""

    what: What
    name: str
    was: str = ""
    hunks: tuple[Hunk, ...] = ()


def file_changes(before: Bundle | None, after: Bundle) -> tuple[FileChange, ...]:
    """Return the files in which two states of a unit differ, by name; without an earlier one all are added."""
    old: Mapping[str, bytes] = before.files if before else {}
    new = after.files
    moved = dict(_moved(old, new))
    found: list[FileChange] = []
    for name in sorted({*old, *new}):
        if name in new:
            found += _change(name, moved.get(name, name), old, new)
        elif name not in moved.values():
            found.append(FileChange(what=What.GONE, name=name, hunks=_hunks(name, old[name], b"")))
    return tuple(found)


def _change(name: str, was: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[FileChange]:
    if was not in old:
        yield FileChange(what=What.ADDED, name=name, hunks=_hunks(name, b"", new[name]))
    elif was != name:
        yield FileChange(what=What.RENAMED, name=name, was=was, hunks=_hunks(name, old[was], new[name]))
    elif old[name] != new[name]:
        yield FileChange(what=What.CHANGED, name=name, hunks=_hunks(name, old[name], new[name]))


def _hunks(name: str, before: bytes, after: bytes) -> tuple[Hunk, ...]:
    return hunks(before.decode("utf-8"), after.decode("utf-8")) if is_text(name) else ()


def _moved(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield new names with the old ones: the same bytes, or a lesson that has another number."""
    gone = [name for name in old if name not in new]
    for name in (name for name in new if name not in old):
        was = next((one for one in gone if old[one] == new[name]), None)
        was = was or next((one for one in gone if _bare(one) == _bare(name)), None)
        if was is not None:
            gone.remove(was)
            yield name, was


def _bare(name: str) -> str:
    return _NUMBER.sub("", name)
