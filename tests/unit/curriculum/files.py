"""Real files of every kind that content may hold, made here, and hostile ones that only look like them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112
WHERE = "0131003.000"
VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nWelcome.\n"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" + b"\0" * 400
WAV = b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + b"\0" * 28
OGG = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13OpusHead" + b"\0" * 20
WEBM = b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm" + b"\0" * 50


def photograph(width: int = 1200, height: int = 800, *, turned: bool = False, where: bool = True) -> bytes:
    """Make a JPEG of many colours that says where it was taken; `turned` as a phone held upright does."""
    picture = Image.effect_mandelbrot((width, height), (-2, -1, 1, 1), 90).convert("RGB")
    exif = Image.Exif()
    if turned:
        exif[ORIENTATION] = 6
    if where:
        exif.get_ifd(GPS).update({1: "N", 2: (37.0, 22.0, 47.0), 29: WHERE})
    return saved(picture, "JPEG", exif=exif.tobytes(), comment=WHERE.encode())


def flat(width: int = 300, height: int = 200, mode: str = "RGB") -> bytes:
    """Make a PNG of few colours, as of a table on a screen."""
    picture = Image.new(mode, (width, height), (255, 255, 255, 0)[: len(mode)])
    for at in range(0, width, 20):
        picture.paste((0, 85, 140, 255)[: len(mode)], (at, 0, at + 5, height))
    return saved(picture, "PNG")


def moving() -> bytes:
    """Make a GIF of two frames."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def saved(picture: Image.Image, name: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    out = BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Make a PNG of some kilobytes that would fill the memory."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + width // 8) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def packed(*names: str, media_type: str = "") -> bytes:
    """Make a ZIP file with these parts in it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        if media_type:
            parts.writestr("mimetype", media_type)
        for name in names:
            parts.writestr(name, "<x/>")
    return out.getvalue()


WORD = packed("[Content_Types].xml", "word/document.xml")
MACROS = packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
OPEN_TEXT = packed("content.xml", media_type="application/vnd.oasis.opendocument.text")


def box(name: bytes, content: bytes = b"") -> bytes:
    """Make one box of an MP4 file."""
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(*, sees: bool = True, where: bool = True) -> bytes:
    """Make an MP4 file with a track, and a note of where it was recorded."""
    handler = box(b"hdlr", bytes(8) + (b"vide" if sees else b"soun") + bytes(13))
    notes = box(b"udta", box(b"\xa9xyz", WHERE.encode())) if where else b""
    head = box(b"ftyp", b"isom" + bytes(8))
    return (
        head + box(b"moov", box(b"trak", box(b"mdia", handler) + notes) + notes) + box(b"mdat", b"\x01" * 64)
    )


KINDS: dict[str, bytes] = {
    ".png": flat(),
    ".jpg": photograph(64, 48),
    ".gif": moving(),
    ".webp": saved(Image.new("RGB", (8, 8)), "WEBP"),
    ".svg": b'<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>',
    ".pdf": PDF,
    ".docx": WORD,
    ".xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    ".pptx": packed("[Content_Types].xml", "ppt/presentation.xml"),
    ".odt": OPEN_TEXT,
    ".ods": packed(media_type="application/vnd.oasis.opendocument.spreadsheet"),
    ".odp": packed(media_type="application/vnd.oasis.opendocument.presentation"),
    ".mp3": MP3,
    ".wav": WAV,
    ".ogg": OGG,
    ".mp4": mp4(),
    ".m4a": mp4(sees=False),
    ".webm": WEBM,
    ".vtt": VTT,
    ".csv": b"country,2018\nBhutan,0.5\n",
}
