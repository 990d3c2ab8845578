"""Which files of a folder are texts to read, which of them introduces all, and what is left alone."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath

from studyvisit.curriculum.languages import language_of, original_of
from studyvisit.curriculum.taking_in.notes import Fate, Note
from studyvisit.curriculum.taking_in.ordering import INDEXES, is_index
from studyvisit.curriculum.taking_in.texts import Text, read_text
from studyvisit.curriculum.tree import LARGEST_TEXT

ENDINGS = (".md", ".markdown", ".mdx", ".mkd", ".mdown")
MOST_LESSONS = 99
_ABOUT = "license licence contributing code_of_conduct changelog security authors contributors summary"
_ABOUT_THE_FOLDER = frozenset(_ABOUT.split())
_UNREAD_FOLDERS = frozenset({"node_modules", "_site", "_drafts", "__macosx"})
_MOST_NAMED = 40


def is_hidden(path: str) -> bool:
    """Return whether a file is none that somebody wrote: hidden, or made by a programme."""
    parts = PurePosixPath(path).parts
    return any(part.startswith(".") for part in parts) or any(
        part.lower() in _UNREAD_FOLDERS for part in parts[:-1]
    )


def texts_in(files: Mapping[str, bytes]) -> tuple[dict[str, Text], list[Note]]:
    """Return the texts of a folder by their paths, and notes on those that are left out."""
    texts: dict[str, Text] = {}
    notes: list[Note] = []
    for path, content in sorted(files.items()):
        if not path.lower().endswith(ENDINGS) or is_hidden(path):
            continue
        why = _why_not(path, content, files)
        text = None if why else read_text(path, content)
        if text is None:
            notes.append(Note(path, 0, Fate.LEFT_OUT, why or "cannot be read as text: save it as UTF-8"))
        else:
            texts[path] = text
    return texts, notes


def _why_not(path: str, content: bytes, files: Mapping[str, bytes]) -> str:
    if PurePosixPath(path).stem.lower() in _ABOUT_THE_FOLDER:
        return "is about the folder and no lesson"
    if language_of(path) is not None and original_of(path) in files:
        return f"translates {original_of(path)}: bring its words in under Languages"
    if len(content) > LARGEST_TEXT:
        return f"has more than {LARGEST_TEXT:,} bytes: split it"
    return ""


def introduction_of(paths: Collection[str]) -> str:
    """Return the text that introduces all others, a README or an index; nothing where there is none.

    One that lies beside the folder of all the others is about that folder.
    """
    for folder in (_common(path for path in paths if posixpath.dirname(path)), ""):
        found = [path for path in paths if is_index(path) and posixpath.dirname(path) == folder]
        if found and len(paths) > 1:
            return min(found, key=lambda path: INDEXES.index(PurePosixPath(path).stem.lower()))
    return ""


def beside_all(paths: Collection[str], introduction: str) -> tuple[str, ...]:
    """Return the READMEs at the top of a folder of which the introduction lies further in."""
    if not posixpath.dirname(introduction):
        return ()
    return tuple(path for path in paths if "/" not in path and is_index(path))


def _common(paths: Iterable[str]) -> str:
    folders = [posixpath.dirname(path.lstrip("/")) for path in paths]
    return posixpath.commonpath(folders) if folders else ""


def left_alone(files: Mapping[str, bytes], used: Collection[str]) -> list[Note]:
    """Return notes on the files that are neither texts nor used by one; of very many the first ones."""
    unused = [path for path in sorted(files) if path not in used and not path.lower().endswith(ENDINGS)]
    shown = [path for path in unused if not is_hidden(path)]
    notes = [
        Note(path, 0, Fate.LEFT_OUT, "is no Markdown and no text shows or links it")
        for path in shown[:_MOST_NAMED]
    ]
    if more := len(unused) - len(notes):
        first = next(path for path in unused if path not in shown[:_MOST_NAMED])
        notes.append(
            Note(
                first, 0, Fate.LEFT_OUT, "is left out" + (f", and so are {more - 1} more files" * (more > 1))
            )
        )
    return notes
