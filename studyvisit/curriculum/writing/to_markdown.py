"""The fields of a form → a question as it stands in a quiz or a check, each line knowing its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from studyvisit.curriculum.exchange.tables import row_in_markdown
from studyvisit.curriculum.writing.fields import (
    ChoiceFields,
    DescriptionFields,
    GapFields,
    GeneratedFields,
    Kind,
    LongAnswerFields,
    NumberFields,
    OrderFields,
    PairFields,
    QuestionFields,
    RubricFields,
    ShortAnswerFields,
    TrueFalseFields,
    UploadFields,
)
from studyvisit.curriculum.writing.reading import SPARE

RUBRIC_HEAD = "what is marked"
_PAIR_HEADS = {Kind.MATCHING: ("what", "goes with"), Kind.CATEGORISING: ("what", "category")}


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of the source and the name of the field that it came from, such as `option-1`."""

    field: str
    text: str


def lines_of(asked: QuestionFields, level: int = 2) -> list[WrittenLine]:
    """Return a question's source line by line, its heading of that level first."""
    lines = [WrittenLine("heading", heading_of(asked, level)), *_block("prompt", asked.prompt)]
    answers = list(_answers(asked))
    feedback = [] if asked.kind is Kind.DESCRIPTION else list(_quoted("feedback", asked.feedback))
    if answers or feedback:
        lines.append(WrittenLine("", ""))
    if isinstance(asked.answers, TrueFalseFields):
        # What is for everyone stands above what is for one answer.
        return [*lines, answers[0], *feedback, *answers[1:]]
    return [*lines, *answers, *feedback]


def completed(asked: QuestionFields) -> QuestionFields:
    """Return fields with the words that a table or a tolerance cannot do without."""
    answers = asked.answers
    if isinstance(answers, PairFields):
        first, second = _PAIR_HEADS[asked.kind]
        answers = replace(answers, head=(answers.head[0] or first, answers.head[1] or second))
    elif isinstance(answers, GeneratedFields) and answers.unit:
        answers = replace(answers, tolerance=answers.tolerance or "0")
    elif isinstance(answers, LongAnswerFields | UploadFields) and answers.rubric.points:
        answers = replace(answers, rubric=replace(answers.rubric, head=answers.rubric.head or RUBRIC_HEAD))
    return replace(asked, answers=answers)


def markdown_of(asked: QuestionFields, level: int = 2) -> str:
    """Return a question's source, without a line end after its last line."""
    return "\n".join(line.text for line in lines_of(asked, level))


def heading_of(asked: QuestionFields, level: int) -> str:
    """Return the heading of a question with its attributes."""
    given = " ".join(
        [f"#{asked.id}", *(f"{key}={_value(value)}" for key, value in _attributes(asked) if value)]
    )
    return " ".join(filter(None, ("#" * level, asked.name, f"{{{given}}}")))


def _attributes(asked: QuestionFields) -> Iterator[tuple[str, str]]:
    yield "competency", asked.competency
    yield "kind", asked.kind if asked.kind in (Kind.CATEGORISING, Kind.DESCRIPTION) else ""
    if isinstance(asked.answers, ChoiceFields):
        yield "marking", asked.answers.marking
    if isinstance(asked.answers, DescriptionFields):
        yield "questions", asked.answers.reach
    yield "points", asked.points
    yield "lesson", asked.lesson
    yield "form", asked.form


