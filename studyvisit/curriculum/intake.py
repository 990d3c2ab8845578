"""A file as somebody hands it in → the files of a bundle that readers get, or why it is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import PurePosixPath

from studyvisit.curriculum.kinds import KINDS, LARGEST, Family, Kind, foreign_name, kind_of
from studyvisit.curriculum.pictures import NARROW, BadPicture, Fault, reencode
from studyvisit.curriculum.recordings import without_notes
from studyvisit.curriculum.svg_mending import LARGEST as LARGEST_DRAWING
from studyvisit.curriculum.svg_mending import LeftOut, mended

LARGEST_PICTURE = 15_000_000
"""In bytes, before it is made smaller."""
MOST_FILES = 120
MOST_BYTES = 60_000_000
"""What the media of one module may be together."""
NARROW_MARK = f"-{NARROW}"
_LONGEST_STEM = 40


class Reason(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable"
    BAD_DRAWING = "bad-drawing"
    TOO_MANY_FILES = "too-many-files"
    TOO_MUCH = "too-much"


class Refused(Exception):
    """A file that is not taken: `found` is what it is in plain English, `limit` what it went over."""

    def __init__(self, reason: Reason, found: str = "", limit: int = 0, size: int = 0) -> None:
        super().__init__(reason.value)
        self.reason, self.found, self.limit, self.size = reason, found, limit, size


@dataclass(frozen=True, slots=True)
class Intake:
    """What is put into a bundle for one file handed in: `files` by name, the one to write down first.

    `before` is how many bytes were handed in. `is_known` tells that the bundle had the same file already.
    """

    kind: Kind
    files: tuple[tuple[str, bytes], ...]
    before: int
    had_place: bool = False
    was_moving: bool = False
    left_out: frozenset[LeftOut] = frozenset()
    is_known: bool = False

    @property
    def name(self) -> str:
        """Return the name by which a text shows or links the file."""
        return self.files[0][0]

    @property
    def weight(self) -> int:
        """Return how many bytes the file is for a reader with a wide screen."""
        return len(self.files[0][1])


def take(filename: str, content: bytes, bundle: Mapping[str, bytes]) -> Intake:
    """Return what a file handed in adds to the media of a bundle. Raises Refused."""
    kind = kind_of(content)
    if not content:
        raise Refused(Reason.EMPTY)
    if kind is None:
        raise Refused(Reason.UNKNOWN, foreign_name(content))
    most = _most_bytes(kind)
    if len(content) > most:
        raise Refused(Reason.TOO_LARGE, kind.name, most, len(content))
    intake = _named(_taken(kind, content), filename, bundle)
    _check_room(intake, bundle)
    return intake


def _most_bytes(kind: Kind) -> int:
    if kind.suffix == ".svg":
        return LARGEST_DRAWING
    return LARGEST_PICTURE if kind.family is Family.PICTURE else LARGEST[kind.family]


def _taken(kind: Kind, content: bytes) -> Intake:
    """Return the files without their names: each has only its ending."""
    if kind.suffix == ".svg":
        drawing = mended(content)
        if drawing is None:
            raise Refused(Reason.BAD_DRAWING, kind.name)
        return Intake(kind, ((".svg", drawing.content),), len(content), left_out=drawing.left_out)
    if kind.family is Family.PICTURE:
        return _picture(kind, content)
    if kind.suffix in (".mp4", ".m4a"):
        blank = without_notes(content)
        return Intake(kind, ((kind.suffix, blank),), len(content), had_place=blank != content)
    return Intake(kind, ((kind.suffix, content),), len(content))


_REASONS = {
    Fault.UNREADABLE: Reason.UNREADABLE,
    Fault.TOO_MANY_PIXELS: Reason.TOO_MANY_PIXELS,
    Fault.TOO_LONG: Reason.TOO_LONG,
}


def _picture(kind: Kind, content: bytes) -> Intake:
    try:
        made = reencode(content)
    except BadPicture as fault:
        raise Refused(_REASONS[fault.fault], kind.name, size=fault.width * fault.height) from fault
    files = [(".webp", made.wide)]
    if made.narrow is not None:
        files.append((f"{NARROW_MARK}.webp", made.narrow))
    return Intake(
        KINDS[".webp"], tuple(files), len(content), had_place=made.had_place, was_moving=made.was_moving
    )


def _named(intake: Intake, filename: str, bundle: Mapping[str, bytes]) -> Intake:
    """Return what was taken with names that are free, or those that the same files have already."""
    (ending, first), *others = intake.files
    for name, content in bundle.items():
        stem = name.removesuffix(ending)
        files = ((name, first), *((stem + other, inside) for other, inside in others))
        if content == first and all(bundle.get(other) == inside for other, inside in files):
            return replace(intake, files=files, is_known=True)
    for stem in _stems(filename, intake.kind):
        files = tuple((f"media/{stem}{ending}", content) for ending, content in intake.files)
        if not any(name in bundle for name, _ in files):
            return replace(intake, files=files)
    raise AssertionError("the numbers do not end")


def _stems(filename: str, kind: Kind) -> Iterator[str]:
    """Yield names for a file, the one that is most like its own first."""
    stem = PurePosixPath(filename.replace("\\", "/")).stem
    stem, _, language = (
        stem.rpartition(".") if kind.family is Family.CAPTIONS and "." in stem else (stem, "", "")
    )
    ending = f".{_slug(language)}" if language else ""
    first = _slug(stem).removesuffix(NARROW_MARK) or kind.family.value
    yield first + ending
    for number in count(2):
        yield f"{first}-{number}{ending}"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_STEM].strip("-")


def _check_room(intake: Intake, bundle: Mapping[str, bytes]) -> None:
    media = {name: content for name, content in bundle.items() if name.startswith("media/")}
    media.update(intake.files)
    if len(media) > MOST_FILES:
        raise Refused(Reason.TOO_MANY_FILES, intake.kind.name, MOST_FILES, len(media))
    if (total := sum(map(len, media.values()))) > MOST_BYTES:
        raise Refused(Reason.TOO_MUCH, intake.kind.name, MOST_BYTES, total)
