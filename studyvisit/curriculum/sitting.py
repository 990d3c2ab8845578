"""How a quiz is sat: its pool of questions, in sections if it has any, and every rule of an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studyvisit.curriculum.languages import ORIGINAL
from studyvisit.curriculum.looking_back import Review
from studyvisit.curriculum.marking import BY_ONE_PERSON, PersonMarking
from studyvisit.curriculum.questions import Question


class Scoring(StrEnum):
    """Which of several attempts counts."""

    HIGHEST = "highest"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class Progress(StrEnum):
    """How a person may go through the questions: as they like, or section after section without return."""

    FREE = "free"
    ONE_WAY = "one-way"


class Forms(StrEnum):
    """What the pool's two forms are for.

    BEFORE_AFTER: one is asked in an optional check before the module, the other in the quiz. EITHER: each
    attempt has the form that the one before did not have.
    """

    BEFORE_AFTER = "before-after"
    EITHER = "either"


DEFAULT_GRACE = 5
"""How many seconds after the time is up an answer that was on its way still counts, unless a quiz says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizRules:
    """The rules of a quiz: `pass_mark` in per cent; `time_limit`, `grace` and `wait` in seconds.

    None is no limit and no wait. `wait` lies between the end of an attempt and the next; `look_back` lets people
    read what one-way progress has closed; `practice` offers questions like those that were missed; `certainty` says
    whether each question also asks how sure the person is.
    """

    pass_mark: int
    attempts: int | None
    scoring: Scoring
    draw: int | None
    shuffle: bool
    time_limit: int | None
    review: Review
    grace: int = DEFAULT_GRACE
    wait: int | None = None
    progress: Progress = Progress.FREE
    look_back: bool = False
    forms: Forms | None = None
    practice: bool = False
    certainty: bool = False
    marking: PersonMarking = BY_ONE_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSection:
    """A part of a quiz with its own introduction, sanitised HTML; `questions` are ids of its own pool.

    `shuffle` None is as the quiz says; `draw` None asks all of them.
    """

    id: str
    title: str
    introduction: str
    questions: tuple[str, ...]
    draw: int | None = None
    shuffle: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A pool of questions and the rules by which it is sat; every question is in a section, or none is.

    A translation `is_behind` when the original has changed since.
    """

    id: str
    title: str
    introduction: str
    rules: QuizRules
    questions: tuple[Question, ...]
    sections: tuple[QuizSection, ...] = ()
    language: str = ORIGINAL
    is_behind: bool = False

    def question(self, question_id: str) -> Question | None:
        """Return the question of that id, or None."""
        return next((q for q in self.questions if q.id == question_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizWindow:
    """From when until when a programme has a module's quiz open, in UTC; None is always."""

    opens: datetime | None = None
    closes: datetime | None = None
