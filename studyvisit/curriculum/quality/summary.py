"""The curriculum in figures: one row a module and one for all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from studyvisit.curriculum.content import Check, Lesson, Module, Programme, Prose
from studyvisit.curriculum.document import Document
from studyvisit.curriculum.figures import Chart, Picture
from studyvisit.curriculum.quality.bias import key_places, longest_keys, one_choice_questions
from studyvisit.curriculum.questions import type_of_question
from studyvisit.curriculum.questions.base import Form

_IMAGE = re.compile(r"<img [^>]*src=\"([^\"]*)\"")
_SOURCE = re.compile(r"<li id=\"s-fn-")


def _kinds() -> tuple[str, ...]:
    return tuple(str(kind.__dataclass_fields__["kind"].default) for kind in get_args(type_of_question))


KINDS = _kinds()


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most of some numbers."""

    least: float
    most: float

    @staticmethod
    def of(numbers: Iterable[float]) -> Span | None:
        """Return the span of numbers; None for none."""
        found = list(numbers)
        return Span(min(found), max(found)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A module in figures, or all modules when `slug` is empty.

    `questions` counts each kind of the quiz, `forms` each form (None for neither); `longest` of the
    `one_choice` questions have the longest option as the right one, and `places` says how many right
    options stand first, second and so on.
    """

    slug: str
    title: str
    lessons: int
    words: Span | None
    grade: Span | None
    minutes: int
    pictures: int
    charts: int
    checks: int
    sources: int
    competencies: int
    guides: int
    handouts: int
    kinds: Mapping[str, int]
    forms: Mapping[Form | None, int]
    per_competency: Span | None
    one_choice: int
    longest: int
    places: tuple[int, ...]
    problems: int

    @property
    def questions(self) -> int:
        """Return how many questions there are in the quiz."""
        return sum(self.kinds.values())

    @property
    def longest_share(self) -> float | None:
        """Return the share of one-choice questions whose right option is the longest; None without any."""
        return self.longest / self.one_choice if self.one_choice else None


@dataclass(frozen=True, slots=True)
class Summary:
    """A row a module, in the order of the programme that teaches them, and one for all."""

    rows: tuple[Row, ...]
    total: Row


def summarise(documents: Iterable[Document], problems: Mapping[str, int]) -> Summary:
    """Return the curriculum in figures; `problems` is how many each module, by its slug, has."""
    documents = list(documents)
    modules = {document.slug: document for document in documents if isinstance(document, Module)}
    taught = [slug for each in documents if isinstance(each, Programme) for slug in each.modules]
    order = dict.fromkeys((*(slug for slug in taught if slug in modules), *sorted(modules)))
    rows = tuple(_row(modules[slug], problems.get(slug, 0)) for slug in order)
    return Summary(rows, _total(rows))


def _row(module: Module, problems: int) -> Row:
    quiz = module.quiz.questions
    one_choice = one_choice_questions(module)
    places = key_places(one_choice)
    parts = [part for lesson in module.lessons for part in lesson.body]
    return Row(
        slug=module.slug,
        title=module.title,
        lessons=len(module.lessons),
        words=Span.of(lesson.words for lesson in module.lessons),
        grade=Span.of(lesson.grade for lesson in module.lessons if lesson.grade is not None),
        minutes=module.minutes,
        pictures=len({address for lesson in module.lessons for address in _pictures(lesson)}),
        charts=sum(isinstance(part, Chart) for part in parts),
        checks=sum(len(part.questions) for part in parts if isinstance(part, Check)),
        sources=sum(len(_SOURCE.findall(part.html)) for part in parts if isinstance(part, Prose)),
        competencies=len(module.competencies),
        guides=int(module.guide is not None),
        handouts=int(module.handout is not None),
        kinds=Counter(question.kind for question in quiz),
        forms=Counter(question.form for question in quiz),
        per_competency=Span.of(
            sum(question.competency == competency.id for question in quiz)
            for competency in module.competencies
        ),
        one_choice=len(one_choice),
        longest=longest_keys(one_choice).hits,
        places=tuple(places[place] for place in range(max(places, default=-1) + 1)),
        problems=problems,
    )


def _total(rows: Sequence[Row]) -> Row:
    return Row(
        slug="",
        title="",
        lessons=sum(row.lessons for row in rows),
        words=_around(row.words for row in rows),
        grade=_around(row.grade for row in rows),
        minutes=sum(row.minutes for row in rows),
        pictures=sum(row.pictures for row in rows),
        charts=sum(row.charts for row in rows),
        checks=sum(row.checks for row in rows),
        sources=sum(row.sources for row in rows),
        competencies=sum(row.competencies for row in rows),
        guides=sum(row.guides for row in rows),
        handouts=sum(row.handouts for row in rows),
        kinds=sum((Counter(row.kinds) for row in rows), Counter()),
        forms=sum((Counter(row.forms) for row in rows), Counter()),
        per_competency=_around(row.per_competency for row in rows),
        one_choice=sum(row.one_choice for row in rows),
        longest=sum(row.longest for row in rows),
        places=tuple(map(sum, _columns([row.places for row in rows]))),
        problems=sum(row.problems for row in rows),
    )


def _around(spans: Iterable[Span | None]) -> Span | None:
    return Span.of(end for span in spans if span for end in (span.least, span.most))


def _columns(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    width = max(map(len, rows), default=0)
    return [[row[at] for row in rows if at < len(row)] for at in range(width)]


def _pictures(lesson: Lesson) -> Iterator[str]:
    for part in lesson.body:
        if isinstance(part, Prose | Picture):
            yield from _IMAGE.findall(part.html)
