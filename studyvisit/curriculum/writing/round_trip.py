"""To and fro between a question's source and the fields of a form, with nothing lost on the way.

Both directions are proved each time: a source opens as a form only when the form, written out again, means the
same and has all its words; fields become source only when that source reads as these fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

from studyvisit.curriculum.exchange.quiz_reader import Everything
from studyvisit.curriculum.lines import Line, fence_of, joined, numbered, outside_code
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.sections import Section, sections
from studyvisit.curriculum.writing.fields import Kind, QuestionFields, tidied
from studyvisit.curriculum.writing.reading import Reason, Unsayable, fields_of, section_of
from studyvisit.curriculum.writing.to_markdown import completed, lines_of, markdown_of

QUIZ, CHECK = 2, 3
"""The level of a question's heading in a quiz, and in the check of a lesson."""

_ANY_PICTURE = MediaRef(sha256="0" * 64, extension="png")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^\s()<>]*)")
_MEDIA = re.compile(r"(?:\./)?media/")
_NUMBERED = re.compile(r"^\d{1,3}[.)]\s", re.MULTILINE)
_WORD = re.compile(r"\w+")
# Words that our own way of writing leaves out, or writes otherwise, without a change of meaning.
_SMALL = frozenset({"or", "and", "each", "file", "files", "long", "answer", "true", "false", "x"})
_ROWS = {"options": "option", "rows": "row", "ranges": "range", "criteria": "criterion"}
"""What the lines of each list of fields are called, one by one."""
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_FENCE = re.compile(r":{3,}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a question is checked against: the module's competencies, lessons and pictures."""

    competencies: Collection[str] = Everything()
    lessons: Collection[str] | None = None
    media: Mapping[str, MediaRef] | None = None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A question as participants get it, what the checker says of it, and for a description its HTML."""

    question: Question | None
    html: str
    problems: tuple[Problem, ...]


class Misread(ValueError):
    """What was typed would be read as something else; `places` are the names of the fields."""

    def __init__(self, places: Iterable[str]) -> None:
        self.places = tuple(dict.fromkeys(places))
        super().__init__(", ".join(self.places))


def opened(source: str, level: int = QUIZ) -> QuestionFields:
    """Return a question as fields. Raises Unsayable for one that can be changed as text only."""
    part = section_of(source, level)
    read = fields_of(part)
    written = markdown_of(read, level)
    if lost := Counter(_words(source)) - Counter(_words(written)):
        raise Unsayable(Reason.WORDS, " ".join(list(lost)[:5]))
    if _meaning(part, level) != _meaning(section_of(written, level), level):
        raise Unsayable(Reason.MEANING)
    return read


def source_of(asked: QuestionFields, level: int = QUIZ) -> str:
    """Return fields as a question's source. Raises Misread for what would be read as something else."""
    wanted = completed(tidied(asked))
    source = markdown_of(wanted, level)
    if found := ends_within(source, level):
        lines = lines_of(wanted, level)
        raise Misread(lines[number - 1].field for number in found)
    try:
        read = fields_of(section_of(source, level))
    except Unsayable:
        raise Misread(("answers",)) from None
    if read != wanted:
        raise Misread(_different(wanted, read))
    return source


def rewritten(source: str, asked: QuestionFields, level: int = QUIZ) -> str:
    """Return a source with what was changed in its form: the very same text where nothing was."""
    try:
        if opened(source, level) == tidied(asked):
            return source
    except Unsayable:
        pass
    return source_of(asked, level)


def looked_at(source: str, level: int, around: Surroundings) -> LookedAt:
    """Return a question as participants get it; the lines of its problems are those of the source, from 1."""
    try:
        part = section_of(source, level)
    except Unsayable:
        return LookedAt(None, "", ())
    return _looked_at(part, level, around)


def problems_by_field(
    problems: Sequence[Problem], asked: QuestionFields, level: int
) -> list[tuple[str, Problem]]:
    """Return each problem of a source that was written from fields with the name of the field it speaks of."""
    lines = lines_of(completed(tidied(asked)), level)
    found = []
    for problem in problems:
        place = lines[problem.line - 1].field if 0 < problem.line <= len(lines) else ""
        found.append((_of_heading(problem) if place == "heading" else place, problem))
    return found


def _of_heading(problem: Problem) -> str:
    message = problem.message
    for place in ("points", "competenc", "lesson", "form=", "marking"):
        if place in message:
            return {"competenc": "competency", "form=": "form"}.get(place, place)
    return "prompt" if "asks nothing" in message else ""


def _looked_at(part: Section, level: int, around: Surroundings) -> LookedAt:
    report = Report()
    media = around.media
    if media is None:
        media = dict.fromkeys(filter(_MEDIA.match, _PICTURE.findall(joined(part.lines))), _ANY_PICTURE)
    page = Page(report, media)
    if part.attributes.values.get("kind") == Kind.DESCRIPTION:
        return LookedAt(None, page.block(part.lines, "description"), report.problems)
    is_graded = level == QUIZ
    block = Block(
        part.number, part.title, part.attributes, part.lines, is_graded=is_graded, lessons=around.lessons
    )
    return LookedAt(parse_question(block, around.competencies, page), "", report.problems)


def _meaning(part: Section, level: int) -> object:
    seen = _looked_at(part, level, Surroundings())
    return seen.question, seen.html, sorted({(one.where, one.message) for one in seen.problems})


def _words(text: str) -> Iterable[str]:
    return (
        word
        for word in _WORD.findall(_NUMBERED.sub("", text.replace("\r", "\n")).lower())
        if word not in _SMALL
    )


def ends_within(source: str, level: int) -> list[int]:
    """Return the lines of a question's source, from 1, that would end it or its check, or open code without end."""
    lines = numbered(source.replace("\r\n", "\n").replace("\r", "\n"))
    found = []
    for line, is_prose in outside_code(lines[1:]):
        heading = _HEADING.match(line.text) if is_prose else None
        ends = heading and len(heading[0].rstrip()) <= level
        if ends or (is_prose and level == CHECK and _FENCE.match(line.text)):
            found.append(line.number)
    end = Line(len(lines) + 1, f"{'#' * level} end")
    if not found and len(sections((*lines, end), level)[1]) != 2:
        found.append([line.number for line in lines if fence_of(line.text)][-1])
    return found


def _different(wanted: object, read: object, name: str = "") -> Iterator[str]:
    """Yield the name of each field in which two values differ."""
    if is_dataclass(wanted) and type(wanted) is type(read):
        for field in fields(wanted):
            yield from _different(getattr(wanted, field.name), getattr(read, field.name), field.name)
    elif isinstance(wanted, tuple) and isinstance(read, tuple) and len(wanted) == len(read):
        places = (place for place, pair in enumerate(zip(wanted, read, strict=True)) if pair[0] != pair[1])
        yield from (f"{_ROWS.get(name, name)}-{place}" for place in places)
    elif wanted != read:
        yield name
