"""Which software made a report."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
_SOURCES = {".py", ".html", ".typ"}


@cache
def software() -> str:
    """Return the name, version and build of this software; the build is a hash of its source."""
    project = tomllib.loads((_PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in _SOURCES:
            digest.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    return f"{project['name']} {project['version']}, build {digest.hexdigest()[:12]}"
