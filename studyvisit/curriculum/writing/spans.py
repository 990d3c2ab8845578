"""Where each question of a file stands, to the character: those of a quiz, and those of a lesson's checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from studyvisit.curriculum.lines import Attributes, Line, heading_of, outside_code, split_attributes
from studyvisit.curriculum.writing.fields import Kind
from studyvisit.curriculum.writing.reading import Unsayable, kind_in, section_of

QUIZ_FILE = re.compile(r"quiz(?:\.[a-zA-Z-]+)?\.md")
_LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n|$)")
_MARK = re.compile(r":{3,}\s*(.*)")
_CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One question or description: from its heading to the end of its last line that is not blank.

    `key` names it in addresses: its id, or where that is missing or used twice its place, such as `@3`.
    `stretch` is the place of the stretch that it stands in.
    """

    key: str
    id: str
    name: str
    values: dict[str, str]
    line: int
    start: int
    end: int
    source: str
    stretch: int

    @property
    def kind(self) -> Kind | None:
        """Return the kind of question; None where that cannot be told."""
        try:
            return kind_in(section_of(self.source, 2 if self.source.startswith("## ") else 3))
        except Unsayable:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a file in which questions follow each other: a section, a check, or a quiz without sections.

    `end` is the end of its last line that is not blank: where one more question goes.
    """

    id: str
    title: str
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The questions of a file; `level` is that of their headings."""

    text: str
    newline: str
    level: int
    stretches: tuple[Stretch, ...]
    spans: tuple[Span, ...]

    def span(self, key: str) -> Span | None:
        """Return the question of that key, or None."""
        return next((span for span in self.spans if span.key == key), None)

    def within(self, stretch: int) -> list[Span]:
        """Return the questions of a stretch, in order."""
        return [span for span in self.spans if span.stretch == stretch]


@dataclass(slots=True)
class _Open:
    """A question or a stretch while its lines are read; `last` is the end of its last line with words."""

    start: int
    last: int
    line: int = 0
    title: str = ""
    attributes: Attributes = field(default_factory=Attributes)
    stretch: int = 0


def outline_of(text: str, name: str) -> Outline:
    """Return the questions of a file by its name: `quiz.md` or a lesson."""
    level = 2 if QUIZ_FILE.fullmatch(name) else 3
    reader = _Reader(level)
    for line, start, end, is_prose in _lines(text):
        reader.take(line, start, end, is_prose)
    ids = [one.attributes.id for one in reader.questions]
    spans = tuple(
        Span(
            key=one.attributes.id if ids.count(one.attributes.id) == 1 and one.attributes.id else f"@{place}",
            id=one.attributes.id,
            name=one.title,
            values=dict(one.attributes.values),
            line=one.line,
            start=one.start,
            end=one.last,
            source=text[one.start : one.last],
            stretch=one.stretch,
        )
        for place, one in enumerate(reader.questions, 1)
    )
    stretches = tuple(
        Stretch(id=one.attributes.id, title=one.title, end=one.last) for one in reader.stretches
    )
    return Outline(
        text=text,
        newline="\r\n" if "\r\n" in text else "\n",
        level=level,
        stretches=stretches,
        spans=spans,
    )


def _lines(text: str) -> Iterator[tuple[Line, int, int, bool]]:
    """Yield the lines of a file below its front matter, where each begins and ends, and whether it is prose.

    The last line of the front matter comes first, so that an empty quiz has a place to go on from.
    """
    places: list[tuple[Line, int, int]] = []
    for found in _LINE.finditer(text):
        places.append(
            (Line(len(places) + 1, text[found.start() : found.start(1)]), found.start(), found.start(1))
        )
        if not found[1]:
            break
    marks = [
        place for place, (line, _, _) in enumerate(places) if line.text.strip("\ufeff").rstrip() == "---"
    ]
    first = marks[1] if len(marks) > 1 and marks[0] == 0 else 0
    body = places[first + 1 :] if first else places
    if first:
        yield (*places[first], False)
    read = outside_code(line for line, _, _ in body)
    for (line, start, end), (_line, is_prose) in zip(body, read, strict=True):
        yield line, start, end, is_prose


class _Reader:
    """Reads the lines of a quiz, or of a lesson, of which only what stands in its checks counts."""

    def __init__(self, level: int) -> None:
        self.questions: list[_Open] = []
        self.stretches: list[_Open] = [] if level == 3 else [_Open(0, 0)]
        self._level = level
        self._has_sections = False
        self._is_in = level == 2
        self._question: _Open | None = None

    def take(self, line: Line, start: int, end: int, is_prose: bool) -> None:
        """Take the next line."""
        if is_prose and self._is_border(line, start, end):
            return
        heading = heading_of(line.text) if is_prose and self._is_in else None
        if heading and heading[0] == self._level:
            title, attributes = split_attributes(heading[1])
            self._question = _Open(start, end, line.number, title, attributes, len(self.stretches) - 1)
            self.questions.append(self._question)
        if self._is_in and line.text.strip():
            self.stretches[-1].last = end
            if self._question:
                self._question.last = end

    def _is_border(self, line: Line, start: int, end: int) -> bool:
        """Return whether a stretch begins or ends with a line."""
        if self._level == 3:
            mark = _MARK.fullmatch(line.text.rstrip())
            if mark is None:
                return False
            words, attributes = split_attributes(mark[1])
            self._is_in = words == _CHECK
            self._question = None
            if self._is_in:
                self.stretches.append(_Open(start, end, line.number, "", attributes))
            return True
        heading = heading_of(line.text)
        if not heading or heading[0] != 1:
            return False
        title, attributes = split_attributes(heading[1])
        opened = _Open(start, end, line.number, title, attributes)
        self.stretches = [*self.stretches, opened] if self._has_sections or self.questions else [opened]
        self._has_sections, self._question = True, None
        return True


def ids_in(texts: Iterable[str]) -> set[str]:
    """Return every id that the files of a module use, and perhaps some words that are none."""
    found: set[str] = set()
    for text in texts:
        found.update(re.findall(r"\{:?[^{}\n]*?#([a-z0-9-]+)", text))
        found.update(re.findall(r"^id: *[\"']?([a-z0-9-]+)", text[:2000], re.MULTILINE))
    return found
