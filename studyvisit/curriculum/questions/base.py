"""What every kind of question has in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256

Answer = tuple[str, ...]


class Form(StrEnum):
    """One of two like halves of a pool: one is asked before a module, the other after it."""

    A = "a"
    B = "b"


class UnreadableAnswer(ValueError):
    """What was typed cannot be read as an answer to this kind of question; `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer earned, in points; exact, so that sums of shares come out even."""

    points: Fraction
    available: int

    @property
    def is_right(self) -> bool:
        """Return whether the answer earned every point."""
        return self.points == self.available


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a choice, with the feedback that explains it, as sanitised HTML."""

    id: str
    html: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list to choose from: the value that a form sends for it and its words."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line to answer by choosing from a list; `key` names its field, `right` is the choice that is right."""

    key: str
    html: str
    choices: tuple[Choice, ...]
    right: Choice


MOST_ROWS = 12
"""How many lines a question may have: shares of their points stay numbers that a float tells apart."""


@lru_cache(maxsize=8192)
def opaque(*parts: str) -> str:
    """Return a short name for a part of a question that gives away neither its meaning nor its place."""
    return sha256("\n".join(parts).encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBase:
    """The parts of every question: `name` is for trainers, `prompt` and `feedback` are sanitised HTML.

    `lesson` is the id of the lesson whose objective the question asks about; it and `form` are None where
    the author names none. `setting` is what several questions have in common, as sanitised HTML.
    """

    id: str
    name: str
    competency: str
    points: int
    prompt: str
    feedback: str = ""
    lesson: str | None = None
    form: Form | None = None
    setting: str = ""

    def all_or_nothing(self, is_right: bool) -> Mark:
        """Return all the points or none."""
        return Mark(Fraction(self.points if is_right else 0), self.points)
