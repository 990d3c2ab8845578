"""Media in Markdown: what shows a file, where it is put into a text, and which texts use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from studyvisit.curriculum.kinds import KINDS, Family
from studyvisit.curriculum.media import NARROW_ENDING
from studyvisit.curriculum.source import is_text

DECORATIVE = "{.decorative}"
_NAMED = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]*")
_SOURCES = re.compile(r"^## Sources[ \t]*(?:\{[^}\n]*\})?[ \t]*\r?$", re.MULTILINE)
_ID = re.compile(r"\{#([a-z0-9-]+)")
_NOT_IN_WORDS = str.maketrans(
    {"[": "(", "]": ")", "{": "(", "}": ")", '"': "”", "\\": "/", "<": "‹", ">": "›", "`": "’"}
)


def markdown_for(name: str, words: str, texts: Iterable[str], names: Iterable[str]) -> str:
    """Return the Markdown that shows or links a media file; a picture without words is decorative.

    `texts` are those of the unit, whose ids are taken; among `names` are the captions of a video.
    """
    words = _plain(words)
    match KINDS[PurePosixPath(name).suffix].family:
        case Family.PICTURE:
            return f"![{words}]({name})" if words else f"![]({name}){DECORATIVE}"
        case Family.AUDIO:
            return f'::: audio {{#{_free_id(name, texts)} file={name} title="{words}"}}\n\n:::'
        case Family.VIDEO:
            captions = ",".join(_captions_of(name, names))
            attributes = f'file={name} captions={captions} title="{words}"'
            return f"::: video {{#{_free_id(name, texts)} {attributes}}}\n\n:::"
        case Family.DATA:
            return f"::: chart {{#{_free_id(name, texts)} file={name}}}\n{words}\n:::"
        case _:
            return f"[{words}]({name})"


def put_at_end(text: str, markdown: str) -> str:
    """Return a text with a block at its end, above its sources where it has them."""
    end = "\r\n" if "\r\n" in text else "\n"
    block = markdown.replace("\n", end)
    sources = next(iter([*_SOURCES.finditer(text)][-1:]), None)
    if sources is None:
        return f"{text.rstrip()}{end}{end}{block}{end}"
    return f"{text[: sources.start()].rstrip()}{end}{end}{block}{end}{end}{text[sources.start() :]}"


def uses(files: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return for each media file of a bundle the texts that name it, sorted.

    The narrow one of two pictures is used where the wide one is.
    """
    named = {
        name: {found.rstrip(".-_") for found in _NAMED.findall(content.decode("utf-8", "replace"))}
        for name, content in files.items()
        if is_text(name)
    }
    return {
        media: tuple(sorted(name for name, found in named.items() if found & {media, wide_of(media, files)}))
        for media in files
        if not is_text(media)
    }


def wide_of(name: str, files: Iterable[str]) -> str:
    """Return the name of the wide picture that a narrow one belongs to; any other name as it is."""
    wide = name.removesuffix(NARROW_ENDING) + ".webp"
    return wide if name.endswith(NARROW_ENDING) and wide in files else name


def _captions_of(name: str, names: Iterable[str]) -> tuple[str, ...]:
    stem = name.rpartition(".")[0]
    found = sorted(
        other for other in names if other.endswith(".vtt") and other.startswith((f"{stem}.", f"{stem}-"))
    )
    return tuple(found) or (f"{stem}.en.vtt",)


def _free_id(name: str, texts: Iterable[str]) -> str:
    taken = {found for text in texts for found in _ID.findall(text)}
    stem = (
        re.sub(r"[^a-z0-9]+", "-", PurePosixPath(name).name.partition(".")[0].lower()).strip("-") or "media"
    )
    number, free = 1, stem
    while free in taken:
        number += 1
        free = f"{stem}-{number}"
    return free


def _plain(words: str) -> str:
    """Return words on one line, without signs that mean something to Markdown here."""
    return " ".join(words.translate(_NOT_IN_WORDS).split())
