"""Headings as a lesson has them: its title is taken off, the rest begins with `##` and leaves no level out."""

from __future__ import annotations

import re

from studyvisit.curriculum.lines import heading_of, split_attributes
from studyvisit.curriculum.taking_in.notes import Fate, Notebook

_UNDERLINED = re.compile(
    r"^(?![ \t]*(?:[#>|*+-]|\d+[.)]|\x04))( {0,3}\S[^\n]*)\n {0,3}(=+|-{2,})[ \t]*$", re.MULTILINE
)
_MARKS = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|\x02\d+\x03|<[^<>]*>|[*_`#]|\{[^{}]*\}")
_DEEPEST = 4
_SOURCES = frozenset(
    {"sources", "references", "bibliography", "further reading", "notes", "footnotes", "works cited"}
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")


def with_hashes(text: str) -> str:
    """Return a text, its code hidden, whose underlined headings begin with `#`."""
    return _UNDERLINED.sub(lambda found: f"{'#' if found[2][0] == '=' else '##'} {found[1].strip()}", text)


def title_off(text: str, title: str) -> tuple[str, str]:
    """Return the words of the first heading and the text without it, where that names the whole text.

    It does so when it is of the first level or stands before everything else; not when `title` is another.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = heading_of(line)
        if found is None and line.strip():
            if not any((one := heading_of(other)) and one[0] == 1 for other in lines):
                return "", text
            continue
        if found is None or (
            found[0] > 1 and any((one := heading_of(other)) and one[0] == 1 for other in lines)
        ):
            continue
        words = plain(found[1])
        if not words or (title and words.casefold() != title.casefold()):
            return "", text
        return words, "\n".join([*lines[:number], *lines[number + 1 :]])
    return "", text


def plain(words: str) -> str:
    """Return the words of a heading without its marks."""
    bare = split_attributes(words)[0].rstrip("# ")
    return " ".join(_MARKS.sub(lambda found: found[1] or "", bare).split())


def levelled(text: str, notes: Notebook) -> str:
    """Return a text, its code hidden, whose headings begin with `##`, leave none out and end at `####`."""
    levels = [found[0] for line in text.split("\n") if (found := heading_of(line))]
    shift = 2 - min(levels, default=2)
    kept: list[str] = []
    before = 1
    for line in text.split("\n"):
        found = heading_of(line)
        if found is None:
            kept.append(line)
            continue
        words = found[1].rstrip("# ") if not found[1].endswith("}") else found[1]
        level = min(max(found[0] + shift, 2), before + 1, _DEEPEST)
        if not plain(words):
            kept.append(notes.here(Fate.LEFT_OUT, "a heading without words is left out"))
            continue
        said = ""
        if level != found[0]:
            said = notes.here(
                Fate.CHANGED, "headings are moved to levels that a lesson has, and none is left out"
            )
        kept += [f"{'#' * level} {words}{said}"]
        before = level
    return "\n".join(kept)


def with_sources(text: str, notes: Notebook) -> str:
    """Return a text with footnotes that ends with its sources."""
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines) if heading_of(line)]
    last = heads[-1] if heads else -1
    if last >= 0 and plain(lines[last].lstrip("#")).lower() in _SOURCES:
        if plain(lines[last].lstrip("#")) != "Sources":
            said = notes.here(Fate.CHANGED, f"“{plain(lines[last].lstrip('#'))[:40]}” is called Sources here")
            lines[last] = f"## Sources{said}"
        return "\n".join(lines)
    notes_of_it = [number for number, line in enumerate(lines) if _FOOTNOTE.match(line)]
    if not notes_of_it:
        return text
    moved = {number for start in notes_of_it for number in _footnote(lines, start)}
    rest = [line for number, line in enumerate(lines) if number not in moved]
    said = notes.here(Fate.CHANGED, "the footnotes stand below a section Sources at the end")
    return "\n".join(
        ["\n".join(rest).rstrip(), "", f"## Sources{said}", "", *(lines[number] for number in sorted(moved))]
    )


def _footnote(lines: list[str], start: int) -> range:
    end = start + 1
    while end < len(lines) and lines[end].startswith("    "):
        end += 1
    return range(start, end)
