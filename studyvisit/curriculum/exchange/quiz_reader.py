"""Our own `quiz.md` → questions to be exchanged, through the parser that everything of ours goes through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from studyvisit.curriculum.exchange.items import (
    Body,
    Collection,
    Described,
    Drawn,
    Essay,
    Files,
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
from studyvisit.curriculum.frontmatter import read_front_matter
from studyvisit.curriculum.lines import Line, joined, trimmed
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import Problem, Report
from studyvisit.curriculum.questions import (
    Categorising,
    FileUpload,
    GapFill,
    GeneratedNumber,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
    gap_fill,
)
from studyvisit.curriculum.questions.draft import without_attributes
from studyvisit.curriculum.questions.file_upload import MEGABYTE
from studyvisit.curriculum.questions.parsing import Block, parse_question
from studyvisit.curriculum.questions.true_false import feedback_by_answer
from studyvisit.curriculum.questions.written import Answers, take_apart
from studyvisit.curriculum.sections import Section, sections

_PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^\s()<>]*)")
_ANY_PICTURE = MediaRef(sha256="0" * 64, extension="png")
_MEDIA = re.compile(r"(?:\./)?media/")
_DESCRIPTION = "description"


class Everything(frozenset[str]):
    """Holds every word: for a check that other files decide."""

    def __contains__(self, _word: object) -> bool:
        return True


def read_quiz_file(text: str, media: Mapping[str, bytes], remarks: Remarks) -> Collection:
    """Return what a `quiz.md`, or some questions out of one, holds; a question with an error is left out."""
    report = Report()
    title, lines = "", tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1))
    if text.startswith("---\n") and (found := read_front_matter(text, report)):
        title, lines = str(found.values.get("title", "")), found.body
        remarks.note("the quiz's rules (pass mark, attempts, time) are no questions and stay behind")
    first, titled = sections(lines, 1)
    if titled:
        remarks.note(
            "the sections of the quiz and what they say stay behind: the questions follow each other"
        )
    introduction, parts = sections(first.lines, 2)
    if _text(introduction.lines):
        remarks.note("the introduction above the first question is no question and stays behind")
    parts += [part for section in titled for part in sections(section.lines, 2)[1]]
    items = [item for part in parts if (item := read_section(part, remarks)) is not None]
    return Collection(items=tuple(items), title=title, media=dict(media))


def read_section(part: Section, remarks: Remarks) -> Item | None:
    """Return the question below one heading; None, with remarks, where it has errors."""
    about = remarks.about(part.number, part.title or part.attributes.id)
    question, problems = parsed(part)
    for problem in problems:
        if problem.is_error:
            about.refused(f"line {problem.line}: {problem.message}")
    return None if any(problem.is_error for problem in problems) else item_of(part, question)


def item_of(part: Section, question: Question | None) -> Item:
    """Return what is written below one heading, which is this question, or a description."""
    if question is None:
        reach = part.attributes.values.get("questions", "1")
        body = Described(reach=int(reach) if reach.isascii() and reach.isdigit() else 1)
        return _common(part, body, _text(part.lines), "")
    prompt, answers = take_apart(part.lines)
    read = _body(question, prompt, answers)
    words = "" if isinstance(read, Gaps) else _text(prompt)
    told = feedback_by_answer(answers.feedback)[""] if isinstance(read, Statement) else answers.feedback
    return replace(_common(part, read, words, _text(told)), points=question.points)


def parsed(part: Section) -> tuple[Question | None, tuple[Problem, ...]]:
    """Return the question below a heading as participants get it, sanitised, and what is wrong with it.

    A description is None, without problems.
    """
    report = Report()
    page = Page(
        report, dict.fromkeys(filter(_MEDIA.match, _PICTURE.findall(joined(part.lines))), _ANY_PICTURE)
    )
    if part.attributes.values.get("kind") == _DESCRIPTION:
        page.block(part.lines, "description")
        return None, report.problems
    block = Block(part.number, part.title, part.attributes, part.lines, is_graded=True)
    question = parse_question(block, Everything(), page)
    return question, report.problems


def _common(part: Section, body: Body, prompt: str, feedback: str) -> Item:
    values = part.attributes.values
    return Item(
        body=body,
        prompt=prompt,
        feedback=feedback,
        name=part.title,
        id=part.attributes.id,
        line=part.number,
        competency=values.get("competency", ""),
        lesson=values.get("lesson", ""),
        form=values.get("form", ""),
    )


def _text(lines: Iterable[Line]) -> str:
    return joined(trimmed(lines))


def _body(question: Question, prompt: tuple[Line, ...], answers: Answers) -> Body:
    """Return the answers of a question as they were written."""
    match question:
        case OneChoice():
            return OneOf(options=_options(answers))
        case SeveralChoices():
            return SomeOf(options=_options(answers), marking=question.marking)
        case TrueFalse():
            return _statement(question, answers)
        case Number() | ShortAnswer():
            return _typed(question)
        case Matching() | Categorising() | Ordering():
            return _lines(question, answers)
        case GapFill() | GeneratedNumber():
            return _gaps(question, prompt) if isinstance(question, GapFill) else _drawn(question)
        case LongAnswer() | FileUpload():
            return _marked(question, _text(answers.rubric))
        case _ as unreachable:
            assert_never(unreachable)


def _statement(question: TrueFalse, answers: Answers) -> Statement:
    told = feedback_by_answer(answers.feedback)
    return Statement(
        is_true=question.is_true,
        feedback_if_true=_text(told["true"]),
        feedback_if_false=_text(told["false"]),
    )


def _marked(question: LongAnswer | FileUpload, rubric: str) -> Essay | Files:
    if isinstance(question, LongAnswer):
        return Essay(rubric=rubric, fewest_words=question.fewest_words, most_words=question.most_words)
    size = question.most_bytes // MEGABYTE
    return Files(types=question.types, most_files=question.most_files, most_megabytes=size, rubric=rubric)


def _typed(question: Number | ShortAnswer) -> Value | Forms:
    if isinstance(question, ShortAnswer):
        return Forms(accepted=question.accepted)
    return Value(value=question.value, tolerance=question.tolerance, unit=question.unit)


def _options(answers: Answers) -> tuple[ItemOption, ...]:
    found = []
    for option in answers.options:
        label = _labelled(option.text)
        feedback = _text(option.feedback)
        found.append(ItemOption(text=label.text, is_right=option.is_right, feedback=feedback, id=label.id))
    return tuple(found)


def _labelled(lines: list[Line], counterpart: str = "") -> ItemPair:
    words, attributes = without_attributes(lines)
    return ItemPair(text=" ".join(joined(words).split()), counterpart=counterpart, id=attributes.id)


def _lines(question: Matching | Categorising | Ordering, answers: Answers) -> Pairs | Order:
    if isinstance(question, Ordering):
        return Order(items=tuple(_labelled(item.text) for item in answers.items))
    cells = [row.cells[0] for row in answers.rows if row.cells[0] != "-"]
    pairs = tuple(
        _labelled([Line(0, cell)], pair.counterpart) for cell, pair in zip(cells, question.pairs, strict=True)
    )
    is_categorising = isinstance(question, Categorising)
    return Pairs(pairs=pairs, distractors=question.distractors, is_categorising=is_categorising)


def _gaps(question: GapFill, prompt: tuple[Line, ...]) -> Gaps:
    holed = gap_fill.find_gaps(prompt)
    pieces = re.split(rf"{holed.word}\d+x", _text(holed.lines))
    return Gaps(pieces=tuple(pieces), gaps=question.gaps)


def _drawn(question: GeneratedNumber) -> Drawn:
    return Drawn(
        parameters=question.parameters,
        formula=question.formula,
        tolerance=question.tolerance,
        is_percent=question.is_percent,
        unit=question.unit,
    )
