"""A question as the fields of a form: every word as its author typed it, in Markdown, nothing rendered."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import TypeVar, cast

Some = TypeVar("Some")


class Kind(StrEnum):
    """The kinds of question that a quiz file can hold, and the text that several have in common."""

    ONE_CHOICE = "one-choice"
    SEVERAL_CHOICES = "several-choices"
    TRUE_FALSE = "true-false"
    NUMBER = "number"
    SHORT_ANSWER = "short-answer"
    MATCHING = "matching"
    ORDERING = "ordering"
    CATEGORISING = "categorising"
    GAP_FILL = "gap-fill"
    GENERATED_NUMBER = "generated-number"
    LONG_ANSWER = "long-answer"
    FILE_UPLOAD = "file-upload"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFields:
    """One option of a choice."""

    text: str = ""
    is_right: bool = False
    feedback: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceFields:
    """One choice or several; `marking` is for several only."""

    options: tuple[OptionFields, ...] = ()
    marking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalseFields:
    """True or false, with feedback for either answer."""

    is_true: bool = True
    feedback_if_true: str = ""
    feedback_if_false: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFields:
    """A number; the tolerance may end in `%`."""

    value: str = ""
    tolerance: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswerFields:
    """The accepted forms of a short answer."""

    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """A line of a table or a list and, in a table, what it goes with."""

    text: str = ""
    counterpart: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFields:
    """Matching or categorising: its lines, the words that go with none, and what heads the two columns."""

    rows: tuple[RowFields, ...] = ()
    spare: tuple[str, ...] = ()
    head: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFields:
    """The items of an ordering in their right order."""

    rows: tuple[RowFields, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFields:
    """Gap fill: its gaps stand in the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeFields:
    """The range of a number that is drawn."""

    name: str = ""
    first: str = ""
    last: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedFields:
    """A number to be worked out from numbers that are drawn."""

    ranges: tuple[RangeFields, ...] = ()
    formula: str = ""
    tolerance: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFields:
    """One criterion of a rubric, with a text for each of its columns."""

    text: str = ""
    levels: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricFields:
    """A rubric: what heads its first column, the points that head the others, and its criteria."""

    head: str = ""
    points: tuple[str, ...] = ()
    criteria: tuple[CriterionFields, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LongAnswerFields:
    """A long answer of so many words, marked by a rubric."""

    rubric: RubricFields
    fewest: str = ""
    most: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFields:
    """Files of these types (as typed: `pdf, docx`), so many, so large; marked by a rubric."""

    rubric: RubricFields
    types: str = ""
    files: str = ""
    megabytes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionFields:
    """How many questions below it a description belongs to."""

    reach: str = ""


Answers = (
    ChoiceFields
    | TrueFalseFields
    | NumberFields
    | ShortAnswerFields
    | PairFields
    | OrderFields
    | GapFields
    | GeneratedFields
    | LongAnswerFields
    | UploadFields
    | DescriptionFields
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFields:
    """One question, or a description, as a form shows it."""

    kind: Kind
    answers: Answers
    name: str = ""
    id: str = ""
    prompt: str = ""
    feedback: str = ""
    competency: str = ""
    points: str = ""
    lesson: str = ""
    form: str = ""


_BLOCKS = frozenset({"prompt", "feedback", "feedback_if_true", "feedback_if_false"})


def tidied(value: Some) -> Some:
    """Return fields without white space that means nothing: around words, and blank lines around a text."""
    return cast(Some, _tidied(value, ""))


def _tidied(value: object, name: str) -> object:
    if isinstance(value, str) and not isinstance(value, Kind):
        return _block(value) if name in _BLOCKS else one_line(value)
    if isinstance(value, tuple):
        return tuple(_tidied(one, name) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _tidied(getattr(value, field.name), field.name) for field in fields(value)}
        return replace(value, **changed)
    return value


def one_line(text: str) -> str:
    """Return a text on one line, without white space around it."""
    return " ".join(filter(None, (line.strip() for line in re.split(r"[\r\n]+", text))))


def _block(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)