def _value(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _block(field: str, text: str, before: str = "") -> Iterator[WrittenLine]:
    return (WrittenLine(field, f"{before}{line}") for line in text.split("\n"))


def _quoted(field: str, text: str, indent: str = "") -> Iterator[WrittenLine]:
    """Yield feedback as lines that begin with `>`; spaces at the end of a line break it, so they stay."""
    for line in text.split("\n") if text else ():
        yield WrittenLine(field, f"{indent}> {line}" if line else f"{indent}>")


def _answers(asked: QuestionFields) -> Iterator[WrittenLine]:
    answers = asked.answers
    match answers:
        case ChoiceFields():
            return _options(answers, "[]" if asked.kind is Kind.SEVERAL_CHOICES else "()")
        case TrueFalseFields() | NumberFields() | ShortAnswerFields():
            return _keys(answers)
        case PairFields() | OrderFields():
            return _table(answers) if isinstance(answers, PairFields) else _list(answers)
        case GeneratedFields():
            return _generated(answers)
        case LongAnswerFields() | UploadFields():
            return _marked(answers)
        case GapFields() | DescriptionFields():
            return iter(())
        case _ as unreachable:
            assert_never(unreachable)


def _keys(answers: TrueFalseFields | NumberFields | ShortAnswerFields) -> Iterator[WrittenLine]:
    if isinstance(answers, TrueFalseFields):
        return _true_false(answers)
    if isinstance(answers, NumberFields):
        return _key("value", _number(answers))
    return (WrittenLine(f"accepted-{place}", f'= "{form}"') for place, form in enumerate(answers.accepted))


def _list(answers: OrderFields) -> Iterator[WrittenLine]:
    for place, row in enumerate(answers.rows):
        yield WrittenLine(f"row-{place}", _labelled(f"{place + 1}. {row.text}", row.id))


def _key(field: str, text: str) -> Iterator[WrittenLine]:
    yield WrittenLine(field, f"= {text}")


def _options(answers: ChoiceFields, box: str) -> Iterator[WrittenLine]:
    for place, option in enumerate(answers.options):
        mark = "x" if option.is_right else " "
        words = _labelled(f"- {box[0]}{mark}{box[1]} {option.text}", option.id)
        yield WrittenLine(f"option-{place}", words)
        yield from _quoted(f"option-{place}-feedback", option.feedback, "  ")


def _labelled(text: str, identity: str) -> str:
    return f"{text} {{#{identity}}}" if identity else text


def _true_false(answers: TrueFalseFields) -> Iterator[WrittenLine]:
    yield from _key("is_true", "true" if answers.is_true else "false")
    for answer, text in (("true", answers.feedback_if_true), ("false", answers.feedback_if_false)):
        yield from _quoted(f"feedback_if_{answer}", f"{answer}: {text}" if text else "")


def _number(answers: NumberFields) -> str:
    tolerance = f" ± {answers.tolerance}" if answers.tolerance else ""
    return f"{answers.value}{tolerance} {answers.unit}".rstrip()


def _table(answers: PairFields) -> Iterator[WrittenLine]:
    yield WrittenLine("head", row_in_markdown([_cell(words) for words in answers.head]))
    yield WrittenLine("head", "| --- | --- |")
    for place, row in enumerate(answers.rows):
        cells = (_labelled(_cell(row.text), row.id), _cell(row.counterpart))
        yield WrittenLine(f"row-{place}", row_in_markdown(cells))
    for place, word in enumerate(answers.spare):
        yield WrittenLine(f"spare-{place}", row_in_markdown((SPARE, _cell(word))))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _generated(answers: GeneratedFields) -> Iterator[WrittenLine]:
    for place, one in enumerate(answers.ranges):
        last = f" to {one.last}" if one.last else ""
        step = f" step {one.step}" if one.step else ""
        yield WrittenLine(f"range-{place}", f"{{{{{one.name}}}}} = {one.first}{last}{step}")
    told = f" ± {answers.tolerance}" if answers.tolerance else ""
    yield from _key("formula", f"{answers.formula}{told} {answers.unit}".rstrip())


def _marked(answers: LongAnswerFields | UploadFields) -> Iterator[WrittenLine]:
    if isinstance(answers, LongAnswerFields):
        yield from _key("fewest", f"long answer{_words(answers)}")
    else:
        most = f"; at most {answers.files} files of {answers.megabytes} MB" if _has_limits(answers) else ""
        yield from _key("types", f"file: {answers.types}{most}")
    yield WrittenLine("", "")
    yield from _rubric(answers.rubric)


def _has_limits(answers: UploadFields) -> bool:
    return bool(answers.files or answers.megabytes)


def _words(answers: LongAnswerFields) -> str:
    if answers.fewest:
        return f", {answers.fewest} to {answers.most} words"
    return f", at most {answers.most} words" if answers.most else ""


def _rubric(rubric: RubricFields) -> Iterator[WrittenLine]:
    if not rubric.points and not rubric.criteria:
        return
    head = [rubric.head, *rubric.points]
    yield WrittenLine("rubric", row_in_markdown([_cell(words) for words in head]))
    yield WrittenLine("rubric", row_in_markdown(["---"] * len(head)))
    for place, one in enumerate(rubric.criteria):
        cells = [_labelled(_cell(one.text), one.id), *map(_cell, one.levels)]
        yield WrittenLine(f"criterion-{place}", row_in_markdown(cells))
