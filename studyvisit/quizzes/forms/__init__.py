"""What a browser sends of an attempt: one answer from the script, or the whole page without it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from studyvisit.curriculum.content import Quiz
from studyvisit.curriculum.questions import Answer, FileUpload, read_answer
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.errors import NotFound, Unprocessable
from studyvisit.quizzes.rules.certainty import Certainty
from studyvisit.quizzes.services import Given

HIGHEST_REVISION = 10**9


def field_of(number: int) -> str:
    """Return the name of the input of the question with that number on the page."""
    return f"q{number}"


def certainty_field_of(number: int) -> str:
    """Return the name of the input that says how sure the person is of that answer."""
    return f"{field_of(number)}-certainty"


@dataclass(frozen=True, slots=True)
class PostedPage:
    """A page as it came: the answers that can be read, and for the others what was typed and what is wrong."""

    answers: tuple[Given, ...]
    typed: Mapping[str, Answer] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def read_step(form: MultiDict[str, str], reached: int) -> int:
    """Return which step of a one-way attempt a page shows. Raises NotFound for one that is not open yet."""
    written = form.get("step", "")
    step = int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else reached
    if step > reached:
        raise NotFound
    return step


def read_page(
    form: MultiDict[str, str], quiz: Quiz, question_ids: Sequence[str], here: Collection[str]
) -> PostedPage:
    """Return what a posted page says about the questions `here`, of those that the attempt asks.

    `errors` holds codes of UnreadableAnswer.
    """
    answers: list[Given] = []
    typed: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for number, question_id in enumerate(question_ids, start=1):
        name = field_of(number)
        if question_id not in here or isinstance(quiz.question(question_id), FileUpload):
            continue  # files come by themselves
        values = form.getlist(name)
        typed[question_id] = tuple(values)
        try:
            answer = _answer(quiz, question_id, values)
        except UnreadableAnswer as unreadable:
            errors[question_id] = unreadable.code
        else:
            revision = _revision(form.get(f"{name}-revision", "0")) + 1
            certainty = _certainty(form.get(certainty_field_of(number), ""), quiz)
            answers.append(Given(question_id, answer, revision, certainty))
    return PostedPage(tuple(answers), typed, errors)


def read_one(form: MultiDict[str, str], quiz: Quiz, question_id: str) -> Given:
    """Return the one answer that a script posted. Raises UnreadableAnswer, NotFound and Unprocessable."""
    answer = _answer(quiz, question_id, form.getlist("value"))
    certainty = _certainty(form.get("certainty", ""), quiz)
    return Given(question_id, answer, _revision(form.get("revision", "")), certainty)


def _answer(quiz: Quiz, question_id: str, values: list[str]) -> Answer:
    question = quiz.question(question_id)
    if question is None:
        raise NotFound
    return read_answer(question, values)


def _certainty(text: str, quiz: Quiz) -> Certainty | None:
    if not text or not quiz.rules.certainty:
        return None
    try:
        return Certainty(text)
    except ValueError:
        raise Unprocessable from None


def _revision(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < HIGHEST_REVISION):
        raise Unprocessable
    return int(text)
