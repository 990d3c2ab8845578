"""A question in a quiz or in a check → the question of its kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from studyvisit.curriculum.lines import Attributes, Line, check_attributes
from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.questions import (
    Question,
    matching,
    number,
    one_choice,
    ordering,
    several_choices,
    short_answer,
    true_false,
)
from studyvisit.curriculum.questions.base import Form
from studyvisit.curriculum.questions.draft import Draft, Parts, Renders
from studyvisit.curriculum.questions.written import Answers, take_apart

_KEYS = ("competency", "points", "marking")
_KEYS_IN_QUIZZES = (*_KEYS, "lesson", "form")
_MOST_POINTS = 100
KindName = Literal[
    "one-choice", "several-choices", "true-false", "number", "short-answer", "matching", "ordering"
]


@dataclass(frozen=True, slots=True)
class Block:
    """A question as it stands in a file: its heading and the lines below it.

    `lessons` are the ids that a graded question may name; None when they are not known.
    """

    number: int
    name: str
    attributes: Attributes
    lines: Sequence[Line]
    is_graded: bool
    lessons: Collection[str] | None = None


def parse_question(block: Block, competencies: Collection[str], page: Renders) -> Question | None:
    """Return the question, with problems reported; None when its kind cannot be told."""
    where = f"question {block.attributes.id or block.name or '?'}"
    report = page.report
    known = _KEYS_IN_QUIZZES if block.is_graded else _KEYS
    check_attributes(block.attributes, known, block.number, where, report)
    prompt, answers = take_apart(block.lines)
    parts = Parts(
        id=block.attributes.id,
        name=block.name or block.attributes.id,
        competency=_competency(block, where, competencies, page),
        points=_points(block, where, page),
        prompt=page.block(prompt, where),
        lesson=_lesson(block, where, page),
        form=_form(block, where, page),
    )
    if not prompt:
        report.error(block.number, where, "asks nothing: write the question below its heading")
    for line in answers.stray:
        report.error(
            line.number,
            where,
            "this line stands after the answers and is none: indent it below its "
            "option, or begin it with `>` for feedback, `=` for the right answer, `- ( )` or `- [ ]`",
        )
    kind = kind_of(answers)
    if kind is None:
        report.error(
            block.number,
            where,
            "has no answers: add options (`- ( ) …`, `- (x) …` or `- [ ] …`), the right answer (`= true`, "
            '`= 0.35 ± 0.01` or `= "words"`), a table of pairs (`| left {#id} | right |`) or a list in its '
            "right order (`1. item {#id}`)",
        )
        return None
    if "marking" in block.attributes.values and kind != "several-choices":
        report.error(block.number, where, "`marking` is for questions with [ ] options only: take it out")
    return _parse_kind(kind, Draft(page, where, block.number, block.attributes, parts, answers))


def kind_of(answers: Answers) -> KindName | None:
    """Return the kind of question that answers belong to, told by the first of them."""
    first = answers.keys[0] if answers.keys else None
    if answers.options and (first is None or answers.options[0].number < first.number):
        return "one-choice" if answers.options[0].box == "(" else "several-choices"
    if first is None:
        return "matching" if answers.rows else "ordering" if answers.items else None
    if first.text.lower() in ("true", "false"):
        return "true-false"
    return "short-answer" if first.text.startswith('"') else "number"


def _parse_kind(kind: KindName, draft: Draft) -> Question:
    match kind:
        case "one-choice":
            return one_choice.parse(draft)
        case "several-choices":
            return several_choices.parse(draft)
        case "true-false":
            return true_false.parse(draft)
        case "number":
            return number.parse(draft)
        case "short-answer":
            return short_answer.parse(draft)
        case "matching":
            return matching.parse(draft)
        case "ordering":
            return ordering.parse(draft)
        case _ as unreachable:
            assert_never(unreachable)


def _competency(block: Block, where: str, competencies: Collection[str], page: Renders) -> str:
    written = block.attributes.values.get("competency", "")
    if not written and block.is_graded:
        page.report.error(
            block.number, where, "names no competency: add competency=<id> to the heading's list"
        )
    elif written and written not in competencies:
        page.report.error(
            block.number,
            where,
            f"`{written}` is not one of the module's competencies."
            f"{did_you_mean(written, competencies)} Known: {', '.join(competencies)}.",
        )
    return written


def _lesson(block: Block, where: str, page: Renders) -> str | None:
    written = block.attributes.values.get("lesson") if block.is_graded else None
    if written is not None and block.lessons is not None and written not in block.lessons:
        page.report.error(
            block.number,
            where,
            f"`{written}` is not one of the module's lessons.{did_you_mean(written, block.lessons)} "
            f"Known: {', '.join(block.lessons)}.",
        )
    return written


def _form(block: Block, where: str, page: Renders) -> Form | None:
    written = block.attributes.values.get("form") if block.is_graded else None
    if written is not None and written not in list(Form):
        page.report.error(block.number, where, f"`form={written}` is not a form: write form=a or form=b")
        return None
    return Form(written) if written is not None else None


def _points(block: Block, where: str, page: Renders) -> int:
    written = block.attributes.values.get("points", "1")
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= _MOST_POINTS):
        page.report.error(
            block.number, where, f"`points={written}` is not a whole number from 1 to {_MOST_POINTS}"
        )
        return 1
    return int(written)
