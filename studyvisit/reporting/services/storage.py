"""The folder of exports: a file is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the folder of exports, with its size in bytes."""

    stored: str
    size: int
    sha256: str


def keep(folder: Path, stored: str, pieces: Iterable[bytes], tell: Callable[[], None]) -> Kept:
    """Write a file under a name of its own and return what it is known by; `tell` is called after each piece.

    It is written beside its place, flushed to the disk and moved there in one step. Whatever fails on the way
    leaves nothing behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    coming, digest, size = folder / f"{stored}.coming", hashlib.sha256(), 0
    try:
        with coming.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                tell()
            file.flush()
            os.fsync(file.fileno())
        coming.replace(folder / stored)
    finally:
        coming.unlink(missing_ok=True)
    _flush(folder)
    return Kept(stored, size, digest.hexdigest())


def drop(folder: Path, stored: str) -> None:
    """Delete a file, if it is there."""
    (folder / stored).unlink(missing_ok=True)


def stored_before(folder: Path, before: datetime) -> list[str]:
    """Return the names of the files that were last written to before a moment."""
    old = before.timestamp()
    return [path.name for path in folder.glob("*") if path.stat().st_mtime < old]


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
