"""In which order the texts of a folder are read: as it says somewhere, else by numbers, else by names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from studyvisit.curriculum.taking_in.texts import Text, read_yaml

INDEXES = ("_index", "index", "readme")
_POSITIONS = ("weight", "sidebar_position", "nav_order", "order", "menu_order", "position", "date")
_OPENINGS = "introduction intro overview preface foreword about welcome start getting-started"
_FIRST = frozenset(_OPENINGS.split())
_TO_TEN = "one two three four five six seven eight nine ten"
_WORDS = {word: float(number) for number, word in enumerate(_TO_TEN.split(), 1)}
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[-_ ]|$|T)")
_UNIT = r"(?:chapter|lesson|part|unit|module|section|week|day|session|step|topic)"
_NUMBER = re.compile(rf"(?:{_UNIT}[-_ .]*)?(\d{{1,4}})(?!\d)", re.IGNORECASE)
_IN_WORDS = re.compile(rf"{_UNIT}[-_ .]+([a-z]+)", re.IGNORECASE)
_PREFIX = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{1,4}(?:\.\d{1,3})*)[-_. )]+(?=\S)")
_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\(<?([^()<>\n]{1,500})>?\)")
_DEEPEST = 8
Key = tuple[float, tuple[tuple[int, int, str], ...]]


def stem_of(path: str) -> str:
    """Return the name of a file without its ending and without the number it begins with."""
    stem = PurePosixPath(path).stem
    return _PREFIX.sub("", stem, count=1)


def is_index(path: str) -> bool:
    """Return whether a file stands for the folder it lies in."""
    return PurePosixPath(path).stem.lower() in INDEXES


def by_position(texts: Mapping[str, Text], folders: Mapping[str, float]) -> list[str]:
    """Return the paths of texts folder by folder: by what they say, then by numbers, then by names."""
    known = dict(folders)
    for path, text in texts.items():
        if is_index(path) and (place := _told(text)) is not None:
            known.setdefault(str(PurePosixPath(path).parent), place)
    return sorted(texts, key=lambda path: _key(path, texts[path], known))


def how_placed(text: Text) -> str:
    """Return in words what a text's place was told by."""
    if _told(text) is not None:
        return "its front matter"
    return "the number in its name" if _number_in(PurePosixPath(text.path).stem) is not None else "its name"


def _key(path: str, text: Text, folders: Mapping[str, float]) -> tuple[Key, ...]:
    parts = PurePosixPath(path).parts
    keys = []
    for depth, name in enumerate(parts[:-1], 1):
        place = folders.get("/".join(parts[:depth]))
        keys.append(_place(name, place))
    if is_index(path):
        return (*keys, (float("-inf"), _natural(parts[-1])))
    return (*keys, _place(PurePosixPath(path).stem, _told(text)))


def _place(name: str, told: float | None) -> Key:
    if told is None:
        told = _number_in(name)
    if told is None:
        told = -1.0 if name.lower().replace("_", "-") in _FIRST else float("inf")
    return told, _natural(name)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.split(r"([0-9]{1,18})", name.lower())
    return tuple((0, int(part), "") if n % 2 else (1, 0, part) for n, part in enumerate(parts))


def _told(text: Text) -> float | None:
    for key in _POSITIONS:
        if said := text.said(key):
            return number_of(said)
    return None


def number_of(said: str) -> float | None:
    """Return the number, or the day as a number, that some words begin with."""
    if day := _DATE.match(said + " "):
        return float(day[1] + day[2] + day[3])
    found = re.match(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?", said)
    return float(found[0]) if found else None


def _number_in(name: str) -> float | None:
    if day := _DATE.match(name):
        return float(day[1] + day[2] + day[3])
    if found := _NUMBER.match(name):
        return float(found[1])
    words = _IN_WORDS.match(name)
    return _WORDS.get(words[1].lower()) if words else None


def folder_places(files: Mapping[str, bytes]) -> tuple[dict[str, float], list[str]]:
    """Return the places of folders that `_category_` files give them, and these files."""
    places: dict[str, float] = {}
    told_by: list[str] = []
    for path, content in files.items():
        file = PurePosixPath(path)
        if file.stem == "_category_" and file.suffix in (".json", ".yml", ".yaml"):
            said = read_yaml(content.decode("utf-8", "replace"))
            place = number_of(str(said.get("position", ""))) if isinstance(said, Mapping) else None
            if place is not None:
                places[str(file.parent)] = place
                told_by.append(path)
    return places, told_by


def listed(files: Mapping[str, bytes]) -> tuple[str, dict[str, str]]:
    """Return the file that lists the texts in order and, by path, the titles it gives; nothing where none does."""
    for path in sorted(files, key=lambda one: (one.count("/"), one)):
        name = PurePosixPath(path).name.lower()
        if name in ("mkdocs.yml", "mkdocs.yaml"):
            found = _of_mkdocs(path, files)
        elif name == "summary.md":
            found = _of_summary(path, files)
        else:
            continue
        if found:
            return path, found
    return "", {}


def of_mkdocs(files: Mapping[str, bytes], key: str) -> str:
    """Return the words that an mkdocs.yml gives a key, or nothing."""
    for name in ("mkdocs.yml", "mkdocs.yaml"):
        said = read_yaml(files.get(name, b"").decode("utf-8", "replace"))
        if isinstance(said, Mapping) and isinstance(found := said.get(key), str):
            return " ".join(found.split())
    return ""


def _of_mkdocs(path: str, files: Mapping[str, bytes]) -> dict[str, str]:
    said = read_yaml(files[path].decode("utf-8", "replace"))
    if not isinstance(said, Mapping):
        return {}
    docs = PurePosixPath(path).parent / str(said.get("docs_dir") or "docs")
    entries = ((str(docs / where), title) for where, title in _entries(said.get("nav"), "", 0))
    return {where: title for where, title in entries if where in files}


def _entries(nav: object, title: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(nav, str):
        yield nav, title
    elif isinstance(nav, list):
        for one in nav:
            yield from _entries(one, "", depth + 1)
    elif isinstance(nav, Mapping):
        for name, one in nav.items():
            yield from _entries(one, str(name), depth + 1)


def _of_summary(path: str, files: Mapping[str, bytes]) -> dict[str, str]:
    folder = PurePosixPath(path).parent
    links = _LINK.findall(files[path].decode("utf-8", "replace"))
    entries = ((str(folder / where.split("#")[0].removeprefix("./")), title) for title, where in links)
    return {where: title for where, title in entries if where in files}
