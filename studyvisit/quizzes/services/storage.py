"""Files that people hand in, kept by what is in them: checked first, stored once, never half."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, ClassVar

from studyvisit.errors import Unprocessable

_PIECE = 64 * 1024
_HEAD = 1024
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_SAME = {"jpeg": "jpg"}


class BadFile(Unprocessable):
    """A file that is not taken; `code` says why."""

    code: ClassVar[str] = "bad-file"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is stored, by the hash of what is in it."""

    sha256: str
    type: str
    size: int


def path_of(folder: Path, sha256: str) -> Path:
    """Return where a file of that content is kept."""
    return folder / sha256[:2] / sha256


def keep_file(folder: Path, file: IO[bytes], *, name: str, types: Collection[str], most_bytes: int) -> Stored:
    """Store a file and return what it is known by. Raises BadFile.

    It is written beside the others, checked there, and moved into its place in one step: whatever fails on
    the way leaves nothing behind. The same content is stored once.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _SAME.get(extension, extension)
    if kind not in types:
        raise BadFile("type")
    coming = folder / "coming"
    coming.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(dir=coming)
    written = Path(path)
    try:
        with open(handle, "wb") as target:  # noqa: PTH123 (a descriptor)
            sha256, size = _copy(file, target, most_bytes)
        if not _is_what_it_says(written, kind):
            raise BadFile("content")
        with _alone(folder):
            _put(written, path_of(folder, sha256))
    finally:
        written.unlink(missing_ok=True)
    return Stored(sha256, kind, size)


def stored_before(folder: Path, before: datetime) -> list[str]:
    """Return the hashes of the files that were last handed in before a moment; tidy up what never arrived."""
    old = before.timestamp()
    for half in (folder / "coming").glob("*"):
        if half.stat().st_mtime < old:
            half.unlink(missing_ok=True)
    return [path.name for path in folder.glob("??/*") if path.stat().st_mtime < old]


def drop_file(folder: Path, sha256: str, before: datetime) -> bool:
    """Delete a stored file unless it was handed in again since that moment; return whether it is gone."""
    path = path_of(folder, sha256)
    with _alone(folder):
        if not path.exists() or path.stat().st_mtime >= before.timestamp():
            return False
        path.unlink()
    return True


def _copy(file: IO[bytes], target: IO[bytes], most_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > most_bytes:
            raise BadFile("size")
        digest.update(piece)
        target.write(piece)
    if not size:
        raise BadFile("empty")
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _put(written: Path, path: Path) -> None:
    if path.exists():
        os.utime(path)  # who tidies up looks at when it was last handed in
        return
    path.parent.mkdir(exist_ok=True)
    written.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time put a file in its place or take one away."""
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_what_it_says(path: Path, kind: str) -> bool:
    if kind in _OFFICE or kind in _OPEN:
        return _is_document(path, kind)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if kind == "pdf":
        return _BEGINS["pdf"] in head
    return head.startswith(_BEGINS[kind]) if kind in _BEGINS else _is_text(path)


def _is_document(path: Path, kind: str) -> bool:
    """Return whether a file is a document of an office programme, without macros."""
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
            if kind in _OPEN:
                with parts.open("mimetype") as said:
                    return said.read(100) == f"application/vnd.oasis.opendocument.{_OPEN[kind]}".encode()
            has_macros = any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names)
            return {"[Content_Types].xml", _OFFICE[kind]} <= names and not has_macros
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, ValueError):
        return False  # no archive, or one that is broken, locked or packed in a way that cannot be read


def _is_text(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            return not any("\0" in piece for piece in iter(lambda: file.read(_PIECE), ""))
    except UnicodeDecodeError:
        return False
