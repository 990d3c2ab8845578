"""Recordings: the notes in them about where they were made, and the captions beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studyvisit.curriculum.problems import Report

_HEAD = 8
_DEEPEST = 3
_HOLDERS = frozenset({b"moov", b"trak"})
_NOTES = frozenset({b"udta", b"meta"})
_TIME = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
_CUE = re.compile(rf"({_TIME})[ \t]+-->[ \t]+({_TIME})(?:[ \t]+.*)?")
_LANGUAGE = re.compile(r"\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.vtt")


def without_notes(content: bytes) -> bytes:
    """Return an MP4 or M4A file with what phones and programs noted in it blanked out, every byte in its place.

    Those notes tell where and with what it was recorded; players need none of them.
    """
    blank = bytearray(content)
    for start, end in _notes(content, 0, len(content)):
        blank[start + 4 : start + _HEAD] = b"free"
        blank[start + _HEAD : end] = bytes(end - start - _HEAD)
    return bytes(blank)


def _notes(content: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where the boxes with notes begin and end."""
    while start + _HEAD <= end:
        size, name, head = (
            int.from_bytes(content[start : start + 4]),
            content[start + 4 : start + _HEAD],
            _HEAD,
        )
        if size == 1:
            size, head = int.from_bytes(content[start + _HEAD : start + 16]), 16
        last = end if size == 0 else start + size
        if last > end or last < start + head:
            return  # cut off, or no box at all
        if name in _NOTES and head == _HEAD:
            yield start, last
        elif name in _HOLDERS and depth < _DEEPEST:
            yield from _notes(content, start + head, last, depth + 1)
        start = last


def language_of(name: str) -> str:
    """Return the language that the name of a file of captions says, as in `talk.fr.vtt`; English when none."""
    found = _LANGUAGE.search(name)
    return found[1].lower() if found else "en"


def check_captions(content: bytes, report: Report) -> None:
    """Report captions without a cue, and cues whose times cannot be read or run backwards."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        report.error(1, "captions", "is not UTF-8 text: save it again with the encoding UTF-8")
        return
    cues = [(number, line) for number, line in enumerate(lines, start=1) if "-->" in line]
    if not cues:
        report.error(
            1, "captions", "has no line such as `00:00:01.000 --> 00:00:04.000` with words below it: add them"
        )
    for number, line in cues:
        found = _CUE.fullmatch(line.strip())
        if found is None:
            report.error(
                number, "captions", "its times cannot be read: write `00:00:01.000 --> 00:00:04.000`"
            )
        elif found[1].zfill(20) >= found[2].zfill(20) and len(found[1]) == len(found[2]):
            report.error(number, "captions", "ends before it begins: put the earlier time first")
