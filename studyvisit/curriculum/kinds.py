"""What a media file really is, told by its content and never by its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO


class Family(StrEnum):
    """What a media file is to a reader."""

    PICTURE = "picture"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    CAPTIONS = "captions"
    DATA = "data"


LARGEST: Mapping[Family, int] = {
    Family.PICTURE: 2_000_000,
    Family.DOCUMENT: 5_000_000,
    Family.AUDIO: 10_000_000,
    Family.VIDEO: 20_000_000,
    Family.CAPTIONS: 200_000,
    Family.DATA: 2_000_000,
}
"""How many bytes a file of a module or a programme may have."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of media file; `name` is what people call it."""

    suffix: str
    media_type: str
    family: Family
    name: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS: Mapping[str, Kind] = {
    kind.suffix: kind
    for kind in (
        Kind(".svg", "image/svg+xml", Family.PICTURE, "SVG"),
        Kind(".png", "image/png", Family.PICTURE, "PNG"),
        Kind(".jpg", "image/jpeg", Family.PICTURE, "JPEG"),
        Kind(".jpeg", "image/jpeg", Family.PICTURE, "JPEG"),
        Kind(".webp", "image/webp", Family.PICTURE, "WebP"),
        Kind(".gif", "image/gif", Family.PICTURE, "GIF"),
        Kind(".csv", "text/csv; charset=utf-8", Family.DATA, "CSV"),
        Kind(".pdf", "application/pdf", Family.DOCUMENT, "PDF"),
        Kind(".docx", _OFFICE + "wordprocessingml.document", Family.DOCUMENT, "Word"),
        Kind(".xlsx", _OFFICE + "spreadsheetml.sheet", Family.DOCUMENT, "Excel"),
        Kind(".pptx", _OFFICE + "presentationml.presentation", Family.DOCUMENT, "PowerPoint"),
        Kind(".odt", _OPEN + "text", Family.DOCUMENT, "OpenDocument text"),
        Kind(".ods", _OPEN + "spreadsheet", Family.DOCUMENT, "OpenDocument spreadsheet"),
        Kind(".odp", _OPEN + "presentation", Family.DOCUMENT, "OpenDocument presentation"),
        Kind(".mp3", "audio/mpeg", Family.AUDIO, "MP3"),
        Kind(".m4a", "audio/mp4", Family.AUDIO, "M4A"),
        Kind(".ogg", "audio/ogg", Family.AUDIO, "Ogg"),
        Kind(".wav", "audio/wav", Family.AUDIO, "WAV"),
        Kind(".mp4", "video/mp4", Family.VIDEO, "MP4"),
        Kind(".webm", "video/webm", Family.VIDEO, "WebM"),
        Kind(".vtt", "text/vtt; charset=utf-8", Family.CAPTIONS, "WebVTT"),
    )
}
"""The kinds that content may hold, by the ending of their names."""

PICTURES = {kind.suffix: kind.media_type for kind in KINDS.values() if kind.family is Family.PICTURE}
_MAIN_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_MACROS = re.compile(r"(?:^|/)vbaproject\.bin$|^basic/|^scripts/", re.IGNORECASE)
# Nothing in it looks back: a row of comments takes no longer than another text.
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+"
    rb"(?>(?:<\?[^>]*+>|<!--.*?-->|<!DOCTYPE\s++svg[^>\[]*+(?:\[.*?\]\s*+)?>)\s*+)*+<svg[\s>/]",
    re.DOTALL,
)
_VTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|\Z)")
_HANDLER = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_MPEG_AUDIO = re.compile(rb"\xff[\xe2-\xe7\xf2-\xff][\x10-\xef]", re.DOTALL)
_BRANDS_OF_PICTURES = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_HEAD = 512
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls, .ppt)"),
    (b"{\\rtf", "a Rich Text file (RTF)"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"%!PS", "a PostScript file"),
    (b"fLaC", "a FLAC recording"),
)


def kind_of(content: bytes) -> Kind | None:
    """Return what a file is, or None when it is nothing that content may hold. Never raises."""
    for tell in _TELLERS:
        if suffix := tell(content):
            return KINDS[suffix]
    return None


def is_a(suffix: str, content: bytes) -> bool:
    """Return whether a file is what the ending of its name says."""
    found = kind_of(content)
    return found is not None and found.media_type == KINDS[suffix].media_type


def foreign_name(content: bytes) -> str:
    """Return in plain English what a file is that content may not hold; empty when nobody can tell."""
    head = content[:_HEAD]
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS_OF_PICTURES:
        return "a HEIC or AVIF picture"
    if head.startswith(b"PK\x03\x04"):
        return "a document with macros" if _has_macros(content) else "an archive (ZIP)"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "a Matroska video"
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML)"
    return next((name for start, name in _FOREIGN if head.startswith(start)), "")


def _by_start(content: bytes) -> str:
    starts = (
        (b"\x89PNG\r\n\x1a\n", ".png"),
        (b"\xff\xd8\xff", ".jpg"),
        (b"GIF87a", ".gif"),
        (b"GIF89a", ".gif"),
        (b"%PDF-", ".pdf"),
        (b"ID3", ".mp3"),
    )
    found = next((suffix for start, suffix in starts if content.startswith(start)), "")
    if found == ".pdf" and b"%%EOF" not in content[-2048:]:
        return ""  # cut off on its way
    return found


def _riff(content: bytes) -> str:
    if content[:4] != b"RIFF":
        return ""
    return {b"WEBP": ".webp", b"WAVE": ".wav"}.get(content[8:12], "")


def _mpeg(content: bytes) -> str:
    return ".mp3" if _MPEG_AUDIO.match(content) else ""


def _mp4(content: bytes) -> str:
    brand = content[8:12]
    if content[4:8] != b"ftyp" or brand in _BRANDS_OF_PICTURES or b"moov" not in content:
        return ""
    return ".mp4" if _HANDLER.search(content) else ".m4a"


def _webm(content: bytes) -> str:
    return ".webm" if content.startswith(b"\x1aE\xdf\xa3") and b"webm" in content[:64] else ""


def _ogg(content: bytes) -> str:
    sounds = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
    return ".ogg" if content.startswith(b"OggS") and any(sound in content[:64] for sound in sounds) else ""


def _packed(content: bytes) -> str:
    """Return which document of an office programme a ZIP file is; none with macros."""
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            if any(map(_MACROS.search, names)):
                return ""
            if "[Content_Types].xml" in names:
                return next((suffix for part, suffix in _MAIN_PARTS.items() if part in names), "")
            with parts.open("mimetype") as said:
                media_type = said.read(100).decode("ascii")
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, ValueError):
        return ""  # no archive, or one that is broken, locked or packed in a way that cannot be read
    return next((kind.suffix for kind in KINDS.values() if kind.media_type == media_type), "")


def _has_macros(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return any(map(_MACROS.search, parts.namelist()))
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError):
        return False  # what cannot be opened is refused as no document at all


def _text(content: bytes) -> str:
    """Return which of the kinds that are text a file is: a table needs a comma in its first line."""
    if _SVG.match(content[:20_000]):
        return ".svg"
    if b"\0" in content or not content.strip():
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if _VTT.match(content):
        return ".vtt"
    first = text.lstrip("\r\n").partition("\n")[0]
    return ".csv" if "," in first and not text.lstrip().startswith(("<", "{", "[", "%!")) else ""


_TELLERS: tuple[Callable[[bytes], str], ...] = (_by_start, _riff, _mp4, _webm, _ogg, _packed, _mpeg, _text)
