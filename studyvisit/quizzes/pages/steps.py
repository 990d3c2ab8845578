"""Where a person is in an open attempt: its open step, what they have answered, where they go on."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from studyvisit.curriculum.content import Progress, Quiz
from studyvisit.quizzes.forms import field_of
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.pages.words import progress_words
from studyvisit.quizzes.queries import Sitting
from studyvisit.quizzes.rules import asking


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """The open step of a one-way attempt: its place from 0, and the same in words."""

    place: int
    is_last: bool
    words: str


def open_stretches(attempt: Attempt, quiz: Quiz) -> tuple[asking.Stretch, ...]:
    """Return the questions that may be answered now: all of them, or those of the open step."""
    ids = ids_of(attempt)
    if quiz.rules.progress is Progress.FREE:
        return asking.stretches_of(quiz, ids)
    return (asking.steps_of(quiz, ids)[attempt.reached],)


def step_of(attempt: Attempt, quiz: Quiz) -> StepView | None:
    """Return the open step of a one-way attempt, None with free progress."""
    if quiz.rules.progress is Progress.FREE:
        return None
    total = len(asking.steps_of(quiz, ids_of(attempt)))
    place = {"number": attempt.reached + 1, "total": total}
    words = _("Section %(number)s of %(total)s", **place) if quiz.sections else ""
    return StepView(
        place=attempt.reached,
        is_last=attempt.reached + 1 >= total,
        words=words or _("Question %(number)s of %(total)s", **place),
    )


def anchor_of(sitting: Sitting, quiz: Quiz) -> str | None:
    """Return where on its page an open attempt goes on, as the name of a question's place; None at the top."""
    here = [one for stretch in open_stretches(sitting.attempt, quiz) for one in stretch.question_ids]
    given = [response for response in sitting.responses.values() if response.question_id in here]
    last = max(given, key=lambda response: response.saved_at).question_id if given else None
    place = asking.place_to_go_on(here, answered_in(sitting), last)
    return field_of(ids_of(sitting.attempt).index(place) + 1) if last and place else None


def ids_of(attempt: Attempt) -> list[str]:
    """Return the ids of the questions that an attempt asks, in order."""
    return [str(question_id) for question_id in attempt.question_ids]


def answered_in(sitting: Sitting) -> set[str]:
    """Return the questions that have an answer."""
    return {question_id for question_id, response in sitting.responses.items() if response.answer}


def progress_in(sitting: Sitting) -> str:
    """Return how many questions have an answer, in words."""
    return progress_words(len(answered_in(sitting)), len(sitting.attempt.question_ids))
