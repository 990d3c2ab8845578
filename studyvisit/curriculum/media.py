"""Media files: their fingerprints, the sizes of pictures, and what an SVG may not hold."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from studyvisit.curriculum.drawings import drawing_of
from studyvisit.curriculum.kinds import KINDS, PICTURES, Family, is_a
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.recordings import check_captions
from studyvisit.curriculum.svg import check_svg, description_of

NARROW_ENDING = "-480.webp"


@dataclass(frozen=True, slots=True)
class MediaRef:
    """What a page needs to show or link a media file.

    Width and height are those of a picture in CSS pixels, None when unknown.
    `description` is what an SVG says of itself: everything it shows, in plain words. `drawing` is a small plain
    one as markup, from behind `<svg` on. `narrow` is the same picture for narrow screens. `size` is in bytes.
    """

    sha256: str
    extension: str
    width: int | None = None
    height: int | None = None
    description: str = ""
    drawing: str = ""
    size: int = 0
    name: str = ""
    narrow: MediaRef | None = None

    @property
    def family(self) -> Family:
        """Return what the file is to a reader."""
        return KINDS[f".{self.extension}"].family

    @property
    def is_picture(self) -> bool:
        """Return whether a text may show the file as a picture."""
        return f".{self.extension}" in PICTURES

    @property
    def weight(self) -> str:
        """Return what the file is and how large, as in `PDF, 120 kB`."""
        kind = KINDS[f".{self.extension}"].name
        if self.size >= 1_000_000:
            return f"{kind}, {self.size / 1_000_000:.1f} MB"
        return f"{kind}, {max(1, round(self.size / 1000))} kB"

    @property
    def url(self) -> str:
        """Return the address under which the file is served."""
        return f"/media/{self.sha256}.{self.extension}"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A media file as it is stored and served."""

    sha256: str
    media_type: str
    content: bytes


def media_file(name: str, content: bytes) -> MediaFile:
    """Return a media file of a bundle as it is stored."""
    kind = KINDS[PurePosixPath(name).suffix]
    return MediaFile(hashlib.sha256(content).hexdigest(), kind.media_type, content)


def media_ref(name: str, content: bytes) -> MediaRef:
    """Return what a page needs to show a picture of a bundle, or to link another file."""
    extension = PurePosixPath(name).suffix[1:]
    ref = MediaRef(
        sha256=hashlib.sha256(content).hexdigest(), extension=extension, size=len(content), name=name
    )
    if not ref.is_picture:
        return ref
    size = size_of(content)
    width, height = size or (None, None)
    is_svg = extension == "svg"
    return replace(
        ref,
        width=width,
        height=height,
        description=description_of(content) if is_svg else "",
        drawing=drawing_of(content, size) if is_svg else "",
    )


def with_narrow(refs: Mapping[str, MediaRef]) -> dict[str, MediaRef]:
    """Return the references of a bundle; a WebP picture knows of the narrower one beside it, `<name>-480.webp`."""
    known = dict(refs)
    for name, ref in refs.items():
        narrow = refs.get(name.removesuffix(".webp") + NARROW_ENDING)
        if narrow and narrow.width and ref.width and narrow.width < ref.width and name.endswith(".webp"):
            known[name] = replace(ref, narrow=narrow)
    return known


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return the intrinsic width and height of a PNG, GIF, JPEG, WebP or SVG picture, or None."""
    for read in (_png, _gif, _jpeg, _webp, _svg):
        try:
            if (size := read(content)) is not None:
                return size if min(size) > 0 and max(size) < 100_000 else None
        except (struct.error, IndexError):
            return None
    return None


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> tuple[int, int] | None:
    if content[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\xff\xd8"):
        return None
    position = 2
    while content[position] == 0xFF:
        marker, length = content[position + 1], struct.unpack(">H", content[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    if content[12:16] == b"VP8X":
        return (int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1)
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


def _svg(content: bytes) -> tuple[int, int] | None:
    root = _ROOT.search(content[:20_000].decode("utf-8", "replace"))
    if not root:
        return None
    found = dict(re.findall(r"""\s(width|height|viewBox)\s*=\s*["']([^"']*)["']""", root[0]))
    sides = [_LENGTH.fullmatch(found.get(side, "")) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return round(float(sides[0][1])), round(float(sides[1][1]))
    box = found.get("viewBox", "").replace(",", " ").split()
    try:
        return (round(float(box[2])), round(float(box[3]))) if len(box) == 4 else None
    except ValueError:
        return None


def check_media(content: bytes, report: Report) -> None:
    """Report a media file that is not what its name says, and one with anything in it that may not be there."""
    kind = KINDS[PurePosixPath(report.path).suffix]
    if kind.suffix == ".svg":
        check_svg(content, report)
    elif kind.family is Family.CAPTIONS:
        check_captions(content, report)
    elif not is_a(kind.suffix, content):
        report.error(
            1, kind.family.value, f"is not a {kind.name} file, whatever its name says: save it again as one"
        )
    elif kind.family is Family.PICTURE:
        _check_picture(content, report)


def _check_picture(content: bytes, report: Report) -> None:
    if size_of(content) is None:
        report.error(1, "picture", "its width and height cannot be read: save it again")
    if b"Exif\0\0" in content[:100_000] or b"EXIF" in content[:64]:
        report.warn(
            1,
            "picture",
            "tells how it was taken, maybe where: put it in through the studio, or save it again without that",
        )
