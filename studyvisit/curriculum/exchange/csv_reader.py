"""CSV → questions. The first line names the columns; texts are Markdown."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO

from studyvisit.curriculum.exchange.answers import decimal_of, plain_first
from studyvisit.curriculum.exchange.decoding import LONGEST_TEXT, Unreadable
from studyvisit.curriculum.exchange.items import (
    Body,
    Collection,
    Described,
    Essay,
    Forms,
    Gaps,
    Item,
    ItemOption,
    ItemPair,
    OneOf,
    Order,
    Pairs,
    Remarks,
    SomeOf,
    Statement,
    Value,
)
from studyvisit.curriculum.exchange.labels import labelled
from studyvisit.curriculum.exchange.naming import name_from
from studyvisit.curriculum.exchange.quiz_reader import item_of, parsed
from studyvisit.curriculum.exchange.table_columns import HEAD, MOST_OPTIONS, TAIL, unguarded
from studyvisit.curriculum.lines import Attributes, numbered
from studyvisit.curriculum.sections import Section

_SEPARATORS = ",;\t"
_NUMBERED = re.compile(r"(option|match|feedback)-(\d{1,2})")
_LETTER = re.compile(r"[A-La-l]")
_TRUE = ("true", "t", "yes", "1")
_FALSE = ("false", "f", "no", "0")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table by the names of its columns."""

    cells: Mapping[str, str]
    remarks: Remarks

    def get(self, name: str) -> str:
        """Return a cell, without white space at its ends."""
        return self.cells.get(name, "")

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return each option with its match and its feedback, up to the last that says something."""
        found = [
            (self.get(f"option-{n}"), self.get(f"match-{n}"), self.get(f"feedback-{n}"))
            for n in range(1, MOST_OPTIONS + 1)
        ]
        while found and not any(found[-1][:2]):
            found.pop()
        return found


def read_csv(text: str, remarks: Remarks) -> Collection:
    """Return the questions of a table; a line that cannot be read is left out, with a remark. Raises Unreadable."""
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    csv.field_size_limit(LONGEST_TEXT)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    items: list[Item] = []
    names: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not names:
                names = _names(cells, remarks)
            elif any(cell.strip() for cell in cells) and (item := _item(line, names, cells, remarks)):
                items.append(item)
    except csv.Error as error:
        raise Unreadable(
            f"Line {reader.line_num} is no CSV ({error}): look at its quotation marks."
        ) from None
    return Collection(items=tuple(items))


def _names(cells: list[str], remarks: Remarks) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    if "question" not in names:
        raise Unreadable(
            f"The first line names no column `question`; it may name {', '.join((*HEAD, *TAIL))}."
        )
    for name in names:
        found = _NUMBERED.fullmatch(name)
        if name and name not in (*HEAD, *TAIL) and not (found and 1 <= int(found[2]) <= MOST_OPTIONS):
            remarks.about(1, "").lost(f"the column `{name}`, which is not known")
    return names


def _item(line: int, names: list[str], cells: list[str], remarks: Remarks) -> Item | None:
    given = {name: unguarded(cell.strip()) for name, cell in zip(names, cells, strict=False)}
    prompt = given.get("question", "")
    name = " ".join(given.get("name", "").split()) or name_from(prompt)
    row = Row(given, remarks.about(line, name))
    kind = given.get("kind", "").lower() or _guess(row)
    reading = _READINGS.get(kind)
    if reading is None or not prompt:
        row.remarks.refused(f"has no question, or its kind `{kind}` is none of {', '.join(_READINGS)}")
        return None
    body = reading(row)
    if body is None:
        return None
    tags = [
        f"{key}:{given[key]}"
        for key in ("competency", "points", "lesson", "form", "marking", "unit")
        if given.get(key)
    ]
    tags += [tag.strip() for tag in given.get("tags", "").split(";") if tag.strip()]
    if kind == "categorising":
        tags.append("kind:categorising")
    item = Item(
        body=body,
        prompt="" if isinstance(body, Gaps) else prompt,
        name=name,
        id=given.get("id", ""),
        line=line,
        feedback=given.get("feedback", ""),
    )
    return labelled(item, tags)


def _guess(row: Row) -> str:
    """Return the kind that a line without one must be."""
    right, options = row.get("right").lower(), row.options
    if any(match for _option, match, _feedback in options):
        return "matching"
    if len(options) > 1:
        return "several-choices" if len(_right(row) or ()) > 1 else "one-choice"
    if right in ("true", "false"):
        return "true-false"
    if "[[" in row.get("question"):
        return "gap-fill"
    return (
        "number"
        if decimal_of(right.replace(",", ".")) is not None
        else "short-answer"
        if right
        else "description"
    )


def _right(row: Row) -> set[int] | None:
    """Return the numbers of the right options: from numbers, letters, or their words."""
    texts = [option for option, _match, _feedback in row.options]
    written = row.get("right")
    parts = [part for part in re.split(r"[,;\s]+", written) if part]
    found = {_place(part) for part in parts}
    if not found or not found <= set(range(1, len(texts) + 1)):
        return {texts.index(written) + 1} if written in texts else None
    if written in texts and found != {texts.index(written) + 1}:
        row.remarks.note(
            f"says `{written}` in `right`, which is read as the option's number, not as its words"
        )
    return found


def _place(part: str) -> int:
    """Return the place that a number or a letter names, or 0."""
    if _LETTER.fullmatch(part):
        return ord(part.lower()) - ord("a") + 1
    return int(part[:3]) if part.isascii() and part.isdigit() else 0


def _choice(row: Row) -> OneOf | SomeOf | None:
    right = _right(row)
    if right is None:
        row.remarks.refused("says in `right` no option by its number or letter, such as 2 or 1;3")
        return None
    options = tuple(
        ItemOption(text=" ".join(text.split()), is_right=number in right, feedback=feedback)
        for number, (text, _match, feedback) in enumerate(row.options, 1)
    )
    is_several = row.get("kind").lower() == "several-choices" or len(right) > 1
    return SomeOf(options=options) if is_several else OneOf(options=options)


def _statement(row: Row) -> Statement | None:
    right = row.get("right").lower()
    if right not in (*_TRUE, *_FALSE):
        row.remarks.refused("says in `right` neither true nor false")
        return None
    return Statement(
        is_true=right in _TRUE,
        feedback_if_true=row.get("feedback-1"),
        feedback_if_false=row.get("feedback-2"),
    )


def _number(row: Row) -> Value | None:
    value, margin = (decimal_of((row.get(name) or "0").replace(",", ".")) for name in ("right", "tolerance"))
    if value is None or margin is None or not row.get("right"):
        row.remarks.refused("says in `right` or `tolerance` no number")
        return None
    return Value(value=value, tolerance=abs(margin))


def _forms(row: Row) -> Forms | None:
    written = [row.get("right"), *(option for option, _match, _feedback in row.options)]
    forms = tuple(dict.fromkeys(" ".join(form.split()) for form in written if form))
    if not forms:
        row.remarks.refused("says in `right` no accepted answer")
        return None
    return Forms(accepted=plain_first(forms))


def _pairs(row: Row) -> Pairs:
    pairs = tuple(
        ItemPair(text=" ".join(text.split()), counterpart=" ".join(match.split()))
        for text, match, _f in row.options
        if text
    )
    distractors = tuple(" ".join(match.split()) for text, match, _f in row.options if match and not text)
    return Pairs(pairs=pairs, distractors=distractors)


def _order(row: Row) -> Order:
    texts = (" ".join(text.split()) for text, _match, _feedback in row.options)
    return Order(items=tuple(ItemPair(text=text, counterpart="") for text in texts))


def _gaps(row: Row) -> Body | None:
    part = Section(1, "gaps", Attributes("gaps", {"competency": "any"}), list(numbered(row.get("question"))))
    question, problems = parsed(part)
    errors = [problem for problem in problems if problem.is_error]
    for problem in errors:
        row.remarks.refused(problem.message)
    if errors or question is None:
        return None
    body = item_of(part, question).body
    if not isinstance(body, Gaps):
        row.remarks.refused("has no gap in its question, such as [[word]]")
        return None
    return body


_READINGS: Mapping[str, Callable[[Row], Body | None]] = {
    "one-choice": _choice,
    "several-choices": _choice,
    "true-false": _statement,
    "number": _number,
    "short-answer": _forms,
    "matching": _pairs,
    "categorising": _pairs,
    "ordering": _order,
    "gap-fill": _gaps,
    "long-answer": lambda _row: Essay(),
    "description": lambda _row: Described(),
}
