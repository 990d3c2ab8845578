"""The chains that a file names, found in whatever way its format keeps text."""

from __future__ import annotations

import io
import re
import zipfile

_HEAD = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_MOST_BYTES = 50_000_000
_PARTS = 40


def heads_in(content: bytes) -> frozenset[str]:
    """Return what looks like a hash in a file: in its bytes, and in the parts of an XLSX workbook."""
    found = set(_HEAD.findall(content))
    if content.startswith(b"PK"):
        found |= _in_workbook(content)
    return frozenset(one.decode() for one in found)


def _in_workbook(content: bytes) -> set[bytes]:
    found: set[bytes] = set()
    room = _MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in parts.infolist()[:_PARTS]:
                room -= part.file_size
                if room < 0 or not part.filename.endswith(".xml"):
                    continue
                with parts.open(part) as opened:
                    found |= set(_HEAD.findall(opened.read(part.file_size)))
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        return found  # no workbook, or one that is broken or locked
    return found
