"""A part of a `content/` directory: all of it, a unit, or one file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

from studyvisit.curriculum.source import Bundle

_MARKS = ("competencies.md", "modules", "questionnaires", "programmes")


@dataclass(frozen=True, slots=True)
class Part:
    """What lies at or below `below` in the content directory `root`; all of it when `below` is `.`."""

    root: Path
    below: PurePath

    @property
    def is_whole(self) -> bool:
        """Return whether this is the whole content directory."""
        return not self.below.parts

    def holds(self, path: str) -> bool:
        """Return whether a path that begins with the root as given lies in this part."""
        return PurePath(path).is_relative_to(self.root / self.below)

    def meets(self, bundle: Bundle) -> bool:
        """Return whether one of a unit's files lies in this part."""
        return any(self.holds((self.root / bundle.path(name)).as_posix()) for name in bundle.files)

    def with_whole_units(self) -> Part:
        """Return the part with the rest of the unit that it is taken from: a unit is published whole."""
        return Part(self.root, PurePath(*self.below.parts[:2]))


def part_of(path: Path) -> Part | None:
    """Return the part of a content directory that a path names; None when no content directory holds it.

    The directory is the nearest, the path itself included, with competencies.md or one of the folders of units.
    """
    there = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links)
    for root in (there, *there.parents):
        if root.is_dir() and any((root / mark).exists() for mark in _MARKS):
            shown = root if path.is_absolute() else Path(os.path.relpath(root))
            return Part(shown, there.relative_to(root))
    return None
