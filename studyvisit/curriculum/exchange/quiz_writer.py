"""Questions → the text of a `quiz.md`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
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
    ItemOption,
    OneOf,
    Order,
    Pairs,
    Remarks,
    SomeOf,
    Statement,
    Value,
)
from studyvisit.curriculum.exchange.plain_words import escaped_line
from studyvisit.curriculum.exchange.tables import row_in_markdown
from studyvisit.curriculum.finish import Names
from studyvisit.curriculum.questions.gap_fill import ListGap, TextGap
from studyvisit.curriculum.questions.several_choices import Marking

UNSORTED = "unsorted"
"""The competency of questions that name none: no competency has this id, so the check names each of them."""

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 40
_LONGEST_OPTION_ID = 24
_HEAD = """---
id: {id}
title: {title}
pass_mark: 70
attempts: 3
scoring: highest
shuffle: true
review: after-submit
---
"""


def slug_of(words: str, longest: int = _LONGEST_ID) -> str:
    """Return an id made of words, or nothing where they have no Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    slug = _NOT_SLUG.sub("-", plain.lower()).strip("-")
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def write_quiz(collection: Collection, remarks: Remarks) -> str:
    """Return questions as a `quiz.md` with rules that its author is to look at."""
    title = " ".join(collection.title.split()) or "Imported questions"
    head = _HEAD.format(id=slug_of(title) or "imported-questions", title=_quoted(title))
    for item in collection.items:
        if item.tags:
            words = ", ".join(f"“{tag}”" for tag in item.tags)
            remarks.about(item.line, item.label).lost(f"the tags {words}: a quiz has none")
    return "\n".join([head, *(block_of(item) for item in collection.items)])


