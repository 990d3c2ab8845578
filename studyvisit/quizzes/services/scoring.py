"""What an attempt earns: the one way in which it is counted, when it ends and whenever it is counted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Quiz
from studyvisit.curriculum.questions import Mark, Question, drawn, mark
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries.corrections import corrections_at
from studyvisit.quizzes.rules import exact
from studyvisit.quizzes.rules.correcting import Correction, Remedy, corrected


@dataclass(frozen=True, slots=True)
class Score:
    """What an attempt earned, question by question, exact.

    `by_key` is what each answer is worth by the key that holds, also where its question was dropped or credited.
    """

    by_question: dict[str, Mark]
    by_key: dict[str, Mark]

    @property
    def points(self) -> Fraction:
        """Return the sum of the points."""
        return sum((earned.points for earned in self.by_question.values()), start=Fraction(0))

    @property
    def available(self) -> int:
        """Return the most points there are."""
        return sum(earned.available for earned in self.by_question.values())


def earned_by(question: Question, seed: int, response: Response | None) -> Mark:
    """Return what an answer has earned so far, before any correction: nothing yet where it waits for a person."""
    if isinstance(question, MarkedByPerson):
        given = exact(response.points) if response and response.points is not None else Fraction(0)
        return Mark(given, question.points)
    return mark(drawn(question, seed), tuple(response.answer) if response else ())


def corrections_for(session: Session, attempt: Attempt) -> dict[str, Correction]:
    """Return what was declared of the questions that an attempt asks."""
    found = corrections_at(
        session,
        enrolment_id=attempt.enrolment_id,
        module_slug=attempt.module_slug,
        quiz_id=attempt.quiz_id,
        revision_id=attempt.revision_id,
    )
    return {question_id: made for question_id, made in found.items() if question_id in attempt.question_ids}


def score_of(
    attempt: Attempt,
    quiz: Quiz,
    stored: Mapping[str, Response],
    corrections: Mapping[str, Correction],
) -> Score:
    """Return what the answers of an attempt earn; `stored` are those in time, by question."""
    found, by_key = {}, {}
    for question_id in map(str, attempt.question_ids):
        question, response = quiz.question(question_id), stored.get(question_id)
        assert question is not None, "a revision never changes, so what was drawn from it is there"
        answer = tuple(response.answer) if response else ()
        earned = earned_by(question, attempt.seed, response)
        correction = corrections.get(question_id)
        found[question_id] = corrected(question, attempt.seed, answer, earned, correction)
        is_keyed = correction is not None and correction.remedy is Remedy.KEY
        by_key[question_id] = found[question_id] if is_keyed else earned
    return Score(found, by_key)
