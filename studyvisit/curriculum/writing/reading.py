"""The source of one question → the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from studyvisit.curriculum.lines import Attributes, Line, joined, numbered, trimmed
from studyvisit.curriculum.questions.draft import without_attributes
from studyvisit.curriculum.questions.gap_fill import find_gaps
from studyvisit.curriculum.questions.parsing import kind_of
from studyvisit.curriculum.questions.true_false import feedback_by_answer
from studyvisit.curriculum.questions.written import Answers as Written
from studyvisit.curriculum.questions.written import OptionDraft, table_of, take_apart
from studyvisit.curriculum.sections import Section, sections
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
    one_line,
    tidied,
)

SPARE = "-"
_NUMBER = re.compile(
    r"(?P<value>[^\s±]+?)(?:\s*±\s*|\s+\+/-\s*)(?P<tolerance>[\d.,]+%?)(?:\s+(?P<unit>\S.*))?"
    r"|(?P<exact>\S+)(?:\s+(?P<plain>\S.*))?"
)
_FORMULA = re.compile(
    r"(?P<formula>[^±]*?)(?:\s*±\s*(?P<tolerance>[\d.,]+\s*%?)(?:\s+(?P<unit>\S.*))?)?", re.DOTALL
)
_RANGE = re.compile(
    r"\{\{(?P<name>[^{}]*)\}\}\s*=\s*(?P<first>\S+)(?:\s+to\s+(?P<last>\S+))?(?:\s+step\s+(?P<step>\S+))?"
)
_LONG = re.compile(
    r"long answer(?:,?\s+(?:(?P<from>\S+)\s+to\s+(?P<to>\S+)|at most\s+(?P<most>\S+))\s+words)?",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"files?:\s*(?P<types>[^;]*?)(?:;\s*at most\s+(?P<count>\S+)\s+files?\s+of\s+(?P<size>\S+?)\s*MB"
    r"(?:\s+each)?)?",
    re.IGNORECASE,
)


class Reason(StrEnum):
    """Why a question can be changed as text only."""

    SEVERAL = "several"
    NO_ANSWER = "no-answer"
    ANSWER = "answer"
    TABLE = "table"
    WORDS = "words"
    MEANING = "meaning"


class Unsayable(ValueError):
    """The source has something that the form has no place for; `what` quotes it where that helps."""

    def __init__(self, reason: Reason, what: str = "") -> None:
        super().__init__(f"{reason} {what}".strip())
        self.reason, self.what = reason, what


def section_of(source: str, level: int) -> Section:
    """Return the one question that a source is. Raises Unsayable when it is none, or several."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    before, found = sections(numbered(text), level)
    if len(found) != 1 or joined(before.lines).strip():
        raise Unsayable(Reason.SEVERAL)
    return found[0]


def fields_of(part: Section) -> QuestionFields:
    """Return a question as fields, right or wrong as it is. Raises Unsayable for what these cannot hold."""
    attributes = part.attributes
    if attributes.values.get("kind") == Kind.DESCRIPTION:
        reach = DescriptionFields(reach=attributes.values.get("questions", ""))
        return _fields(part, Kind.DESCRIPTION, reach, joined(part.lines), "")
    prompt, written = take_apart(part.lines)
    kind = _kind(prompt, written, attributes)
    told = feedback_by_answer(written.feedback)[""] if kind is Kind.TRUE_FALSE else written.feedback
    return _fields(part, kind, _READERS[kind](written, attributes), joined(prompt), joined(told))


def kind_in(part: Section) -> Kind | None:
    """Return the kind of question that stands below a heading; None where that cannot be told."""
    if part.attributes.values.get("kind") == Kind.DESCRIPTION:
        return Kind.DESCRIPTION
    try:
        return _kind(*take_apart(part.lines), part.attributes)
    except Unsayable:
        return None


def _fields(part: Section, kind: Kind, answers: Answers, prompt: str, feedback: str) -> QuestionFields:
    values = part.attributes.values
    return tidied(
        QuestionFields(
            kind=kind,
            answers=answers,
            name=part.title,
            id=part.attributes.id,
            prompt=prompt,
            feedback=feedback,
            competency=values.get("competency", ""),
            points=values.get("points", ""),
            lesson=values.get("lesson", ""),
            form=values.get("form", ""),
        )
    )


def _kind(prompt: tuple[Line, ...], written: Written, attributes: Attributes) -> Kind:
    told = kind_of(written) or ("gap-fill" if find_gaps(prompt).holes else None)
    if told is None:
        raise Unsayable(Reason.NO_ANSWER)
    is_sorted = told == "matching" and attributes.values.get("kind") == Kind.CATEGORISING
    return Kind.CATEGORISING if is_sorted else Kind(told)


def _choices(written: Written, attributes: Attributes) -> ChoiceFields:
    return ChoiceFields(
        options=tuple(map(_option, written.options)), marking=attributes.values.get("marking", "")
    )