def identified(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return questions of which each has an id of its own, made of its name where it has none."""
    names = Names()
    return tuple(
        replace(item, id=names.take(slug_of(item.id) or slug_of(item.name) or f"question-{number}"))
        for number, item in enumerate(items, 1)
    )


def block_of(item: Item) -> str:
    """Return one question, which has an id, as it stands in a `quiz.md`."""
    name = " ".join(item.name.split()) or item.id
    values = "".join(f" {key}={value}" for key, value in _attributes(item) if value)
    lines = [f"## {name} {{#{item.id}{values}}}", *_lines(item)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _attributes(item: Item) -> Iterable[tuple[str, str]]:
    if isinstance(item.body, Described):
        yield "kind", "description"
        yield "questions", str(item.body.reach) if item.body.reach > 1 else ""
        return
    yield "competency", slug_of(item.competency, 80) or UNSORTED
    yield "kind", "categorising" if isinstance(item.body, Pairs) and item.body.is_categorising else ""
    marking = item.body.marking if isinstance(item.body, SomeOf) else Marking.EXACT
    yield "marking", marking if marking is not Marking.EXACT else ""
    has_points = item.points != 1 and not isinstance(item.body, Essay | Files)  # these have their rubric's
    yield "points", str(item.points) if has_points else ""
    yield "lesson", item.lesson
    yield "form", item.form


def _lines(item: Item) -> list[str]:
    body = item.body
    prompt = gap_text(body) if isinstance(body, Gaps) else item.prompt
    lines = prompt.split("\n")
    if isinstance(body, Gaps | Pairs | Order) and lines[-1].startswith(">"):
        lines += ["", "<br>"]  # a quotation at the end would be read as feedback
    everyone = quotation(item.feedback)
    return [*lines, "", *_answers(item), *([] if isinstance(body, Statement) else everyone)]


def _answers(item: Item) -> list[str]:
    body = item.body
    match body:
        case OneOf() | SomeOf():
            return _options(body.options, "()" if isinstance(body, OneOf) else "[]")
        case Statement():
            # What is for everyone stands above what is for one answer.
            return ["= true" if body.is_true else "= false", *quotation(item.feedback), *_told(body)]
        case Value() | Forms():
            return [f"= {_number(body)}"] if isinstance(body, Value) else _forms(body)
        case Pairs() | Order():
            return _table(body) if isinstance(body, Pairs) else _list(body)
        case Drawn():
            return _formula(body)
        case Essay() | Files():
            return [f"= {_asked(body)}", "", *body.rubric.split("\n")]
        case Gaps() | Described():
            return []
        case _ as unreachable:
            assert_never(unreachable)


def _forms(body: Forms) -> list[str]:
    return [f'= "{form}"' for form in body.accepted]


def _asked(body: Essay | Files) -> str:
    if isinstance(body, Files):
        return f"file: {', '.join(body.types)}; at most {body.most_files} files of {body.most_megabytes} MB"
    if body.most_words is None:
        return "long answer"
    words = f"{body.fewest_words} to {body.most_words}" if body.fewest_words else f"at most {body.most_words}"
    return f"long answer, {words} words"


def _list(body: Order) -> list[str]:
    ids = _ids([(pair.id, pair.text) for pair in body.items])
    return [
        f"{place}. {pair.text} {{#{identity}}}"
        for place, (pair, identity) in enumerate(zip(body.items, ids, strict=True), 1)
    ]


def quotation(text: str, indent: str = "") -> list[str]:
    """Return feedback as lines that begin with `>`."""
    return [f"{indent}> {line}".rstrip() for line in text.split("\n")] if text else []


def _told(body: Statement) -> list[str]:
    told = []
    for answer, text in (("true", body.feedback_if_true), ("false", body.feedback_if_false)):
        told += quotation(f"{answer}: {text}" if text else "")
    return told


def _options(options: Sequence[ItemOption], box: str) -> list[str]:
    lines = []
    for option, identity in zip(options, _ids([(one.id, one.text) for one in options]), strict=True):
        mark = "x" if option.is_right else " "
        lines.append(f"- {box[0]}{mark}{box[1]} {option.text} {{#{identity}}}")
        lines += quotation(option.feedback, "  ")
    return lines


def _ids(parts: Sequence[tuple[str, str]]) -> list[str]:
    names = Names()
    return [
        names.take(slug_of(identity) or slug_of(text, _LONGEST_OPTION_ID) or f"part-{number}")
        for number, (identity, text) in enumerate(parts, 1)
    ]


def _number(body: Value) -> str:
    unit = f" {body.unit}" if body.unit else ""
    if body.tolerance or (unit and not re.match(r"[^\s\d±][^±]*\Z", body.unit)):
        return f"{body.value:f} ± {body.tolerance:f}{unit}"
    return f"{body.value:f}{unit}"


def _table(body: Pairs) -> list[str]:
    ids = _ids([(pair.id, pair.text) for pair in body.pairs])
    rows = [
        (f"{_cell(pair.text)} {{#{identity}}}", _cell(escaped_line(pair.counterpart)))
        for pair, identity in zip(body.pairs, ids, strict=True)
    ]
    rows += [("-", _cell(escaped_line(word))) for word in body.distractors]
    head = ("what", "category") if body.is_categorising else ("what", "goes with")
    return [row_in_markdown(head), "| --- | --- |", *map(row_in_markdown, rows)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def gap_text(body: Gaps) -> str:
    """Return a text with its gaps as we write them: `[[words]]`."""
    parts = [body.pieces[0]]
    for gap, piece in zip(body.gaps, body.pieces[1:], strict=True):
        parts += [_gap(gap), piece]
    return "".join(parts)


def _gap(gap: TextGap | ListGap) -> str:
    if isinstance(gap, TextGap):
        return f"[[{'|'.join(gap.accepted)}]]"
    choices = (f"({'x' if word == gap.right else ' '}) {escaped_line(word)}" for word in gap.words)
    return f"[[{' | '.join(choices)}]]"


def _formula(body: Drawn) -> list[str]:
    ranges = [
        f"{{{{{one.name}}}}} = {one.first:f} to {one.last:f}"
        + (f" step {one.step:f}" if one.step != 1 else "")
        for one in body.parameters
    ]
    unit = f" {body.unit}" if body.unit else ""
    tolerance = f" ± {body.tolerance:f}" if body.tolerance != Decimal(0) or unit else ""
    percent = "%" if tolerance and body.is_percent else ""
    return [*ranges, f"= {body.formula}{tolerance}{percent}{unit}"]


def _quoted(title: str) -> str:
    return title if re.fullmatch(r"[A-Za-z][\w ,.()-]*", title) else "'" + title.replace("'", "''") + "'"
