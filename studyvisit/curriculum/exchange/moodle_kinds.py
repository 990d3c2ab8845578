"""The kinds of Moodle's questions → ours, one function each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from studyvisit.curriculum.exchange.answers import FULL, Weighed, choice, decimal_of, number, short
from studyvisit.curriculum.exchange.items import (
    Essay,
    Files,
    Forms,
    Item,
    ItemPair,
    OneOf,
    Order,
    Pairs,
    Remarks,
    SomeOf,
    Statement,
    Value,
)
from studyvisit.curriculum.exchange.moodle_source import Words
from studyvisit.curriculum.questions.file_upload import MEGABYTE, MOST_FILES, MOST_MEGABYTES, TYPES

_YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands in the file; `said` is what tags of ours say of it."""

    element: Element
    item: Item
    words: Words
    remarks: Remarks
    said: Mapping[str, str]

    def weighed(self, *, is_typed: bool = False) -> list[Weighed]:
        """Return the answers with their weights; those that are typed have no formatting."""
        return [
            Weighed(
                self.words.plain(answer) if is_typed else self.words.line(answer),
                float(decimal_of(answer.get("fraction") or answer.findtext("fraction") or "0") or 0),
                self.words.block(answer.find("feedback")),
            )
            for answer in self.element.findall("answer")
        ]


def multichoice(question: Question) -> OneOf | SomeOf | None:
    """Return one choice or several choices."""
    is_single = (question.element.findtext("single") or "true").strip() in _YES
    return choice(
        question.weighed(), question.remarks, is_single=is_single, says_marking="marking" in question.said
    )


def true_false(question: Question) -> Statement | None:
    """Return a statement; in old files the first answer is the one for true."""
    answers = question.element.findall("answer")
    if len(answers) != 2:
        question.remarks.refused(f"has {len(answers)} answers where true and false should be")
        return None
    names = [(answer.findtext("text") or "").strip().lower() for answer in answers]
    true, false = answers if names[0] != "false" else reversed(answers)
    return Statement(
        is_true=(decimal_of(true.get("fraction", "0")) or 0) >= FULL,
        feedback_if_true=question.words.block(true.find("feedback")),
        feedback_if_false=question.words.block(false.find("feedback")),
    )


def short_answer(question: Question) -> Forms | None:
    """Return a short answer."""
    if (question.element.findtext("usecase") or "0").strip() in _YES:
        question.remarks.changed("tells capital letters from small ones there; here they are the same")
    return short(question.weighed(is_typed=True), question.remarks)


def numerical(question: Question) -> Value | None:
    """Return a number with its unit."""
    found = []
    for answer, weighed in zip(
        question.element.findall("answer"), question.weighed(is_typed=True), strict=True
    ):
        value, margin = decimal_of(weighed.text), decimal_of(answer.findtext("tolerance") or "0")
        if weighed.text == "*":
            question.remarks.lost("feedback for every other number: put it into the feedback for everyone")
        elif value is None or margin is None:
            question.remarks.refused(f"“{weighed.text}” is not a number")
            return None
        else:
            found.append((Value(value=value, tolerance=abs(margin), unit=_unit(question)), weighed))
    return number(found, question.remarks)


def _unit(question: Question) -> str:
    units = [
        (unit.findtext("unit_name") or "").strip()
        for unit in question.element.findall("units/unit")
        if decimal_of(unit.findtext("multiplier") or "1") == 1
    ]
    if len(question.element.findall("units/unit")) > len(units[:1]):
        question.remarks.lost(f"units besides {units[0] if units else 'the first'}: ask for one unit")
    if (question.element.findtext("unitgradingtype") or "0") != "0":
        question.remarks.changed("marks the unit apart there; here it may be left out")
    return units[0] if units else ""


def matching(question: Question) -> Pairs:
    """Return pairs, and answers that go with nothing."""
    pairs, distractors = [], []
    for part in question.element.findall("subquestion"):
        text = question.words.line(part)
        counterpart = " ".join((part.findtext("answer/text") or "").split())
        if text:
            pairs.append(ItemPair(text=text, counterpart=counterpart))
        else:
            distractors.append(counterpart)
    return Pairs(pairs=tuple(pairs), distractors=tuple(distractors))


def ordering(question: Question) -> Order:
    """Return items in their right order, which Moodle says by their fractions."""
    answers = sorted(
        question.element.findall("answer"), key=lambda one: float(decimal_of(one.get("fraction", "")) or 0)
    )
    if "kind" not in question.said:
        question.remarks.changed("is marked here by how many pairs of items are in the right order")
    return Order(items=tuple(ItemPair(text=question.words.line(one), counterpart="") for one in answers))


def essay(question: Question) -> Essay | Files:
    """Return a long answer, or files where Moodle takes nothing else. The notes for graders are its rubric."""
    info = question.element.find("graderinfo")
    rubric = question.words.block(info)
    if rubric and not rubric.startswith("|"):
        question.remarks.lost("the notes for graders, which are no table of levels: make a rubric of them")
        rubric = ""
    template = question.element.find("responsetemplate")
    if question.words.plain(template):
        question.remarks.lost("the text that the answer begins with: put it into the question")
    if question.element.findtext("responseformat") == "noinline":
        return _files(question, rubric)
    if _whole(question, "attachments"):
        question.remarks.lost("attachments beside the text: ask for the files in a question of their own")
    most = _whole(question, "maxwordlimit")
    return Essay(rubric=rubric, fewest_words=_whole(question, "minwordlimit"), most_words=most or None)


def _files(question: Question, rubric: str) -> Files:
    listed = (question.element.findtext("filetypeslist") or "").replace(";", ",").split(",")
    wanted = [name.strip().lower().lstrip(".") for name in listed if name.strip()]
    types = tuple(name for name in wanted if name in TYPES)
    if len(types) < len(wanted) or not types:
        question.remarks.changed(f"takes files of other types there; here of {', '.join(types or TYPES[:3])}")
    limit = _whole(question, "maxbytes")
    size = max(limit // MEGABYTE, 1) if limit else MOST_MEGABYTES
    return Files(
        types=types or TYPES[:3],
        most_files=min(max(_whole(question, "attachments"), 1), MOST_FILES),
        most_megabytes=min(size, MOST_MEGABYTES),
        rubric=rubric,
    )


def _whole(question: Question, tag: str) -> int:
    written = (question.element.findtext(tag) or "").strip()
    return int(written[:12]) if written.isascii() and written.isdigit() else 0