def _option(option: OptionDraft) -> OptionFields:
    text, identity = _labelled(option.text)
    return OptionFields(text=text, is_right=option.is_right, feedback=_text(option.feedback), id=identity)


def _labelled(lines: Sequence[Line]) -> tuple[str, str]:
    words, attributes = without_attributes(lines)
    return one_line(joined(words)), attributes.id


def _text(lines: Sequence[Line]) -> str:
    return joined(trimmed(lines))


def _true_false(written: Written, _attributes: Attributes) -> TrueFalseFields:
    told = feedback_by_answer(written.feedback)
    return TrueFalseFields(
        is_true=written.keys[0].text.lower() == "true",
        feedback_if_true=_text(told["true"]),
        feedback_if_false=_text(told["false"]),
    )


def _number(written: Written, _attributes: Attributes) -> NumberFields:
    text = written.keys[0].text
    found = _NUMBER.fullmatch(text)
    if not found:
        return NumberFields(value=text)
    return NumberFields(
        value=found["value"] or found["exact"],
        tolerance=found["tolerance"] or "",
        unit=found["unit"] or found["plain"] or "",
    )


def _short(written: Written, _attributes: Attributes) -> ShortAnswerFields:
    return ShortAnswerFields(
        accepted=tuple(key.text[1:-1] if len(key.text) > 1 else key.text for key in written.keys)
    )


def _pairs(written: Written, _attributes: Attributes) -> PairFields:
    head = table_of(written.head)
    if head is None or any(len(row.cells) != 2 for row in (*head, *written.rows)):
        raise Unsayable(Reason.TABLE)
    rows = [
        RowFields(text=text, counterpart=row.cells[1], id=identity)
        for row in written.rows
        if row.cells[0] != SPARE
        for text, identity in [_labelled([Line(row.number, row.cells[0])])]
    ]
    spare = tuple(row.cells[1] for row in written.rows if row.cells[0] == SPARE)
    return PairFields(rows=tuple(rows), spare=spare, head=(head[0].cells[0], head[0].cells[1]))


def _order(written: Written, _attributes: Attributes) -> OrderFields:
    labelled = (_labelled(item.text) for item in written.items)
    return OrderFields(rows=tuple(RowFields(text=text, id=identity) for text, identity in labelled))


def _gaps(_written: Written, _attributes: Attributes) -> GapFields:
    return GapFields()


def _generated(written: Written, _attributes: Attributes) -> GeneratedFields:
    found = _FORMULA.fullmatch(written.keys[0].text) if written.keys else None
    if not found:
        raise Unsayable(Reason.ANSWER)
    return GeneratedFields(
        ranges=tuple(map(_range, written.ranges)),
        formula=found["formula"].strip(),
        tolerance=(found["tolerance"] or "").replace(" ", ""),
        unit=found["unit"] or "",
    )


def _range(line: Line) -> RangeFields:
    found = _RANGE.fullmatch(line.text.rstrip())
    if not found:
        raise Unsayable(Reason.ANSWER, line.text)
    return RangeFields(**{name: (value or "").strip() for name, value in found.groupdict().items()})


def _long(written: Written, _attributes: Attributes) -> LongAnswerFields:
    found = _LONG.fullmatch(written.keys[0].text)
    if not found:
        raise Unsayable(Reason.ANSWER, written.keys[0].text)
    return LongAnswerFields(
        rubric=_rubric(written), fewest=found["from"] or "", most=found["to"] or found["most"] or ""
    )


def _upload(written: Written, _attributes: Attributes) -> UploadFields:
    found = _FILES.fullmatch(written.keys[0].text)
    if not found:
        raise Unsayable(Reason.ANSWER, written.keys[0].text)
    return UploadFields(
        rubric=_rubric(written),
        types=found["types"],
        files=found["count"] or "",
        megabytes=found["size"] or "",
    )


def _rubric(written: Written) -> RubricFields:
    if not written.rubric:
        return RubricFields()
    rows = table_of(written.rubric)
    if rows is None or len({len(row.cells) for row in rows}) > 1:
        raise Unsayable(Reason.TABLE)
    head, *below = rows
    criteria = []
    for row in below:
        text, identity = _labelled([Line(row.number, row.cells[0])])
        criteria.append(CriterionFields(text=text, levels=tuple(row.cells[1:]), id=identity))
    return RubricFields(head=head.cells[0], points=tuple(head.cells[1:]), criteria=tuple(criteria))


_READERS: Mapping[Kind, Callable[[Written, Attributes], Answers]] = {
    Kind.ONE_CHOICE: _choices,
    Kind.SEVERAL_CHOICES: _choices,
    Kind.TRUE_FALSE: _true_false,
    Kind.NUMBER: _number,
    Kind.SHORT_ANSWER: _short,
    Kind.MATCHING: _pairs,
    Kind.CATEGORISING: _pairs,
    Kind.ORDERING: _order,
    Kind.GAP_FILL: _gaps,
    Kind.GENERATED_NUMBER: _generated,
    Kind.LONG_ANSWER: _long,
    Kind.FILE_UPLOAD: _upload,
}
