"""Moodle XML → questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from studyvisit.curriculum.exchange.answers import decimal_of
from studyvisit.curriculum.exchange.gift_reader import last_category
from studyvisit.curriculum.exchange.items import Body, Collection, Described, Gaps, Item, Remarks
from studyvisit.curriculum.exchange.labels import labelled, said_by
from studyvisit.curriculum.exchange.moodle_calculated import calculated
from studyvisit.curriculum.exchange.moodle_gaps import cloze, numbered_gaps
from studyvisit.curriculum.exchange.moodle_kinds import (
    Question,
    essay,
    matching,
    multichoice,
    numerical,
    ordering,
    short_answer,
    true_false,
)
from studyvisit.curriculum.exchange.moodle_source import Pictures, Words, questions_in
from studyvisit.curriculum.exchange.naming import name_from
from studyvisit.curriculum.exchange.words import Format

_Reading = Callable[[Question], "Body | Item | None"]
_READINGS: Mapping[str, _Reading] = {
    "multichoice": multichoice,
    "truefalse": true_false,
    "shortanswer": short_answer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "ddmatch": matching,
    "essay": essay,
    "description": lambda _question: Described(),
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": numbered_gaps,
    "ddwtos": numbered_gaps,
    "ordering": ordering,
    "calculated": calculated,
    "calculatedsimple": calculated,
}
_FEEDBACK_BY_OUTCOME = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_STANDARD = frozenset(
    {"Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect."}
)
_OFTEN = 3
_MOST_POINTS = 100


def read_moodle(content: bytes, remarks: Remarks) -> Collection:
    """Return the questions of a file in Moodle XML; one that we cannot hold is left out, with a remark."""
    pictures = Pictures()
    items: list[Item] = []
    by_outcome: dict[str, list[Remarks]] = defaultdict(list)
    category, title, has_penalty = "", "", False
    for line, element in questions_in(content, remarks):
        if element.get("type") == "category":
            category = last_category(element.findtext("category/text") or "")
            title = title or category
            continue
        name = " ".join((element.findtext("name/text") or "").split())
        about = remarks.about(line, name)
        item = _read(
            element, Item(body=Described(), name=name, line=line, category=category), pictures, about
        )
        if item is None:
            continue
        items.append(item)
        has_penalty = has_penalty or bool(decimal_of(element.findtext("penalty") or ""))
        for text in _by_outcome(element, pictures):
            by_outcome[text].append(about)
    _name_by_outcome(by_outcome, remarks)
    if has_penalty:
        remarks.note("penalties for further tries at one question stay behind: here each attempt is whole")
    return Collection(items=tuple(items), title=title, media=pictures.found)


def _read(element: Element, item: Item, pictures: Pictures, remarks: Remarks) -> Item | None:
    kind = element.get("type", "")
    reading = _READINGS.get(kind)
    if reading is None:
        remarks.refused(f"is of Moodle's kind {kind!r}, which we have not: ask it in another way")
        return None
    stem = element.find("questiontext")
    words = Words(Format.HTML, pictures, remarks)
    if stem is not None:
        words = replace(words, written=words.format_of(stem))
    _name_what_stays(element, remarks)
    tags = tuple(
        tag
        for tag in (" ".join((found.text or "").split()) for found in element.findall("tags/tag/text"))
        if tag
    )
    read = reading(Question(element, item, words, remarks, said_by(tags)))
    if read is None:
        return None
    item = read if isinstance(read, Item) else replace(item, body=read)
    if not item.prompt and not isinstance(item.body, Gaps):
        item = replace(item, prompt=words.block(stem))
    if not item.prompt and not isinstance(item.body, Gaps):
        remarks.refused("asks nothing: write the question")
        return None
    item = replace(
        item,
        id=(element.findtext("idnumber") or "").strip(),
        name=item.name or name_from(item.prompt),
        feedback=item.feedback or words.block(element.find("generalfeedback")),
        points=_points(element, item, remarks),
    )
    return labelled(item, tags)


def _points(element: Element, item: Item, remarks: Remarks) -> int:
    written = decimal_of(element.findtext("defaultgrade") or "") or decimal_of(
        element.findtext("defaultmark") or ""
    )
    if written is None or isinstance(item.body, Described | Gaps):
        return item.points
    points = min(max(round(written), 1), _MOST_POINTS)
    if points != written:
        remarks.changed(
            f"is worth {written:f} points there and {points} here: points are whole, from 1 to 100"
        )
    return points


def _name_what_stays(element: Element, remarks: Remarks) -> None:
    if element.findtext("hidden") == "1":
        remarks.note("is hidden in Moodle and asked here")
    if any((hint.findtext("text") or "").strip() for hint in element.findall("hint")):
        remarks.lost("hints for further tries: put what helps into the feedback")
    if element.findtext("shuffleanswers") in ("0", "false") and element.get("type") == "multichoice":
        remarks.note("keeps the order of its options in Moodle; here the quiz says whether it shuffles")


def _by_outcome(element: Element, pictures: Pictures) -> set[str]:
    words = Words(Format.HTML, pictures, Remarks())
    texts = {words.plain(element.find(tag)) for tag in _FEEDBACK_BY_OUTCOME}
    return {text for text in texts if text} - _STANDARD


def _name_by_outcome(found: Mapping[str, list[Remarks]], remarks: Remarks) -> None:
    """Name feedback by outcome: what many questions say is a platform's standing phrase, said once."""
    for text, places in found.items():
        message = f"feedback by outcome (“{text[:80]}”): put it into the feedback for everyone"
        if len(places) >= _OFTEN:
            remarks.note(f"{len(places)} questions have the same {message}")
        else:
            for about in places:
                about.lost(message)
