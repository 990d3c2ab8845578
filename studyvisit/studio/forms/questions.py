"""A question's form as it was posted → fields, right or wrong; and the buttons that change its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from studyvisit.curriculum.writing.fields import (
    Answers,
    ChoiceFields,
    CriterionFields,
    DescriptionFields,
    GapFields,
    GeneratedFields,
    Kind,
    LongAnswerFields,
    NumberFields,
    OptionFields,
    OrderFields,
    PairFields,
    QuestionFields,
    RangeFields,
    RowFields,
    RubricFields,
    ShortAnswerFields,
    TrueFalseFields,
    UploadFields,
)

MOST_ROWS = 40
_STAR = re.compile(r"\*(?:\s+(?P<apart>.*)|(?!\*)(?P<close>[^*]*))")
_BULLET = re.compile(r"(?:[-•–]|\d{1,2}[.)])\s+(?=\S)")
_SIDES = re.compile(r"\s*(?:\||=|→|\t)\s*")
_BUTTON = re.compile(r"(?P<act>[a-z-]+?)(?:-(?P<place>\d{1,2}))?")
Posted = MultiDict[str, str]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Button:
    """Which button was pressed, and for which row."""

    act: str
    place: int


def read_button(form: Posted) -> Button:
    """Return the button that sent a form; saving where none is named, as after Enter in a field."""
    found = _BUTTON.fullmatch(form.get("do", "save"))
    return Button(found["act"], int(found["place"] or 0)) if found else Button("save", 0)


def read_question(form: Posted, kind: Kind) -> QuestionFields:
    """Return a question of a kind as it was typed. A further row for each line of `more`."""
    return QuestionFields(
        kind=kind,
        answers=_READERS[kind](form),
        **{name: form.get(name, "") for name in ("name", "id", "prompt", "feedback")},
        **{name: form.get(name, "") for name in ("competency", "points", "lesson", "form")},
    )


def with_rows_changed(asked: QuestionFields, button: Button) -> QuestionFields:
    """Return a question with a row more, a row less or a row one place up, or with one more level of a rubric."""
    answers = asked.answers
    if isinstance(answers, ChoiceFields):
        answers = replace(answers, options=_changed(answers.options, OptionFields(), button))
    elif isinstance(answers, PairFields | OrderFields):
        answers = replace(answers, rows=_changed(answers.rows, RowFields(), button))
    elif isinstance(answers, GeneratedFields):
        answers = replace(answers, ranges=_changed(answers.ranges, RangeFields(), button))
    elif isinstance(answers, LongAnswerFields | UploadFields):
        answers = replace(answers, rubric=_rubric_changed(answers.rubric, button))
    return replace(asked, answers=answers)


def as_several_if_so(asked: QuestionFields) -> QuestionFields:
    """Return a new question of one choice as one of several choices where more than one option is right."""
    options = asked.answers.options if isinstance(asked.answers, ChoiceFields) else ()
    if asked.kind is Kind.ONE_CHOICE and sum(option.is_right for option in options) > 1:
        return replace(asked, kind=Kind.SEVERAL_CHOICES)
    return asked


def _changed(rows: tuple[Part, ...], empty: Part, button: Button) -> tuple[Part, ...]:
    kept, place = list(rows), button.place
    if button.act == "add" and len(kept) < MOST_ROWS:
        kept.append(empty)
    elif button.act == "remove":
        del kept[place : place + 1]
    elif button.act == "up" and 0 < place < len(kept):
        kept[place - 1 : place + 1] = kept[place], kept[place - 1]
    return tuple(kept)


def _rubric_changed(rubric: RubricFields, button: Button) -> RubricFields:
    if button.act == "add-level":
        criteria = tuple(replace(one, levels=(*one.levels, "")) for one in rubric.criteria)
        return replace(rubric, points=(*rubric.points, str(len(rubric.points))), criteria=criteria)
    empty = CriterionFields(levels=("",) * len(rubric.points))
    return replace(rubric, criteria=_changed(rubric.criteria, empty, button))


def _rows(form: Posted, name: str) -> list[dict[str, str]]:
    """Return the rows of a table of fields (`option-0-text`, …), those without a word left out.

    Where a button speaks of a row by its place, they stay: nothing may move before it is done.
    """
    is_placed = read_button(form).act in ("remove", "up")
    rows = []
    for place in range(MOST_ROWS):
        begin = f"{name}-{place}-"
        row = {key.removeprefix(begin): value for key, value in form.items() if key.startswith(begin)}
        has_words = any(value.strip() for key, value in row.items() if key != "id")
        if has_words or (row and is_placed):
            rows.append(row | {"place": str(place)})
    return rows


def _lines(form: Posted, name: str = "more") -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n]+", form.get(name, "")) if line.strip()][:MOST_ROWS]


def _choice(form: Posted) -> ChoiceFields:
    right = form.getlist("right")
    options = [
        OptionFields(
            text=row.get("text", ""),
            is_right=row["place"] in right,
            feedback=row.get("feedback", ""),
            id=row.get("id", ""),
        )
        for row in _rows(form, "option")
    ]
    for line in _lines(form):
        if line.startswith(">") and options:
            told = "\n".join(filter(None, (options[-1].feedback, line[1:].strip())))
            options[-1] = replace(options[-1], feedback=told)
        elif starred := _STAR.fullmatch(line):
            options.append(OptionFields(text=starred["apart"] or starred["close"] or "", is_right=True))
        else:
            options.append(OptionFields(text=_BULLET.sub("", line, count=1)))
    return ChoiceFields(options=tuple(options), marking=form.get("marking", ""))


def _true_false(form: Posted) -> TrueFalseFields:
    return TrueFalseFields(
        is_true=form.get("is_true") != "false",
        feedback_if_true=form.get("feedback_if_true", ""),
        feedback_if_false=form.get("feedback_if_false", ""),
    )


def _number(form: Posted) -> NumberFields:
    return NumberFields(**_named(form, "value", "tolerance", "unit"))


def _short(form: Posted) -> ShortAnswerFields:
    return ShortAnswerFields(accepted=tuple(_lines(form, "accepted")))


def _pairs(form: Posted) -> PairFields:
    rows = [_row(row) for row in _rows(form, "row")]
    spare = _lines(form, "spare")
    for line in _lines(form):
        left, *right = _SIDES.split(line, maxsplit=1)
        if left == "-" and right:
            spare.append(right[0])
        else:
            rows.append(RowFields(text=left, counterpart=right[0] if right else ""))
    head = (form.get("head-0", ""), form.get("head-1", ""))
    return PairFields(rows=tuple(rows), spare=tuple(spare), head=head)


def _row(row: Mapping[str, str]) -> RowFields:
    return RowFields(text=row.get("text", ""), counterpart=row.get("counterpart", ""), id=row.get("id", ""))


def _order(form: Posted) -> OrderFields:
    more = (RowFields(text=_BULLET.sub("", line, count=1)) for line in _lines(form))
    return OrderFields(rows=(*(_row(row) for row in _rows(form, "row")), *more))


def _generated(form: Posted) -> GeneratedFields:
    ranges = (
        RangeFields(**{key: row.get(key, "") for key in ("name", "first", "last", "step")})
        for row in _rows(form, "range")
    )
    return GeneratedFields(ranges=tuple(ranges), **_named(form, "formula", "tolerance", "unit"))


def _long(form: Posted) -> LongAnswerFields:
    return LongAnswerFields(rubric=_rubric(form), **_named(form, "fewest", "most"))


def _upload(form: Posted) -> UploadFields:
    return UploadFields(rubric=_rubric(form), **_named(form, "types", "files", "megabytes"))


def _rubric(form: Posted) -> RubricFields:
    """Return the rubric; a level that nobody gave points, and no criterion a word, is none."""
    columns = [place for place in range(MOST_ROWS) if f"points-{place}" in form]
    rows = _rows(form, "criterion")
    kept = [
        place
        for place in columns
        if form[f"points-{place}"].strip() or any(row.get(f"level-{place}", "").strip() for row in rows)
    ]
    criteria = (
        CriterionFields(
            text=row.get("text", ""),
            levels=tuple(row.get(f"level-{place}", "") for place in kept),
            id=row.get("id", ""),
        )
        for row in rows
    )
    points = tuple(form[f"points-{place}"] for place in kept)
    return RubricFields(head=form.get("rubric-head", ""), points=points, criteria=tuple(criteria))


def _named(form: Posted, *names: str) -> dict[str, str]:
    return {name: form.get(name, "") for name in names}


_READERS: Mapping[Kind, Callable[[Posted], Answers]] = {
    Kind.ONE_CHOICE: _choice,
    Kind.SEVERAL_CHOICES: _choice,
    Kind.TRUE_FALSE: _true_false,
    Kind.NUMBER: _number,
    Kind.SHORT_ANSWER: _short,
    Kind.MATCHING: _pairs,
    Kind.CATEGORISING: _pairs,
    Kind.ORDERING: _order,
    Kind.GAP_FILL: lambda _form: GapFields(),
    Kind.GENERATED_NUMBER: _generated,
    Kind.LONG_ANSWER: _long,
    Kind.FILE_UPLOAD: _upload,
    Kind.DESCRIPTION: lambda form: DescriptionFields(reach=form.get("reach", "")),
}
