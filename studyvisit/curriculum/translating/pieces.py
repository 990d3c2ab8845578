"""A text file cut into the pieces that are translated one by one: words of the front matter, and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from studyvisit.curriculum.frontmatter import FrontMatter, Value, read_front_matter
from studyvisit.curriculum.lines import Line, outside_code
from studyvisit.curriculum.problems import Report

WORDS = ("title", "summary", "objective")
"""The keys of a front matter whose values are words; `waves` and `scale` hold words too."""
_BEGINS = re.compile(r"#{1,6}\s|:{3,}|[-*+] |\d{1,3}[.)] |\[\^[^\]\s]+\]:|!!!|\{\{[^{}]*\}\}\s*=")
# Lines of feedback belong together, and so do the forms in which an answer is accepted: a language may have more.
_GROUPED = re.compile(r"\s*(>)|(=)\s")
_FOR_AN_ANSWER = re.compile(r"\s*>\s*(?:true|false):")
_FIXED = re.compile(
    r":{3,}[^\n]*|=\s*(?:true|false|[-+−–]?[\d.,]+(?:\s*(?:±|\+/-)[^\n]*)?|long answer[^\n]*|files?:[^\n]*)|[-*_]{3,}"
    r"|\{\{[^{}]*\}\}\s*=[^\n]*|\{:[^{}\n]*\}"
)
_SPACES = re.compile(r"[ \t]+\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a file: `key` names a value of the front matter and is empty for a paragraph.

    `is_apart` says whether an empty line stands above a paragraph. What is `fixed` has no words to translate.
    """

    key: str
    text: str
    line: int
    is_apart: bool = True
    is_fixed: bool = False

    @property
    def mark(self) -> str:
        """Return by which a translation remembers the piece: eight letters and digits of its SHA-256."""
        plain = _SPACES.sub("\n", f"{self.key}\n{self.text.strip()}\n")
        return sha256(plain.encode("utf-8", "replace")).hexdigest()[:8]


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a file in order; nothing when its front matter cannot be read."""
    found = read_front_matter(text, Report())
    return (*_words(found), *_paragraphs(found.body)) if found else ()


def _words(found: FrontMatter) -> Iterator[Piece]:
    for key, value in found.values.items():
        if key in WORDS and isinstance(value, str):
            yield Piece(key, value, found.line(key))
        elif key == "waves" and isinstance(value, dict):
            for wave, words in value.items():
                yield Piece(f"waves.{wave}", str(words), found.line(key, wave))
        elif key == "scale" and isinstance(value, list):
            yield from _steps(value, found)


def _steps(steps: list[Value], found: FrontMatter) -> Iterator[Piece]:
    for index, step in enumerate(steps):
        if isinstance(step, dict):
            yield Piece(f"scale.{step.get('value')}", str(step.get("label")), found.line("scale", index))


def _paragraphs(lines: Iterable[Line]) -> Iterator[Piece]:
    kept: list[Line] = []
    is_apart, was_blank, group_before = True, True, ""
    for line, is_prose in outside_code(lines):
        is_blank = is_prose and not line.text.strip()
        grouped = _GROUPED.match(line.text) if is_prose else None
        group = (grouped[1] or grouped[2]) if grouped else ""
        begins = is_prose and (_BEGINS.match(line.text) or _begins_group(line.text, group, group_before))
        if kept and (is_blank or begins):
            yield _paragraph(kept, is_apart=is_apart)
            kept = []
        if not is_blank:
            is_apart = is_apart if kept else was_blank
            kept.append(line)
        was_blank, group_before = is_blank, group
    if kept:
        yield _paragraph(kept, is_apart=is_apart)


def _begins_group(text: str, group: str, before: str) -> bool:
    return bool(_FOR_AN_ANSWER.match(text)) or (group != "" and group != before)


def _paragraph(lines: list[Line], *, is_apart: bool) -> Piece:
    text = "\n".join(line.text.rstrip() for line in lines)
    is_fixed = all(_FIXED.fullmatch(line) for line in text.split("\n"))
    return Piece("", text, lines[0].number, is_apart, is_fixed)
