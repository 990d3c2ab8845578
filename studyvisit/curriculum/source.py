"""Content as files: one bundle for each unit, read from and written to a `content/` directory.

A bundle holds bytes, so that publishing and exporting give back exactly what was written.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from types import MappingProxyType

FORMAT_VERSION = 1
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class UnitKind(StrEnum):
    """The kinds of unit that are published on their own."""

    COMPETENCIES = "competencies"
    MODULE = "module"
    QUESTIONNAIRE = "questionnaire"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one unit: relative POSIX path → bytes; `unread` names those that cannot be read."""

    kind: UnitKind
    slug: str
    files: Mapping[str, bytes]
    unread: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    @property
    def folder(self) -> str:
        """Return the folder of the files below `content/`; empty for the top."""
        match self.kind:
            case UnitKind.COMPETENCIES:
                return ""
            case UnitKind.QUESTIONNAIRE:
                return "questionnaires"
            case UnitKind.MODULE:
                return f"modules/{self.slug}"
            case UnitKind.PROGRAMME:
                return f"programmes/{self.slug}"

    def path(self, name: str) -> str:
        """Return the place of a file below `content/`."""
        return f"{self.folder}/{name}" if self.folder else name

    def text(self, name: str) -> str:
        """Return a text file's content. Raises KeyError when the bundle has no such file."""
        return self.files[name].decode("utf-8")


def digest(bundle: Bundle) -> str:
    """Return the SHA-256, in hexadecimal, of a bundle's kind, slug, paths and bytes."""
    sha = hashlib.sha256()
    parts = [f"studyvisit content {FORMAT_VERSION}".encode(), bundle.kind.encode(), bundle.slug.encode()]
    for name, content in bundle.files.items():
        parts += [name.encode(), content]
    for part in parts:
        sha.update(len(part).to_bytes(8, "big"))
        sha.update(part)
    return sha.hexdigest()


def is_text(name: str) -> bool:
    """Return whether a file of a bundle is text; the others are media."""
    return PurePosixPath(name).suffix == ".md"


def dump_bundle(bundle: Bundle) -> str:
    """Return a bundle as JSON: text as it is, media as base64."""
    files = {
        name: {"text": content.decode("utf-8")}
        if is_text(name)
        else {"base64": base64.b64encode(content).decode("ascii")}
        for name, content in bundle.files.items()
    }
    return json.dumps(
        {"format": FORMAT_VERSION, "kind": bundle.kind, "slug": bundle.slug, "files": files},
        ensure_ascii=False,
        sort_keys=True,
    )


def load_bundle(text: str) -> Bundle:
    """Return the bundle that `dump_bundle` wrote. Raises ValueError for another format."""
    stored = json.loads(text)
    if stored["format"] != FORMAT_VERSION:
        raise ValueError(f"a bundle of format {stored['format']} cannot be read")
    files = {
        name: file["text"].encode("utf-8") if "text" in file else base64.b64decode(file["base64"])
        for name, file in stored["files"].items()
    }
    return Bundle(UnitKind(stored["kind"]), stored["slug"], files)


def write_tree(bundles: Iterable[Bundle], root: Path) -> tuple[Path, ...]:
    """Write bundles below `root`, byte for byte, and return the paths written.

    Raises ValueError, before anything is written, for a path that would leave `root`.
    """
    planned: list[tuple[Path, bytes]] = []
    for bundle in bundles:
        for name, content in bundle.files.items():
            path = PurePosixPath(bundle.path(name))
            if path.is_absolute() or ".." in path.parts or "\\" in str(path) or "\0" in str(path):
                raise ValueError(f"{path} would be written outside the content directory")
            planned.append((root.joinpath(*path.parts), content))
    for target, content in planned:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tuple(target for target, _ in planned)
