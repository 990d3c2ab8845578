"""Questions → Moodle XML, with the texts in Markdown, which Moodle reads."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from studyvisit.curriculum.exchange.formulas import spelt_out
from studyvisit.curriculum.exchange.gift_reader import category_path
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
from studyvisit.curriculum.exchange.labels import tags_of
from studyvisit.curriculum.exchange.moodle_calculated import range_tags, text_in_moodle
from studyvisit.curriculum.exchange.moodle_gaps import cloze_text
from studyvisit.curriculum.exchange.weights import percent, weights_of
from studyvisit.curriculum.questions.file_upload import MEGABYTE
from studyvisit.curriculum.questions.generated_number import Parameter

_TYPES: dict[type, str] = {
    OneOf: "multichoice",
    SomeOf: "multichoice",
    Statement: "truefalse",
    Value: "numerical",
    Forms: "shortanswer",
    Pairs: "matching",
    Order: "ordering",
    Gaps: "cloze",
    Drawn: "calculated",
    Essay: "essay",
    Files: "essay",
    Described: "description",
}
_PICTURE = re.compile(r"(!\[[^\[\]]*\]\(\s*<?)(media/[^\s()<>]+)")
_DATA_SETS = 30


def write_moodle(collection: Collection, remarks: Remarks) -> str:
    """Return questions as Moodle XML."""
    quiz = Element("quiz")
    if collection.title:
        category = SubElement(SubElement(quiz, "question", type="category"), "category")
        SubElement(category, "text").text = category_path(collection.title)
    for item in collection.items:
        _Writer(quiz, item, collection, remarks.about(item.line, item.label)).write()
    indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(quiz, encoding="unicode")}\n'


class _Writer:
    """Writes one question."""

    def __init__(self, quiz: Element, item: Item, collection: Collection, remarks: Remarks) -> None:
        self._item = item
        self._media = collection.media
        self._remarks = remarks
        self._question = SubElement(quiz, "question", type=_TYPES[type(item.body)])

    def write(self) -> None:
        item, body = self._item, self._item.body
        self._text(SubElement(self._question, "name"), item.name or item.id)
        prompt = cloze_text(body) if isinstance(body, Gaps) else item.prompt
        feedback = item.feedback
        if isinstance(body, Drawn):
            names = [one.name for one in body.parameters]
            prompt = text_in_moodle(prompt, names, "")
            feedback = text_in_moodle(feedback, names, spelt_out(body.formula))
        self._words("questiontext", prompt)
        self._words("generalfeedback", feedback)
        if not isinstance(body, Gaps):
            self._say("defaultgrade", "0" if isinstance(body, Described) else str(item.points))
        self._say("penalty", "0")
        self._say("hidden", "0")
        self._say("idnumber", item.id)
        self._body()
        tags = SubElement(self._question, "tags")
        for tag in self._tags():
            self._text(SubElement(tags, "tag"), tag)

    def _tags(self) -> Iterable[str]:
        is_gaps = isinstance(self._item.body, Gaps)
        yield from tags_of(self._item, natively=("unit",) if is_gaps else ("unit", "points"))
        if isinstance(self._item.body, Drawn):
            yield from range_tags(self._item.body)
        if isinstance(self._item.body, Order):
            yield "kind:ordering"

    def _body(self) -> None:
        body = self._item.body
        match body:
            case OneOf() | SomeOf():
                self._choice(body)
            case Statement() | Value() | Forms():
                self._typed(body)
            case Pairs() | Order():
                self._lines(body)
            case Drawn():
                self._drawn(body)
            case Essay() | Files():
                self._essay(body)
            case Gaps() | Described():
                pass
            case _ as unreachable:
                assert_never(unreachable)

    def _choice(self, body: OneOf | SomeOf) -> None:
        is_single = isinstance(body, OneOf)
        self._say("single", "true" if is_single else "false")
        self._say("shuffleanswers", "true")
        self._say("answernumbering", "none")
        weights = (
            tuple(100.0 if one.is_right else 0.0 for one in body.options)
            if isinstance(body, OneOf)
            else weights_of(body, self._remarks)
        )
        for option, weight in zip(body.options, weights, strict=True):
            self._option(option, weight)

    def _option(self, option: ItemOption, weight: float) -> None:
        self._answer(option.text, weight, option.feedback)

    def _answer(self, text: str, weight: float, feedback: str = "", written: str = "markdown") -> Element:
        answer = self._words("answer", text, written)
        answer.set("fraction", percent(weight))
        self._words("feedback", feedback, parent=answer)
        return answer

    def _typed(self, body: Statement | Value | Forms) -> None:
        match body:
            case Statement():
                self._answer("true", 100 * body.is_true, body.feedback_if_true, "moodle_auto_format")
                self._answer("false", 100 * (not body.is_true), body.feedback_if_false, "moodle_auto_format")
            case Forms():
                self._say("usecase", "0")
                for form in body.accepted:
                    self._answer(form, 100, written="plain_text")
            case Value():
                answer = self._answer(f"{body.value:f}", 100, written="plain_text")
                SubElement(answer, "tolerance").text = f"{body.tolerance:f}"
                self._unit(body.unit)

    def _unit(self, unit: str) -> None:
        if unit:
            element = SubElement(SubElement(self._question, "units"), "unit")
            SubElement(element, "multiplier").text = "1"
            SubElement(element, "unit_name").text = unit
        self._say("unitgradingtype", "0")
        self._say("showunits", "0" if unit else "3")

    def _lines(self, body: Pairs | Order) -> None:
        if isinstance(body, Order):
            self._remarks.changed(
                "is marked by places in Moodle; here by how many pairs are in the right order"
            )
            for name, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")):
                self._say(name, value)
            self._say("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST")
            for place, item in enumerate(body.items, 1):
                self._answer(item.text, place)
            return
        self._say("shuffleanswers", "true")
        lines = [(pair.text, pair.counterpart) for pair in body.pairs] + [
            ("", word) for word in body.distractors
        ]
        for text, counterpart in lines:
            self._text(SubElement(self._words("subquestion", text), "answer"), counterpart)

    def _essay(self, body: Essay | Files) -> None:
        if isinstance(body, Files):
            said = {
                "responseformat": "noinline",
                "attachments": str(body.most_files),
                "attachmentsrequired": "1",
                "maxbytes": str(body.most_megabytes * MEGABYTE),
                "filetypeslist": ",".join(f".{name}" for name in body.types),
            }
        else:
            said = {"responseformat": "editor", "responserequired": "1", "attachments": "0"}
            if body.fewest_words:
                said["minwordlimit"] = str(body.fewest_words)
            if body.most_words is not None:
                said["maxwordlimit"] = str(body.most_words)
        for name, value in said.items():
            self._say(name, value)
        self._words("graderinfo", body.rubric)

    def _drawn(self, body: Drawn) -> None:
        answer = self._answer(spelt_out(body.formula), 100, written="plain_text")
        margin = body.tolerance / 100 if body.is_percent else body.tolerance
        for name, value in (("tolerance", f"{margin:f}"), ("tolerancetype", "1" if body.is_percent else "2")):
            SubElement(answer, name).text = value
        for name, value in (("correctanswerformat", "1"), ("correctanswerlength", "4")):
            SubElement(answer, name).text = value
        self._say("synchronize", "1")
        self._unit(body.unit)
        definitions = SubElement(self._question, "dataset_definitions")
        for parameter in body.parameters:
            self._data_set(SubElement(definitions, "dataset_definition"), parameter)
        self._remarks.note(f"has {_DATA_SETS} sets of numbers in Moodle, out of all that are drawn here")

    def _data_set(self, definition: Element, parameter: Parameter) -> None:
        decimals = max(
            -int(Decimal(one).normalize().as_tuple().exponent) for one in (parameter.first, parameter.step)
        )
        said = {"status": "private", "name": parameter.name, "distribution": "uniform"}
        said |= {
            "minimum": f"{parameter.first:f}",
            "maximum": f"{parameter.last:f}",
            "decimals": str(max(decimals, 0)),
        }
        for name, value in said.items():
            self._text(SubElement(definition, name), value)
        SubElement(definition, "type").text = "calculated"
        SubElement(definition, "itemcount").text = str(_DATA_SETS)
        items = SubElement(definition, "dataset_items")
        for number in range(1, _DATA_SETS + 1):
            item = SubElement(items, "dataset_item")
            SubElement(item, "number").text = str(number)
            SubElement(item, "value").text = f"{parameter.drawn(self._item.id, number):f}"
        SubElement(definition, "number_of_items").text = str(_DATA_SETS)

    def _say(self, name: str, value: str) -> None:
        SubElement(self._question, name).text = value

    def _text(self, parent: Element, text: str) -> None:
        SubElement(parent, "text").text = text

    def _words(
        self, name: str, text: str, written: str = "markdown", parent: Element | None = None
    ) -> Element:
        """Add a text with its format, and its pictures in it."""
        element = SubElement(self._question if parent is None else parent, name, format=written)
        pictures = {found[1] for found in _PICTURE.findall(text)}
        self._text(element, _PICTURE.sub(lambda found: f"{found[1]}@@PLUGINFILE@@/{found[2][6:]}", text))
        for picture in sorted(pictures):
            content = self._media.get(picture)
            if content is None:
                self._remarks.lost(f"the picture {picture}, which is not beside the quiz: put it into media/")
                continue
            file = SubElement(
                element, "file", name=picture.removeprefix("media/"), path="/", encoding="base64"
            )
            file.text = base64.b64encode(content).decode()
        return element
