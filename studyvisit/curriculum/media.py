"""Pictures: their size, their fingerprint, and what an SVG may not hold."""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

from studyvisit.curriculum.drawings import drawing_of
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.svg import check_svg, description_of
from studyvisit.curriculum.tree import DATA_TYPES, MEDIA_TYPES


@dataclass(frozen=True, slots=True)
class MediaRef:
    """What a page needs to show a picture: width and height in CSS pixels, None when unknown.

    `description` is what an SVG says of itself: everything it shows, in plain words. `drawing` is a small plain
    one as markup, from behind `<svg` on.
    """

    sha256: str
    extension: str
    width: int | None = None
    height: int | None = None
    description: str = ""
    drawing: str = ""

    @property
    def url(self) -> str:
        """Return the address under which the picture is served."""
        return f"/media/{self.sha256}.{self.extension}"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or a data file as it is stored and served."""

    sha256: str
    media_type: str
    content: bytes


def media_file(name: str, content: bytes) -> MediaFile:
    """Return a picture or a data file of a bundle as it is stored."""
    media_type = (MEDIA_TYPES | DATA_TYPES)[PurePosixPath(name).suffix]
    return MediaFile(hashlib.sha256(content).hexdigest(), media_type, content)


def media_ref(name: str, content: bytes) -> MediaRef:
    """Return what a page needs to show a picture of a bundle."""
    size = size_of(content)
    width, height = size or (None, None)
    extension = PurePosixPath(name).suffix[1:]
    is_svg = extension == "svg"
    return MediaRef(
        sha256=hashlib.sha256(content).hexdigest(),
        extension=extension,
        width=width,
        height=height,
        description=description_of(content) if is_svg else "",
        drawing=drawing_of(content, size) if is_svg else "",
    )


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


def check_picture(content: bytes, report: Report) -> None:
    """Report a picture that is not what its name says, and an SVG with anything active in it."""
    where = "picture"
    suffix = PurePosixPath(report.path).suffix
    if suffix == ".svg":
        check_svg(content, report)
    elif not _is_a(suffix, content):
        report.error(
            1, where, f"is not a {suffix[1:].upper()} file, whatever its name says: save it again as one"
        )
    elif size_of(content) is None:
        report.error(1, where, "its width and height cannot be read: save it again")


def _is_a(suffix: str, content: bytes) -> bool:
    starts = {
        ".png": b"\x89PNG",
        ".jpg": b"\xff\xd8",
        ".jpeg": b"\xff\xd8",
        ".gif": b"GIF8",
        ".webp": b"RIFF",
    }
    return content.startswith(starts[suffix])
