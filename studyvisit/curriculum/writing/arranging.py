"""Questions of a file changed, added, copied, moved and taken out; every other character stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from studyvisit.curriculum.exchange.naming import name_from
from studyvisit.curriculum.exchange.quiz_writer import slug_of
from studyvisit.curriculum.finish import Names
from studyvisit.curriculum.writing.fields import (
    ChoiceFields,
    CriterionFields,
    LongAnswerFields,
    OptionFields,
    OrderFields,
    PairFields,
    QuestionFields,
    RowFields,
    UploadFields,
)
from studyvisit.curriculum.writing.spans import Outline, Span

_LONGEST_PART = 24
_SOURCES = re.compile(r"^##[ \t]+Sources\b", re.MULTILINE)
Part = TypeVar("Part", OptionFields, RowFields, CriterionFields)
Edit = tuple[int, int, str]


def replaced(outline: Outline, span: Span, source: str) -> str:
    """Return the file with another source for a question."""
    return _edited(outline, [(span.start, span.end, source)])


def inserted(outline: Outline, source: str, after: Span | None = None, check_id: str = "") -> str:
    """Return the file with one more question: below another, else at the end.

    In a lesson without a check it stands in a new one with the id `check_id`, above the sources.
    """
    if after is not None:
        return _edited(outline, [(after.end, after.end, f"\n\n{source}")])
    if outline.stretches:
        end = outline.stretches[-1].end
        return _edited(outline, [(end, end, f"\n\n{source}" if end or outline.level == 2 else source)])
    found = list(_SOURCES.finditer(outline.text))
    check = f"::: check {{#{check_id}}}\n{source}\n:::"
    if found:
        start = found[-1].start()
        return _edited(outline, [(start, start, f"{check}\n\n")])
    end = len(outline.text.rstrip())
    return _edited(outline, [(end, end, f"\n\n{check}")])


def removed(outline: Outline, span: Span) -> str:
    """Return the file without a question, and without the check that held no other one."""
    return _edited(outline, [_cut(outline, span)])


def moved(outline: Outline, span: Span, by: int) -> str:
    """Return the file with a question one place further up (-1) or down (1), over the border of its section too."""
    stretch = outline.within(span.stretch)
    place = stretch.index(span) + by
    if 0 <= place < len(stretch):
        other = stretch[place]
        return _edited(outline, [(span.start, span.end, other.source), (other.start, other.end, span.source)])
    target = span.stretch + by
    if not 0 <= target < len(outline.stretches):
        return outline.text
    there = outline.within(target)
    if by > 0 and there:
        start = there[0].start
        put = (start, start, f"{span.source}\n\n")
    else:
        end = outline.stretches[target].end
        put = (end, end, f"\n\n{span.source}")
    return _edited(outline, [_cut(outline, span), put])


def copied(span: Span, taken: Collection[str]) -> tuple[str, str]:
    """Return a question's source with an id of its own, and that id."""
    identity = Names(set(taken)).take(span.id or "question")
    heading, end, rest = re.split(r"(\r\n|\r|\n|$)", span.source, maxsplit=1)
    if span.id:
        start, mark, attributes = heading.rpartition("{")
        new = re.sub(rf"#{re.escape(span.id)}(?=[\s}}])", f"#{identity}", attributes, count=1)
        return f"{start}{mark}{new}{end}{rest}", identity
    return f"{heading.rstrip()} {{#{identity}}}{end}{rest}", identity


def identified(asked: QuestionFields, taken: Collection[str]) -> QuestionFields:
    """Return fields in which the question and its parts have names and ids, made of their words where missing."""
    name = asked.name or name_from(asked.prompt)
    identity = asked.id or Names(set(taken)).take(slug_of(name) or "question")
    answers = asked.answers
    if isinstance(answers, ChoiceFields):
        answers = replace(answers, options=_with_ids(answers.options))
    elif isinstance(answers, PairFields | OrderFields):
        answers = replace(answers, rows=_with_ids(answers.rows))
    elif isinstance(answers, LongAnswerFields | UploadFields):
        rubric = replace(answers.rubric, criteria=_with_ids(answers.rubric.criteria))
        answers = replace(answers, rubric=rubric)
    return replace(asked, name=name.translate(_NO_BRACES), id=identity, answers=answers)


_NO_BRACES = str.maketrans({"{": "(", "}": ")"})


def _with_ids(parts: Iterable[Part]) -> tuple[Part, ...]:
    parts = tuple(parts)
    names = Names({part.id for part in parts if part.id})
    return tuple(
        part
        if part.id
        else replace(part, id=names.take(slug_of(part.text, _LONGEST_PART) or f"part-{place}"))
        for place, part in enumerate(parts, 1)
    )


def _cut(outline: Outline, span: Span) -> Edit:
    """Return what takes a question out with the blank lines on one of its sides."""
    stretch = outline.within(span.stretch)
    place = stretch.index(span)
    if place + 1 < len(stretch):
        return span.start, stretch[place + 1].start, ""
    start = len(outline.text[: span.start].rstrip())
    if outline.level == 3 and len(stretch) == 1:
        return _check_around(outline, span, start)
    return start, span.end, ""


def _check_around(outline: Outline, span: Span, start: int) -> Edit:
    """Return what takes out the check of which a question is the only one."""
    above = outline.text.rfind("\n", 0, start) + 1
    is_bare = outline.text[above:start].startswith(":::")
    end = re.compile(r"\s*:{3,}[ \t]*(?=[\r\n]|$)").match(outline.text, span.end)
    if not is_bare or not end:
        return start, span.end, ""
    return len(outline.text[:above].rstrip()), end.end(), ""


def _edited(outline: Outline, edits: Iterable[Edit]) -> str:
    """Return the file with stretches of it replaced, in its own line ends, and with one at its end."""
    text = outline.text
    for start, end, put in sorted(edits, reverse=True):
        lines = re.sub(r"\r\n|\r|\n", outline.newline, put)
        text = f"{text[:start]}{lines}{text[end:]}"
    if outline.text.endswith(("\n", "\r")) or not outline.text:
        return text if text.endswith(("\n", "\r")) else f"{text}{outline.newline}"
    return text
