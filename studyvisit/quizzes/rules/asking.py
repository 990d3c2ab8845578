"""What an attempt asks: of which form, in which sections, in how many steps; and what is like a question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import assert_never
from uuid import UUID

from studyvisit.curriculum.content import (
    Forms,
    Progress,
    Quiz,
    QuizRules,
    QuizSection,
    Reveal,
    Review,
    Wave,
)
from studyvisit.curriculum.looking_back import When
from studyvisit.curriculum.questions import GeneratedNumber, Question
from studyvisit.curriculum.questions.base import Form
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes.rules import draw


@dataclass(frozen=True, slots=True)
class Stretch:
    """Questions that are shown together; `section` is None where the quiz has none."""

    section: QuizSection | None
    question_ids: tuple[str, ...]


def first_form(person_id: UUID, module_slug: str) -> Form:
    """Return the form that a person meets first in a module: as good as a coin's toss, and for ever the same."""
    return Form.B if sha256(f"{person_id}\n{module_slug}".encode()).digest()[0] % 2 else Form.A


def form_of(rules: QuizRules, person_id: UUID, module_slug: str, wave: Wave, number: int) -> Form | None:
    """Return the form of a person's attempt with that number, or None where the quiz uses no forms."""
    first = first_form(person_id, module_slug)
    second = Form.A if first is Form.B else Form.B
    match rules.forms:
        case None:
            return None
        case Forms.BEFORE_AFTER:
            return first if wave is Wave.PRE else second
        case Forms.EITHER:
            return first if number % 2 else second
        case _ as unreachable:
            assert_never(unreachable)


def as_sat(quiz: Quiz, wave: str) -> Quiz:
    """Return a quiz by the rules of a wave: what the check before shows is less than what the quiz does."""
    if wave != Wave.PRE:
        return quiz
    return replace(quiz, rules=replace(quiz.rules, review=review_before(quiz.rules.review)))


def review_before(review: Review) -> Review:
    """Return what is shown of the check before a module: marks at once, right answers once the quiz is passed."""

    def withheld(when: When) -> Reveal:
        return Reveal.NEVER if when == Reveal.NEVER else Reveal.AFTER_PASS

    return Review(feedback=withheld(review.feedback), answers=withheld(review.answers))


def questions_of(quiz: Quiz, seed: int, form: Form | None = None) -> tuple[str, ...]:
    """Return the ids of the questions that an attempt asks, in order: drawn in each section for itself."""
    pool = [question for question in quiz.questions if form is None or question.form is form]
    if not quiz.sections:
        return draw(pool, quiz.rules.draw, seed, shuffle=quiz.rules.shuffle)
    asked: list[str] = []
    for section in quiz.sections:
        shuffle = quiz.rules.shuffle if section.shuffle is None else section.shuffle
        own = [question for question in pool if question.id in section.questions]
        asked += draw(own, section.draw, seed, shuffle=shuffle)
    return tuple(asked)


def count_of(quiz: Quiz) -> tuple[int, int]:
    """Return how many questions an attempt asks and from how many it draws; of two forms, the smaller."""
    forms = (None,) if quiz.rules.forms is None else tuple(Form)
    pools = [
        len([question for question in quiz.questions if form in (None, question.form)]) for form in forms
    ]
    return min(len(questions_of(quiz, 0, form)) for form in forms), min(pools)


def stretches_of(quiz: Quiz, question_ids: Sequence[str]) -> tuple[Stretch, ...]:
    """Return an attempt's questions as they stand together: by section, or all in one stretch."""
    if not quiz.sections:
        return (Stretch(None, tuple(question_ids)),)
    asked = (
        Stretch(section, tuple(one for one in question_ids if one in section.questions))
        for section in quiz.sections
    )
    return tuple(stretch for stretch in asked if stretch.question_ids)


def steps_of(quiz: Quiz, question_ids: Sequence[str]) -> tuple[Stretch, ...]:
    """Return what is answered one after the other: with one-way progress sections or else single questions.

    With free progress everything is one step.
    """
    if quiz.rules.progress is Progress.FREE:
        return (Stretch(None, tuple(question_ids)),)
    if quiz.sections:
        return stretches_of(quiz, question_ids)
    return tuple(Stretch(None, (question_id,)) for question_id in question_ids)


def places_of(quiz: Quiz, question_ids: Sequence[str]) -> Mapping[str, int]:
    """Return for each question which step it stands in, from 0; nothing with free progress."""
    if quiz.rules.progress is Progress.FREE:
        return {}
    steps = steps_of(quiz, question_ids)
    return {question_id: at for at, step in enumerate(steps) for question_id in step.question_ids}


def place_to_go_on(question_ids: Sequence[str], answered: Collection[str], last: str | None) -> str | None:
    """Return the question at which a person goes on: the next one without an answer after the last they gave.

    Without one after it, the first without an answer; with none left, the last they gave.
    """
    after = question_ids.index(last) + 1 if last in question_ids else 0
    open_ones = [one for one in (*question_ids[after:], *question_ids[:after]) if one not in answered]
    return open_ones[0] if open_ones else last


def like(quiz: Quiz, question: Question, asked: Collection[str]) -> tuple[Question, ...]:
    """Return the questions to practise in place of one that was missed, the closest first.

    They are of its form and not among those `asked`: about its lesson, else about its competency. A question
    whose numbers are drawn stands for itself, with other numbers; what a person marks cannot be practised.
    """
    return tuple(_like(quiz, question, asked))


def _like(quiz: Quiz, question: Question, asked: Collection[str]) -> Iterator[Question]:
    if isinstance(question, GeneratedNumber):
        yield question
    others = [
        one
        for one in quiz.questions
        if one.id not in asked and one.form is question.form and not isinstance(one, MarkedByPerson)
    ]
    about_lesson = [one for one in others if question.lesson is not None and one.lesson == question.lesson]
    yield from about_lesson or [one for one in others if one.competency == question.competency]
