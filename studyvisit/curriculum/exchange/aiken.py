"""Aiken: a question, its options A, B, C …, and a line ANSWER. Plain words, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from studyvisit.curriculum.exchange.items import (
    Collection,
    Item,
    ItemOption,
    OneOf,
    Remarks,
    with_texts,
)
from studyvisit.curriculum.exchange.naming import name_from
from studyvisit.curriculum.exchange.plain_words import escaped_line
from studyvisit.curriculum.render import render

_OPTION = re.compile(r"([A-Za-z])[.)]\s+(.*)")
_ANSWER = re.compile(r"ANSWER:\s*([A-Za-z])\s*", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read_aiken(text: str, remarks: Remarks) -> Collection:
    """Return the questions of a file in Aiken; one that cannot be read is left out, with a remark."""
    items = [item for line, lines in _blocks(text) if (item := _item(line, lines, remarks)) is not None]
    return Collection(items=tuple(items))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each question, up to its ANSWER, with the number of the first.

    What follows options and a blank line, and is no ANSWER, begins another question: the one before lacks its own.
    """
    lines: list[str] = []
    first, is_after_blank = 0, False
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        is_answer = bool(_ANSWER.fullmatch(words))
        if words and is_after_blank and not is_answer and any(map(_OPTION.fullmatch, lines)):
            yield first, lines
            lines = []
        if words:
            first = first if lines else number
            lines.append(words)
        if is_answer:
            yield first, lines
            lines = []
        is_after_blank = not words
    if lines:
        yield first, lines


def _item(line: int, lines: list[str], remarks: Remarks) -> Item | None:
    start = next((place for place, words in enumerate(lines) if _OPTION.fullmatch(words)), len(lines))
    asked = lines[:start]
    about = remarks.about(line, " ".join(asked)[:60])
    found = [_OPTION.fullmatch(words) for words in lines[start:-1]]
    answer = _ANSWER.fullmatch(lines[-1])
    options = [(one[1].upper(), one[2]) for one in found if one]
    if not asked or answer is None or len(options) < len(found) or len(options) < 2:
        about.refused("is not a question, options A. B. … on a line each, and a last line such as ANSWER: B")
        return None
    right = answer[1].upper()
    if [letter for letter, _words in options].count(right) != 1:
        about.refused(f"has no option {right}, which its ANSWER names, or two of them")
        return None
    prompt = "<br>\n".join(map(escaped_line, asked))
    body = OneOf(
        options=tuple(
            ItemOption(text=escaped_line(words), is_right=letter == right) for letter, words in options
        )
    )
    return Item(body=body, prompt=prompt, name=name_from(asked[0]), line=line)


def write_aiken(collection: Collection, remarks: Remarks) -> str:
    """Return the questions of which one option is right in Aiken; the others are left out, with a remark."""
    blocks = []
    for item in collection.items:
        about = remarks.about(item.line, item.label)
        if not isinstance(item.body, OneOf):
            about.refused("is no choice of one option, the only kind that Aiken has: use GIFT or Moodle XML")
        elif len(item.body.options) > len(_LETTERS):
            about.refused(f"has more than {len(_LETTERS)} options")
        else:
            blocks.append(_block(item, item.body, about))
    return "\n".join(blocks)


def _block(item: Item, body: OneOf, remarks: Remarks) -> str:
    words = with_texts(item, in_words)
    assert isinstance(words.body, OneOf)
    if any("<" in _inside(text) for text in (item.prompt, *(option.text for option in body.options))):
        remarks.changed("loses its formatting, pictures and links: Aiken has plain words only")
    if item.feedback or any(option.feedback for option in body.options):
        remarks.lost("its feedback, which Aiken has no place for: use GIFT or Moodle XML")
    remarks.note("leaves its name, competency, points, lesson and form behind: Aiken has none of them")
    lines = [words.prompt]
    for letter, option in zip(_LETTERS, words.body.options, strict=False):
        lines.append(f"{letter}. {option.text}")
        if option.is_right:
            right = letter
    return "\n".join([*lines, f"ANSWER: {right}", ""])


def _inside(markdown: str) -> str:
    return render(markdown).html.removeprefix("<p>").removesuffix("</p>")


def in_words(markdown: str) -> str:
    """Return Markdown as plain words in one line."""
    return " ".join(unescape(_TAG.sub(" ", render(markdown).html)).split()) if markdown else ""
