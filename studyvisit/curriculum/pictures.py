"""A photograph or a drawing in dots → WebP for wide and for narrow screens, without where and how it was taken.

The same bytes in give the same bytes out. A picture that is already as it should be stays as it is.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from threading import Lock

from PIL import Image, ImageCms, ImageOps

WIDE, NARROW = 960, 480
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_000
_QUALITY, _EFFORT = 78, 4
_MOST_FLAT_COLOURS = 4_096
_READ_AS = ("PNG", "JPEG", "GIF", "WEBP")
_PLAIN_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
# One picture is unpacked at a time: 40 million pixels take 160 MB.
_alone = Lock()


class Fault(StrEnum):
    """Why a picture cannot be taken."""

    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG = "too-long"


class BadPicture(Exception):
    """A picture that cannot be taken; `width` and `height` are 0 where nobody knows them."""

    def __init__(self, fault: Fault, width: int = 0, height: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.width, self.height = fault, width, height


@dataclass(frozen=True, slots=True)
class Reencoded:
    """A picture for readers, as WebP.

    `narrow` is for screens that show it no wider than NARROW pixels; None where the picture itself is no wider.
    `width` and `height` are those of `wide`. `had_place` tells that it said where it was taken, `was_moving`
    that only the first of several frames is left.
    """

    wide: bytes
    narrow: bytes | None
    width: int
    height: int
    had_place: bool = False
    was_moving: bool = False


def reencode(content: bytes) -> Reencoded:
    """Return a PNG, JPEG, GIF or WebP picture for readers. Raises BadPicture."""
    with _alone, warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # Pillow warns of pictures that it mends; they are written anew anyway
        try:
            return _reencoded(content)
        except BadPicture:
            raise
        except Image.DecompressionBombError as error:
            raise BadPicture(Fault.TOO_MANY_PIXELS) from error
        except Exception as error:
            # Decoders raise whatever comes up on bytes that they were not made for.
            raise BadPicture(Fault.UNREADABLE) from error


def _reencoded(content: bytes) -> Reencoded:
    with Image.open(BytesIO(content), formats=_READ_AS) as opened:
        _measure(opened)
        exif = opened.getexif()
        had_place = bool(exif.get_ifd(0x8825))
        was_moving = getattr(opened, "n_frames", 1) > 1
        opened.seek(0)
        opened.draft("RGB", (2 * WIDE, 2 * WIDE))  # a large JPEG is read at half or a quarter of its size
        opened.load()
        icc = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(opened)
    picture = _plain(picture, icc if isinstance(icc, bytes) else b"")
    flat = picture.getcolors(_MOST_FLAT_COLOURS) is not None
    wide = _at_most(picture, WIDE)
    kept = content if wide is picture and _is_plain_webp(content) else _written(wide, flat=flat)
    narrow = _written(_at_most(picture, NARROW), flat=flat) if wide.width > NARROW else None
    return Reencoded(
        wide=kept,
        narrow=narrow if narrow is not None and len(narrow) < len(kept) else None,
        width=wide.width,
        height=wide.height,
        had_place=had_place,
        was_moving=was_moving,
    )


def _measure(opened: Image.Image) -> None:
    """Refuse a picture by what its head says of its size, before anything is unpacked."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise BadPicture(Fault.TOO_MANY_PIXELS, width, height)
    if height * min(1, WIDE / width) > LONGEST_SIDE or max(width, height) > 10 * LONGEST_SIDE:
        raise BadPicture(Fault.TOO_LONG, width, height)


def _plain(picture: Image.Image, icc: bytes) -> Image.Image:
    """Return a picture in red, green and blue as screens show them, with what is see-through kept."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = picture.convert("F").point(lambda value: value / 257, "F").convert("L")
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if icc and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _as_srgb(picture, icc)
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    if has_alpha and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    return picture


def _as_srgb(picture: Image.Image, icc: bytes) -> Image.Image:
    """Return a picture in the colours that its profile means; as it is when the profile cannot be read."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        converted = ImageCms.profileToProfile(
            picture, profile, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return converted or picture


def _at_most(picture: Image.Image, width: int) -> Image.Image:
    """Return a picture no wider than `width`; the same one when it is no wider."""
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _written(picture: Image.Image, *, flat: bool) -> bytes:
    """Return a picture as WebP; one of few colours without loss where that is no heavier."""
    lossy = _webp(picture, lossless=False)
    if not flat:
        return lossy
    return min(_webp(picture, lossless=True), lossy, key=len)


def _webp(picture: Image.Image, *, lossless: bool) -> bytes:
    out = BytesIO()
    picture.save(
        out, "WEBP", lossless=lossless, quality=_QUALITY, method=_EFFORT, exif=b"", xmp=b"", icc_profile=b""
    )
    return out.getvalue()


def _is_plain_webp(content: bytes) -> bool:
    """Return whether bytes are one WebP picture and nothing else, before, in or after it."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return False
    if int.from_bytes(content[4:8], "little") != len(content) - 8:
        return False
    position = 12
    while position + 8 <= len(content):
        name, length = (
            content[position : position + 4],
            int.from_bytes(content[position + 4 : position + 8], "little"),
        )
        is_plain_head = name == b"VP8X" and length == 10 and not content[position + 8] & ~0x10
        if not is_plain_head and name not in _PLAIN_CHUNKS:
            return False
        position += 8 + length + length % 2
    return position == len(content)
