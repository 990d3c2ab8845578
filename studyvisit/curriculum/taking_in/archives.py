"""A folder as somebody hands it in, in a ZIP file or on a disk → its files, or why it is refused."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from studyvisit.curriculum.taking_in.finding import is_hidden

MOST_FILES = 2_000
LARGEST_FILE = 20_000_000
MOST_BYTES = 80_000_000
"""What the files of a folder may be together, unpacked."""
_PIECE = 65_536
_DEEPEST = 20
_LONGEST_NAME = 300
# Only these unpack piece by piece: a few bytes of another make hundreds of megabytes before any are counted.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, so that a name reads as another."""


class Fault(StrEnum):
    """Why a folder is refused."""

    NO_ARCHIVE = "no-archive"
    LOCKED = "locked"
    LINK = "link"
    METHOD = "method"
    BAD_NAME = "bad-name"
    TWICE = "twice"
    TOO_MANY_FILES = "too-many-files"
    TOO_LARGE = "too-large"
    TOO_MUCH = "too-much"


class BadFolder(Exception):
    """A folder that is not taken; `name` is the file at fault, where there is one."""

    def __init__(self, fault: Fault, name: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.name = fault, name


def files_of_zip(content: bytes) -> Mapping[str, bytes]:
    """Return the files of a ZIP by name, a folder around all of them taken off. Raises BadFolder.

    Sizes are counted while it is unpacked: what it says of itself is not believed.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _without_folder(_unpacked(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadFolder(Fault.NO_ARCHIVE) from error


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise BadFolder(Fault.TOO_MANY_FILES)
    files: dict[str, bytes] = {}
    seen: set[str] = set()
    left = MOST_BYTES
    for entry in entries:
        name = entry.filename
        _ensure_plain(entry)
        if is_hidden(name):
            continue
        if name.casefold() in seen:  # many disks keep one of two names that differ in case
            raise BadFolder(Fault.TWICE, name)
        seen.add(name.casefold())
        with archive.open(entry) as file:
            files[name] = b"".join(_pieces(file, name, left))
        left -= len(files[name])
    return files


def _ensure_plain(entry: zipfile.ZipInfo) -> None:
    name, mode = entry.filename, entry.external_attr >> 16
    if entry.flag_bits & 0x1:
        raise BadFolder(Fault.LOCKED, name)
    if entry.compress_type not in _METHODS:
        raise BadFolder(Fault.METHOD, name)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise BadFolder(Fault.LINK, name)
    # A name is cut at a NUL when it is read: what was written there is another.
    if name != entry.orig_filename or not _is_plain(name):
        raise BadFolder(Fault.BAD_NAME, name)


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    has_signs = any(ord(sign) < 32 or ord(sign) == 127 or sign in "\\:" or sign in _TURNING for sign in name)
    leads_elsewhere = bool({"", ".", ".."} & {*parts})
    return not (has_signs or leads_elsewhere or len(name) > _LONGEST_NAME or len(parts) > _DEEPEST)


def _pieces(file: IO[bytes], name: str, left: int) -> Iterator[bytes]:
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > LARGEST_FILE:
            raise BadFolder(Fault.TOO_LARGE, name)
        if size > left:
            raise BadFolder(Fault.TOO_MUCH, name)
        yield piece


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}


def files_of_folder(folder: Path) -> Mapping[str, bytes]:
    """Return the files below a folder of a disk, links and hidden ones left alone. Raises BadFolder, OSError."""
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not is_hidden(f"{one}/x"))
        for name in sorted(names):
            path = Path(where, name)
            below = PurePosixPath(path.relative_to(folder).as_posix())
            if path.is_symlink() or not path.is_file() or is_hidden(str(below)):
                continue
            size = path.stat().st_size
            if size > LARGEST_FILE:
                raise BadFolder(Fault.TOO_LARGE, str(below))
            if len(files) >= MOST_FILES:
                raise BadFolder(Fault.TOO_MANY_FILES)
            if (left := left - size) < 0:
                raise BadFolder(Fault.TOO_MUCH, str(below))
            files[str(below).encode("utf-8", "replace").decode()] = path.read_bytes()
    return files
