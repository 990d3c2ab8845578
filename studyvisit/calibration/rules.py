"""What a self-rating and quiz answers say about each other. Hints for a person, never a mark."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from studyvisit.curriculum.content import Questionnaire, Quiz

LEAST_QUESTIONS = 2
"""Of how many questions about a competency something may be said: one alone is chance."""
LEAST_PEOPLE = 5
"""Of how many people something may be told to others."""
APART = 0.5
"""How far a rating and a quiz lie apart, both from 0 to 1, before that is worth a word: two steps of five."""


class Verdict(StrEnum):
    """How a self-rating goes together with what the quiz shows."""

    OVER = "over"
    UNDER = "under"
    FITS = "fits"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer about a competency earned of the points there were, and how sure the person was; "" unsaid."""

    competency: str
    points: float
    available: int
    certainty: str = ""

    @property
    def is_right(self) -> bool:
        """Return whether it earned all there was."""
        return self.points >= self.available


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer that was given has earned, None while a person has yet to mark it, and the certainty said."""

    points: float | None
    certainty: str


def answers_in(
    quiz: Quiz, question_ids: Iterable[object], given: Mapping[str, Given], spoilt: Container[str]
) -> list[Answer]:
    """Return what an attempt's answers earned; a question without one earned nothing.

    Left out are those that wait for their mark, and `spoilt` ones, which were dropped or credited to everyone.
    """
    found = []
    for question_id in map(str, question_ids):
        question, answer = quiz.question(question_id), given.get(question_id)
        if question is None or not question.points or question_id in spoilt:
            continue
        if answer is None:
            found.append(Answer(question.competency, 0.0, question.points))
        elif answer.points is not None:
            found.append(Answer(question.competency, answer.points, question.points, answer.certainty))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What a quiz shows of one competency: points, and of how many answers people were sure or guessed."""

    questions: int = 0
    points: float = 0.0
    available: int = 0
    sure: int = 0
    sure_right: int = 0
    guessed: int = 0
    guessed_right: int = 0

    @property
    def share(self) -> float | None:
        """Return the share of the points earned, from 0 to 1; None where none could be."""
        return self.points / self.available if self.available else None


def shown_by(answers: Iterable[Answer]) -> dict[str, Shown]:
    """Return what answers show, by competency."""
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.competency, []).append(answer)
    return {competency: _sum(its) for competency, its in found.items()}


def _sum(answers: list[Answer]) -> Shown:
    sure = [answer for answer in answers if answer.certainty == "sure"]
    guessed = [answer for answer in answers if answer.certainty == "guess"]
    return Shown(
        questions=len(answers),
        points=sum(answer.points for answer in answers),
        available=sum(answer.available for answer in answers),
        sure=len(sure),
        sure_right=sum(answer.is_right for answer in sure),
        guessed=len(guessed),
        guessed_right=sum(answer.is_right for answer in guessed),
    )


def level_of(questionnaire: Questionnaire, value: int | None) -> float | None:
    """Return how far up the scale a rating is, from 0 to 1; None for none, or for what is no step of it."""
    values = [point.value for point in questionnaire.scale]
    return values.index(value) / (len(values) - 1) if value in values else None


def verdict(level: float | None, shown: Shown) -> Verdict:
    """Return how a rating from 0 to 1 goes together with a quiz; open where either says too little."""
    share = shown.share
    if level is None or share is None or shown.questions < LEAST_QUESTIONS:
        return Verdict.OPEN
    if level - share >= APART:
        return Verdict.OVER
    return Verdict.UNDER if share - level >= APART else Verdict.FITS


@dataclass(frozen=True, slots=True)
class Together:
    """What the people of a group come to for one competency.

    `rated` have a rating, `not_applicable` said that it does not apply to their work, `tested` have quiz answers;
    `compared` have both, enough to compare. `level` and `share` are their means, from 0 to 1.
    """

    rated: int = 0
    not_applicable: int = 0
    tested: int = 0
    compared: int = 0
    level: float = 0.0
    share: float = 0.0
    over: int = 0
    under: int = 0
    sure: int = 0
    sure_right: int = 0

    @property
    def may_be_told(self) -> bool:
        """Return whether so many were compared that what they come to says nothing about one of them."""
        return self.compared >= LEAST_PEOPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person and one competency: the rating's level, whether it does not apply, and what the quiz shows."""

    level: float | None
    does_not_apply: bool
    shown: Shown


def together(people: Iterable[Person]) -> Together:
    """Return what people come to."""
    everyone = list(people)
    compared = [
        (one, found) for one in everyone if (found := verdict(one.level, one.shown)) is not Verdict.OPEN
    ]
    count = len(compared) or 1
    return Together(
        rated=sum(one.level is not None for one in everyone),
        not_applicable=sum(one.does_not_apply for one in everyone),
        tested=sum(one.shown.questions > 0 for one in everyone),
        compared=len(compared),
        level=sum(one.level or 0.0 for one, _found in compared) / count,
        share=sum(one.shown.share or 0.0 for one, _found in compared) / count,
        over=sum(found is Verdict.OVER for _one, found in compared),
        under=sum(found is Verdict.UNDER for _one, found in compared),
        sure=sum(one.shown.sure for one, _found in compared),
        sure_right=sum(one.shown.sure_right for one, _found in compared),
    )


def rated_in(questionnaire: Questionnaire, ratings: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return ratings by the competency that each statement is about."""
    competencies = {statement.id: statement.competency for statement in questionnaire.statements}
    return {competencies[name]: value for name, value in ratings.items() if name in competencies}
