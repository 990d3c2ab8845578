"""Two quizzes → which questions are new, gone or changed, and whether that touches results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from studyvisit.curriculum.questions import OneChoice, Question

_WORDS = frozenset(
    {"name", "prompt", "feedback", "setting", "html", "feedback_if_true", "feedback_if_false", "pieces"}
)
_PLACE = frozenset({"competency", "lesson", "form"})


class QuestionFate(StrEnum):
    """What became of a question.

    KIND: it asks for another kind of answer under the same id. KEY: other answers are right, or earn another
    share. POINTS: it is worth more or less. WORDS: it says something else. PLACE: it counts for another
    competency, lesson or form.
    """

    NEW = "new"
    GONE = "gone"
    KIND = "kind"
    KEY = "key"
    POINTS = "points"
    WORDS = "words"
    PLACE = "place"


_DECIDED = frozenset({QuestionFate.KEY, QuestionFate.POINTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChange:
    """A question that differs, as it was and as it is; None where it is not there."""

    id: str
    before: Question | None
    after: Question | None
    fates: tuple[QuestionFate, ...]

    @property
    def name(self) -> str:
        """Return what trainers call it."""
        found = self.after or self.before
        return found.name if found else self.id

    @property
    def needs_decision(self) -> bool:
        """Return whether answers given before would earn something else now: somebody has to decide."""
        return any(fate in _DECIDED for fate in self.fates)

    @property
    def is_refused(self) -> bool:
        """Return whether this must not be: another kind of answer wants another id."""
        return QuestionFate.KIND in self.fates


def question_changes(before: Sequence[Question], after: Sequence[Question]) -> tuple[QuestionChange, ...]:
    """Return the questions that differ, in the order of the later quiz, then those that are gone."""
    old = {question.id: question for question in before}
    new = {question.id: question for question in after}
    found = [
        QuestionChange(
            id=one, before=old.get(one), after=new.get(one), fates=_fates(old.get(one), new.get(one))
        )
        for one in dict.fromkeys((*new, *old))
    ]
    return tuple(change for change in found if change.fates)


def _fates(before: Question | None, after: Question | None) -> tuple[QuestionFate, ...]:
    if before is None:
        return (QuestionFate.NEW,)
    if after is None:
        return (QuestionFate.GONE,)
    if type(before) is not type(after):
        return (QuestionFate.KIND,)
    return tuple(_changed(before, after))


def _changed(before: Question, after: Question) -> Iterator[QuestionFate]:
    is_other_key = _key(before) != _key(after)
    if is_other_key:
        yield QuestionFate.KEY
    if before.points != after.points:
        yield QuestionFate.POINTS
    if any(getattr(before, name) != getattr(after, name) for name in _PLACE):
        yield QuestionFate.PLACE
    beside: dict[str, Any] = {name: getattr(before, name) for name in (*_PLACE, "points")}
    if _said(before) != _said(after) or (not is_other_key and before != replace(after, **beside)):
        yield QuestionFate.WORDS


def _said(value: Any) -> tuple[Any, ...]:
    """Return all that a question says, in order."""
    if is_dataclass(value):
        return tuple(
            str(getattr(value, field.name)) if field.name in _WORDS else _said(getattr(value, field.name))
            for field in fields(value)
        )
    return tuple(_said(one) for one in value) if isinstance(value, tuple) else ()


def _key(value: Any, *, is_top: bool = True) -> Any:
    """Return what decides about an answer: the question without its words, its points and its place.

    Of one choice only the right options do: another wrong one takes nothing from who answered before.
    """
    if isinstance(value, OneChoice):
        return value.right_answer
    if is_dataclass(value):
        return (
            type(value).__name__,
            *(
                _sorted(field.name, _key(getattr(value, field.name), is_top=False))
                for field in fields(value)
                if field.name not in _WORDS and not (is_top and field.name in {*_PLACE, "points"})
            ),
        )
    if isinstance(value, tuple | list):
        return tuple(_key(one, is_top=False) for one in value)
    return value


def _sorted(name: str, value: Any) -> Any:
    """Return parts that may come in any order in one order."""
    return (
        tuple(sorted(value, key=repr)) if name in {"options", "pairs", "accepted", "distractors"} else value
    )
