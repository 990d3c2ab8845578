"""Questions → CSV, in UTF-8 with a byte-order mark, as spreadsheets like it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import assert_never

from studyvisit.curriculum.exchange.items import (
    Collection,
    Described,
    Drawn,
    Essay,
    Files,
    Forms,
    Gaps,
    Item,
    OneOf,
    Order,
    Pairs,
    Remarks,
    SomeOf,
    Statement,
    Value,
)
from studyvisit.curriculum.exchange.quiz_writer import gap_text
from studyvisit.curriculum.exchange.table_columns import MOST_OPTIONS, columns, guarded

_KINDS: dict[type, str] = {
    OneOf: "one-choice",
    SomeOf: "several-choices",
    Statement: "true-false",
    Value: "number",
    Forms: "short-answer",
    Order: "ordering",
    Gaps: "gap-fill",
    Essay: "long-answer",
    Described: "description",
}
Cells = dict[str, str]


def write_csv(collection: Collection, remarks: Remarks) -> str:
    """Return questions as a table; one that it cannot hold is left out, with a remark."""
    rows = [
        cells
        for item in collection.items
        if (cells := _row(item, remarks.about(item.line, item.label))) is not None
    ]
    used = [n for n in range(1, MOST_OPTIONS + 1) if any(_uses(cells, n) for cells in rows)]
    names = columns(max(used, default=0))
    text = StringIO()
    writer = csv.DictWriter(text, names, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for cells in rows:
        writer.writerow({name: guarded(cell) for name, cell in cells.items()})
    return f"\ufeff{text.getvalue()}"


def _uses(cells: Cells, number: int) -> bool:
    return any(cells.get(f"{part}-{number}") for part in ("option", "match", "feedback"))


def _row(item: Item, remarks: Remarks) -> Cells | None:
    said = _said(item, remarks)
    if said is None:
        return None
    kind = _KINDS.get(type(item.body), "")
    if isinstance(item.body, Pairs):
        kind = "categorising" if item.body.is_categorising else "matching"
    cells = {
        "id": item.id,
        "name": item.name,
        "kind": kind,
        "question": gap_text(item.body) if isinstance(item.body, Gaps) else item.prompt,
        "feedback": item.feedback,
        "points": str(item.points),
        "competency": item.competency,
        "lesson": item.lesson,
        "form": item.form,
        "tags": "; ".join(item.tags),
    }
    return cells | said


def _said(item: Item, remarks: Remarks) -> Cells | None:
    """Return the cells of the answers; None, with a remark, where a table has none for them."""
    body = item.body
    match body:
        case OneOf() | SomeOf():
            return _choice(body, remarks)
        case Statement():
            told = {"feedback-1": body.feedback_if_true, "feedback-2": body.feedback_if_false}
            return {"right": "true" if body.is_true else "false", **told}
        case Value() | Forms():
            return _typed(body, remarks)
        case Pairs() | Order():
            return _lines(body, remarks)
        case Essay():
            remarks.lost("the rubric, which a table has no place for: use Moodle XML")
            return {}
        case Gaps() | Described():
            return (
                {"tags": f"questions:{body.reach}"} if isinstance(body, Described) and body.reach > 1 else {}
            )
        case Drawn() | Files():
            remarks.refused("has parts that a table has no place for: use Moodle XML")
            return None
        case _ as unreachable:
            assert_never(unreachable)


def _numbered(part: str, texts: list[str], remarks: Remarks) -> Cells | None:
    if len(texts) > MOST_OPTIONS:
        remarks.refused(
            f"has more than {MOST_OPTIONS} options, which a table has no columns for: use Moodle XML"
        )
        return None
    return {f"{part}-{number}": text for number, text in enumerate(texts, 1)}


def _choice(body: OneOf | SomeOf, remarks: Remarks) -> Cells | None:
    options = _numbered("option", [option.text for option in body.options], remarks)
    if options is None:
        return None
    feedback = _numbered("feedback", [option.feedback for option in body.options], remarks) or {}
    right = ";".join(str(number) for number, option in enumerate(body.options, 1) if option.is_right)
    marking = {"marking": body.marking.value} if isinstance(body, SomeOf) else {}
    return {"right": right, **marking, **options, **feedback}


def _typed(body: Value | Forms, remarks: Remarks) -> Cells | None:
    if isinstance(body, Value):
        return {"right": f"{body.value:f}", "tolerance": f"{body.tolerance:f}", "unit": body.unit}
    options = _numbered("option", list(body.accepted[1:]), remarks)
    return None if options is None else {"right": body.accepted[0], **options}


def _lines(body: Pairs | Order, remarks: Remarks) -> Cells | None:
    if isinstance(body, Order):
        return _numbered("option", [item.text for item in body.items], remarks)
    lefts = [pair.text for pair in body.pairs]
    rights = [*(pair.counterpart for pair in body.pairs), *body.distractors]
    matches = _numbered("match", rights, remarks)
    return None if matches is None else {**(_numbered("option", lefts, remarks) or {}), **matches}
