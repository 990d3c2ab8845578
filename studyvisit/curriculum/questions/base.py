"""What every kind of question has in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

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
class QuestionBase:
    """The parts of every question: `name` is for trainers, `prompt` and `feedback` are sanitised HTML.

    `lesson` is the id of the lesson whose objective the question asks about; it and `form` are None where
    the author names none.
    """

    id: str
    name: str
    competency: str
    points: int
    prompt: str
    feedback: str = ""
    lesson: str | None = None
    form: Form | None = None

    def all_or_nothing(self, is_right: bool) -> Mark:
        """Return all the points or none."""
        return Mark(Fraction(self.points if is_right else 0), self.points)
