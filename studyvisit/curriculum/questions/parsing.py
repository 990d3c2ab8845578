"""A question in a quiz or in a check → the question of its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.lines import Attributes, Line, check_attributes
from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.questions import (
    Question,
    categorising,
    file_upload,
    gap_fill,
    generated_number,
    long_answer,
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

_KEYS = ("competency", "points", "marking", "kind")
_KEYS_IN_QUIZZES = (*_KEYS, "lesson", "form")
_MOST_POINTS = 100
KindName = Literal[
    "one-choice",
    "several-choices",
    "true-false",
    "number",
    "short-answer",
    "matching",
    "ordering",
    "categorising",
    "gap-fill",
    "generated-number",
    "long-answer",
    "file-upload",
]
_NAMED_KINDS = ("categorising",)
_PARSERS: Mapping[KindName, Callable[[Draft], Question]] = {
    "one-choice": one_choice.parse,
    "several-choices": several_choices.parse,
    "true-false": true_false.parse,
    "number": number.parse,
    "short-answer": short_answer.parse,
    "matching": matching.parse,
    "ordering": ordering.parse,
    "categorising": categorising.parse,
    "gap-fill": gap_fill.parse,
    "generated-number": generated_number.parse,
    "long-answer": long_answer.parse,
    "file-upload": file_upload.parse,
}
_BY_PERSON: tuple[KindName, ...] = ("long-answer", "file-upload")


@dataclass(frozen=True, slots=True)
class Block:
    """A question as it stands in a file: its heading and the lines below it.

    `lessons` are the ids that a graded question may name; None when they are not known. `setting` is the
    HTML of the description above it.
    """

    number: int
    name: str
    attributes: Attributes
    lines: Sequence[Line]
    is_graded: bool
    lessons: Collection[str] | None = None
    setting: str = ""


def parse_question(block: Block, competencies: Collection[str], page: Renders) -> Question | None:
    """Return the question, with problems reported; None when its kind cannot be told."""
    where = f"question {block.attributes.id or block.name or '?'}"
    report = page.report
    known = _KEYS_IN_QUIZZES if block.is_graded else _KEYS
    check_attributes(block.attributes, known, block.number, where, report)
    prompt, answers = take_apart(block.lines)
    gaps, numbers = gap_fill.find_gaps(prompt), generated_number.find_numbers(prompt)
    kind = kind_of(answers) or ("gap-fill" if gaps.holes else None)
    if kind == "gap-fill":
        prompt = gaps.lines
    elif kind == "generated-number":
        prompt = numbers.lines
    parts = Parts(
        id=block.attributes.id,
        name=block.name or block.attributes.id,
        competency=_competency(block, where, competencies, page),
        points=_points(block, where, page),
        prompt=page.block(prompt, where),
        lesson=_lesson(block, where, page),
        form=_form(block, where, page),
        setting=block.setting,
    )
    if not prompt:
        report.error(block.number, where, "asks nothing: write the question below its heading")
    _refuse_strays(answers, kind, where, page)
    if kind is None:
        report.error(
            block.number,
            where,
            "has no answers: add options (`- ( ) …`, `- (x) …` or `- [ ] …`), the right answer (`= true`, "
            '`= 0.35 ± 0.01` or `= "words"`), a table of pairs (`| left {#id} | right |`), a list in its right '
            "order (`1. item {#id}`), gaps in the question (`[[words]]`), or `= long answer` or "
            "`= file: pdf` with a rubric",
        )
        return None
    _refuse_misplaced(block, kind, where, page)
    draft = Draft(page, where, block.number, block.attributes, parts, answers, gaps, numbers)
    if kind != "generated-number":
        generated_number.check_numbers(draft, numbers, ())
    return _PARSERS[_as_named(kind, draft)](draft)


def _refuse_strays(answers: Answers, kind: KindName | None, where: str, page: Renders) -> None:
    """Report the lines after the answers that belong to none of them."""
    strays = answers.stray if kind in _BY_PERSON else [*answers.stray, *answers.rubric]
    for line in strays:
        page.report.error(
            line.number,
            where,
            "this line stands after the answers and is none: indent it below its "
            "option, or begin it with `>` for feedback, `=` for the right answer, `- ( )` or `- [ ]`",
        )


def _refuse_misplaced(block: Block, kind: KindName, where: str, page: Renders) -> None:
    """Report what a kind of question cannot have, and a place where it cannot stand."""
    if "marking" in block.attributes.values and kind != "several-choices":
        page.report.error(
            block.number, where, "`marking` is for questions with [ ] options only: take it out"
        )
    if kind in _BY_PERSON and not block.is_graded:
        page.report.error(
            block.number, where, "is marked by a person, and nobody marks a check: move it to the quiz"
        )


def _as_named(kind: KindName, draft: Draft) -> KindName:
    """Return the kind that the heading names in place of the one its answers look like."""
    named = draft.attributes.values.get("kind")
    if named is None:
        return kind
    if named not in _NAMED_KINDS:
        draft.error(f"`kind={named}` is not known.{did_you_mean(named, _NAMED_KINDS)} Known: categorising.")
    elif kind != "matching":
        draft.error("has kind=categorising but no table: write | thing {#id} | category |")
    else:
        return "categorising"
    return kind


def kind_of(answers: Answers) -> KindName | None:
    """Return the kind of question that answers belong to, told by the first of them."""
    first = answers.keys[0] if answers.keys else None
    if answers.ranges and not answers.options:
        return "generated-number"
    if answers.options and (first is None or answers.options[0].number < first.number):
        return "one-choice" if answers.options[0].box == "(" else "several-choices"
    if first is None:
        return "matching" if answers.rows else "ordering" if answers.items else None
    return _kind_of_key(first.text)


def _kind_of_key(text: str) -> KindName:
    begins = text.lower()
    if begins in ("true", "false"):
        return "true-false"
    if begins.startswith("long answer"):
        return "long-answer"
    if begins.startswith("file"):
        return "file-upload"
    return "short-answer" if text.startswith('"') else "number"


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
