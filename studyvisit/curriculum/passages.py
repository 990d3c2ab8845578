"""A lesson and what it consists of, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.figures import Chart, Picture, Recording
from studyvisit.curriculum.languages import ORIGINAL
from studyvisit.curriculum.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One line of a lesson's contents; `level` is 2 or 3."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A stretch of a lesson as sanitised HTML."""

    html: str
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One to three ungraded questions answered in the middle of a lesson."""

    id: str
    questions: tuple[Question, ...]
    kind: Literal["check"] = "check"


Part = Prose | Check | Chart | Picture | Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson, ready to be shown: `body` is its prose with what stands between, in reading order.

    `grade` is the Flesch–Kincaid grade of its running text; None when there is too little of it, and
    in other languages than English. A translation `is_behind` when the original has changed since.
    """

    id: str
    number: int
    title: str
    minutes: int
    objective: str
    competencies: tuple[str, ...]
    sdg: tuple[str, ...]
    facts: tuple[str, ...]
    words: int
    contents: tuple[Heading, ...]
    body: tuple[Part, ...]
    grade: float | None = None
    language: str = ORIGINAL
    is_behind: bool = False
