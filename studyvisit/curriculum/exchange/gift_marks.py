"""GIFT taken apart: blocks between blank lines, and signs that a backslash makes plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from studyvisit.curriculum.exchange.items import Remarks
from studyvisit.curriculum.exchange.words import Format

_SIGNS = "\\~=#{}:n"
# Noncharacters stand for signs that are meant as letters; plain_characters has taken any others out.
_HIDDEN = {f"\\{sign}": chr(0xFDD0 + index) for index, sign in enumerate(_SIGNS)}
_SHOWN = {ord(hidden): "\n" if pair == "\\n" else pair[1] for pair, hidden in _HIDDEN.items()}
_PAIR = re.compile(r"\\([\\~=#{}:n])")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_TO_ESCAPE = re.compile(r"[\\~=#{}:]")
_TAG = re.compile(r"\[(id|tag):((?:\\\]|[^\]\\\n]|\\(?!\])){1,200})\]")


def hidden(text: str) -> str:
    """Return GIFT in which each escaped sign is one character that means nothing."""
    return _PAIR.sub(lambda found: _HIDDEN[found[0]], text)


def spelt(text: str) -> str:
    """Return hidden signs as the letters they stand for."""
    return text.translate(_SHOWN)


def shown(text: str) -> str:
    """Return hidden signs as the letters they stand for, without white space at the ends."""
    return spelt(text).strip()


def escaped(text: str) -> str:
    """Return a text as GIFT writes it: in one line, its signs escaped."""
    return _TO_ESCAPE.sub(r"\\\g<0>", text).replace("\r", "").replace("\n", "\\n")


def split_format(text: str, default: Format) -> tuple[str, Format]:
    """Return a text without the `[format]` before it, and that format."""
    found = _FORMAT.match(text)
    return (text[found.end() :], Format(found[1])) if found else (text, default)


@dataclass(frozen=True, slots=True)
class GiftBlock:
    """One question as written, its signs hidden; `tags` come from the comments above it."""

    number: int
    text: str
    id: str = ""
    tags: tuple[str, ...] = ()


def tag_comment(identity: str, tags: tuple[str, ...]) -> str:
    """Return the comment line that holds a question's id and tags."""
    parts = [f"[id:{_bracketed(identity)}]"] if identity else []
    parts += [f"[tag:{_bracketed(tag)}]" for tag in tags]
    return f"// {' '.join(parts)}" if parts else ""


def _bracketed(text: str) -> str:
    return " ".join(text.split()).replace("]", "\\]")


def blocks(text: str, remarks: Remarks) -> Iterator[GiftBlock]:
    """Yield the questions of a file as written.

    A blank line ends a question; one that stands between `{` and `}` is forgiven, with a remark.
    """
    waiting: GiftBlock | None = None
    for block in _runs(text):
        if waiting is not None:
            if _closes(block.text):
                remarks.about(waiting.number, "").note(
                    "has a blank line between { and }, which is skipped over"
                )
                block = replace(waiting, text=f"{waiting.text}\n{block.text}")
                waiting = None
            else:
                yield waiting
                waiting = None
        if block.text.count("{") > block.text.count("}"):
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


def _closes(text: str) -> bool:
    end, start = text.find("}"), text.find("{")
    return end >= 0 and (start < 0 or end < start)


def _runs(text: str) -> Iterator[GiftBlock]:
    lines: list[str] = []
    comments: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        words = line.strip()
        if words.startswith("//"):
            comments.append(words)
        elif words:
            first = first if lines else number
            lines.append(words)
            if words.startswith("$CATEGORY:") and len(lines) == 1:
                yield _block(number, lines, [])
                lines = []
        elif lines:
            yield _block(first, lines, comments)
            lines, comments = [], []


def _block(number: int, lines: list[str], comments: list[str]) -> GiftBlock:
    found = [(kind, value.replace("\\]", "]").strip()) for kind, value in _TAG.findall("\n".join(comments))]
    identity = next((value for kind, value in found if kind == "id"), "")
    tags = tuple(value for kind, value in found if kind == "tag")
    return GiftBlock(number, hidden("\n".join(lines)), identity, tags)
