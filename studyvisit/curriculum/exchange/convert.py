"""From one format to another: read, look at each question as participants get it, write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Literal

from studyvisit.curriculum.exchange.aiken import read_aiken, write_aiken
from studyvisit.curriculum.exchange.csv_reader import read_csv
from studyvisit.curriculum.exchange.csv_writer import write_csv
from studyvisit.curriculum.exchange.decoding import (
    LONGEST_TEXT,
    MOST_QUESTIONS,
    Unreadable,
    decoded,
    ensure_size,
)
from studyvisit.curriculum.exchange.descriptions import below_each_other
from studyvisit.curriculum.exchange.gift_reader import read_gift
from studyvisit.curriculum.exchange.gift_writer import write_gift
from studyvisit.curriculum.exchange.items import (
    Collection,
    Described,
    Essay,
    Files,
    Item,
    Remark,
    Remarks,
    Severity,
    essence,
    with_texts,
)
from studyvisit.curriculum.exchange.labels import with_competency
from studyvisit.curriculum.exchange.moodle_reader import read_moodle
from studyvisit.curriculum.exchange.moodle_writer import write_moodle
from studyvisit.curriculum.exchange.quiz_reader import item_of, parsed, read_quiz_file
from studyvisit.curriculum.exchange.quiz_writer import UNSORTED, block_of, identified, slug_of, write_quiz
from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.render import render
from studyvisit.curriculum.sections import sections


class Kind(StrEnum):
    """The formats that questions are exchanged in."""

    MARKDOWN = "markdown"
    GIFT = "gift"
    MOODLE_XML = "moodle-xml"
    AIKEN = "aiken"
    CSV = "csv"


_ENDINGS = {
    ".md": Kind.MARKDOWN,
    ".gift": Kind.GIFT,
    ".xml": Kind.MOODLE_XML,
    ".aiken": Kind.AIKEN,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
}
ENDINGS = {kind: ending for ending, kind in reversed(_ENDINGS.items())}
_AIKEN = re.compile(rb"^ANSWER:\s*[A-Za-z]\s*$", re.IGNORECASE | re.MULTILINE)
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_RUBRIC = """| what is marked | 0 | {points} |
| --- | --- | --- |
| The answer {{#answer}} | does not answer the question | answers it fully |"""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was handed in: its bytes, its format, its name and the pictures beside it."""

    content: bytes
    kind: Kind
    title: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sorting:
    """Which competency questions get that name none: one `chosen` for all, or one of the `known` ids."""

    chosen: str = ""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """Questions that were read: as they are exchanged, as participants get them, and what is to be said.

    `questions` has None for a description.
    """

    collection: Collection
    questions: tuple[Question | None, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file in a format, the pictures that belong beside it, and how many questions it could not hold."""

    content: bytes
    media: Mapping[str, bytes]
    refused: int
    remarks: tuple[Remark, ...]


_READERS: Mapping[Kind, Callable[[Source, Remarks], Collection]] = {
    Kind.AIKEN: lambda source, remarks: read_aiken(decoded(source.content, remarks), remarks),
    Kind.CSV: lambda source, remarks: read_csv(decoded(source.content, remarks), remarks),
    Kind.MOODLE_XML: lambda source, remarks: read_moodle(source.content, remarks),
    Kind.GIFT: lambda source, remarks: read_gift(decoded(source.content, remarks), remarks),
    Kind.MARKDOWN: lambda source, remarks: read_quiz_file(
        decoded(source.content, remarks), source.media, remarks
    ),
}
_WRITERS: Mapping[Kind, Callable[[Collection, Remarks], str]] = {
    Kind.AIKEN: write_aiken,
    Kind.CSV: write_csv,
    Kind.MOODLE_XML: write_moodle,
    Kind.GIFT: write_gift,
    Kind.MARKDOWN: write_quiz,
}


def guess_kind(name: str, content: bytes = b"") -> Kind | None:
    """Return the format that a file's name, or else its first bytes, give away."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"---\n", b"---\r")):
        return Kind.MARKDOWN
    if head.startswith((b"<?xml", b"<quiz")):
        return Kind.MOODLE_XML
    if head.startswith(b"## "):
        return Kind.MARKDOWN
    if (known := _ENDINGS.get(PurePath(name).suffix.lower())) or PurePath(name).suffix.lower() != ".txt":
        return known
    if re.match(rb"[^\n{]*\bquestion\b[^\n{]*[,;\t]|[^\n{]*[,;\t][^\n{]*\bquestion\b", head):
        return Kind.CSV
    return Kind.AIKEN if _AIKEN.search(content.replace(b"\0", b"")) else Kind.GIFT


def take(source: Source, sorting: Sorting | None, *, most: int = MOST_QUESTIONS) -> Taken:
    """Return the questions of a file; those with faults are left out and named. Raises Unreadable.

    With a `sorting` each question gets a competency, as our quizzes ask for one.
    """
    remarks = Remarks()
    ensure_size(source.content)
    collection = _READERS[source.kind](source, remarks)
    if not collection.items and not remarks.all:
        raise Unreadable("There is no question in this file: look at whether its format is the one named.")
    if len(collection.items) > most:
        raise Unreadable(f"The file has {len(collection.items)} questions, more than {most}: split it.")
    complete = (_with_rubric(item, remarks) for item in collection.items)
    items = identified(_sorted(complete, sorting, remarks))
    looked_at = {item.id: _looked_at(item, remarks.about(item.line, item.label)) for item in items}
    items = below_each_other((item for item in items if looked_at[item.id] is not None), remarks)
    questions = tuple(looked_at[item.id] or None for item in items)
    title = collection.title or source.title
    return Taken(replace(collection, items=items, title=title), questions, remarks.all)


def _with_rubric(item: Item, remarks: Remarks) -> Item:
    """Return a question that a person marks with a rubric: two levels where it came without one."""
    body = item.body
    if not isinstance(body, Essay | Files) or body.rubric:
        return item
    remarks.about(item.line, item.label).changed(
        "came without a rubric: it is given one of two levels, so write what earns the points"
    )
    rubric = _RUBRIC.format(points=item.points)
    return replace(item, body=replace(body, rubric=rubric))


def _sorted(items: Iterable[Item], sorting: Sorting | None, remarks: Remarks) -> Iterable[Item]:
    if sorting is None:
        return items
    return (
        with_competency(
            item,
            sorting.chosen,
            sorting.known,
            slug_of(item.category, 80),
            remarks.about(item.line, item.label),
        )
        for item in items
    )


def _looked_at(item: Item, remarks: Remarks) -> Question | Literal[False] | None:
    """Return a question as participants get it, False for a description, None with a remark for one with faults."""
    if any(len(text) > LONGEST_TEXT for text in (item.prompt, item.feedback)):
        remarks.refused(f"is longer than {LONGEST_TEXT} characters: shorten it")
        return None
    _before, parts = sections(numbered(block_of(item)), 2)
    question, problems = parsed(parts[0])
    for problem in problems:
        say = remarks.refused if problem.is_error else remarks.lost
        say(": ".join(filter(None, (problem.where.partition(", ")[2], problem.message))))
    if any(problem.is_error for problem in problems):
        return None
    if len(parts) > 1 or essence(item_of(parts[0], question)) != essence(_as_written(item)):
        remarks.refused(
            "has lines that mean something else in a quiz of ours (a heading, `=`, `- ( )`): rewrite it"
        )
        return None
    return question or False


def _as_written(item: Item) -> Item:
    """Return a question as its own text says it: no tags, a competency, a name."""
    is_described = isinstance(item.body, Described)
    competency = "" if is_described else slug_of(item.competency, 80) or UNSORTED
    name = " ".join(item.name.split()) or item.id
    points = 1 if is_described else item.points
    return replace(item, tags=(), competency=competency, name=name, points=points)


@dataclass(frozen=True, slots=True)
class Preview:
    """A question as participants get it; a description has HTML in its place. Pictures are told in words."""

    line: int
    name: str
    question: Question | None
    html: str = ""


def previews(taken: Taken) -> tuple[Preview, ...]:
    """Return the questions to show before they are published: no picture is there to be shown yet."""
    return tuple(
        _preview(item, question)
        for item, question in zip(taken.collection.items, taken.questions, strict=True)
    )


def _preview(item: Item, question: Question | None) -> Preview:
    in_words = with_texts(item, lambda text: _PICTURE.sub(r"(\1)", text))
    html = ""
    if in_words != item or question is None:
        _before, [part] = sections(numbered(block_of(in_words)), 2)
        question, _problems = parsed(part)
        html = render(in_words.prompt).html if question is None else ""
    return Preview(item.line, item.label, question, html)


def write(collection: Collection, kind: Kind) -> Written:
    """Return questions in a format, with what it could not hold."""
    remarks = Remarks()
    text = _WRITERS[kind](collection, remarks)
    refused = {(one.line, one.name) for one in remarks.all if one.severity is Severity.REFUSED}
    media = dict(collection.media) if kind is Kind.MARKDOWN else {}
    return Written(text.encode(), media, len(refused), remarks.all)


def is_whole(remarks: tuple[Remark, ...]) -> bool:
    """Return whether nothing was left out, lost or changed."""
    return all(remark.severity is Severity.NOTE for remark in remarks)
