"""Moodle's calculated questions ↔ numbers that are drawn: their formulas, ranges and texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

from studyvisit.curriculum.exchange.answers import FULL, decimal_of
from studyvisit.curriculum.exchange.items import Drawn, Item, Remarks
from studyvisit.curriculum.exchange.moodle_kinds import Question
from studyvisit.curriculum.exchange.words import in_markdown
from studyvisit.curriculum.questions.formula import FUNCTIONS, FormulaError, read_formula
from studyvisit.curriculum.questions.generated_number import ANSWER, Parameter

_WILDCARD = re.compile(r"\{([A-Za-z][^{}<>=\s]*)\}")
_SHOWN_RESULT = re.compile(r"\{=([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_HOLE = re.compile("\ue000([a-z0-9_]+)\ue001")
_RANGE = re.compile(r"draw:([a-z][a-z0-9_]*)=(\S+)\.\.(\S+)\.\.(\S+)")
_POW = "pow("
_SIGNS = str.maketrans("*/-", "×÷−")
_MOST_DRAWS = 5000
_LONGEST_NAME = 20
_RELATIVE, _NOMINAL = "1", "2"


def calculated(question: Question) -> Item | None:
    """Return a number that is drawn; None, with a remark, where our grammar cannot hold the formula."""
    element, remarks = question.element, question.remarks
    answer = next(
        (one for one in element.findall("answer") if (decimal_of(one.get("fraction", "")) or 0) >= FULL), None
    )
    names = _names(element)
    formula = "" if answer is None else _in_ours(answer.findtext("text") or "", names)
    fault = _fault(formula)
    if answer is None or fault:
        remarks.refused(f"is worked out by a formula that we cannot hold: it {fault or 'is missing'}")
        return None
    if len(element.findall("answer")) > 1:
        remarks.lost("answers besides the first one that earns everything")
    kind = answer.findtext("tolerancetype") or _RELATIVE
    if kind not in (_RELATIVE, _NOMINAL):
        remarks.changed("has a geometric tolerance there; here it is a share of the answer")
    margin = abs(decimal_of(answer.findtext("tolerance") or "0") or Decimal(0))
    body = Drawn(
        parameters=_parameters(element, names, remarks),
        formula=formula,
        tolerance=margin if kind == _NOMINAL else (margin * 100).normalize() + 0,
        is_percent=kind != _NOMINAL,
        unit=(element.findtext("units/unit/unit_name") or "").strip(),
    )
    prompt = _text(question, "questiontext", names, "")
    feedback = _text(question, "generalfeedback", names, formula)
    return (
        None
        if prompt is None or feedback is None
        else replace(question.item, body=body, prompt=prompt, feedback=feedback)
    )


def _names(element: Element) -> dict[str, str]:
    """Return our name for each of Moodle's wild cards."""
    names: dict[str, str] = {}
    for definition in element.findall("dataset_definitions/dataset_definition"):
        written = (definition.findtext("name/text") or "").strip()
        name = re.sub(r"[^a-z0-9_]+", "_", written.lower()).strip("_")[:_LONGEST_NAME]
        if not name or not name[0].isalpha() or name in (*FUNCTIONS, ANSWER):
            name = f"n_{name}"[:_LONGEST_NAME]
        while name in names.values():
            name = f"{name[: _LONGEST_NAME - 1]}_"
        names[written] = name
    return names


def _in_ours(formula: str, names: Mapping[str, str]) -> str:
    """Return a formula of Moodle's in our signs."""
    text = _WILDCARD.sub(lambda found: names.get(found[1], found[1].lower()), formula.strip())
    text = text.replace("pi()", "3.14159265358979").replace("**", "^")
    while (start := text.find(_POW)) >= 0:
        base, power, end = _arguments(text, start + len(_POW))
        if not power:
            break
        text = f"{text[:start]}(({base})^({power})){text[end:]}"
    return re.sub(r"(?<=[\w)])\s*([×÷+−])\s*", r" \1 ", text.translate(_SIGNS))


def _arguments(text: str, start: int) -> tuple[str, str, int]:
    """Return the two arguments that begin at a place, and where their bracket has closed."""
    depth, comma = 1, 0
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 1 and text[place] == "," and not comma:
            comma = place
        if not depth:
            return (text[start:comma], text[comma + 1 : place], place + 1) if comma else ("", "", place + 1)
    return "", "", len(text)


def _fault(formula: str) -> str:
    try:
        read_formula(formula)
    except FormulaError as error:
        return str(error)
    return ""


def _parameters(element: Element, names: Mapping[str, str], remarks: Remarks) -> tuple[Parameter, ...]:
    said = [_RANGE.fullmatch(tag.text or "") for tag in element.findall("tags/tag/text")]
    ours = {one[1]: tuple(decimal_of(one[part]) or Decimal(0) for part in (2, 3, 4)) for one in said if one}
    found = []
    for definition in element.findall("dataset_definitions/dataset_definition"):
        name = names[(definition.findtext("name/text") or "").strip()]
        first, last = (
            decimal_of(definition.findtext(f"{end}/text") or "") or Decimal(0)
            for end in ("minimum", "maximum")
        )
        places = min(int(decimal_of(definition.findtext("decimals/text") or "0") or 0), 9)
        first, last, step = ours.get(name, (first, last, Decimal(1).scaleb(-places)))
        found.append(Parameter(name=name, first=first, last=last, step=step))
    return _few_enough(found, remarks)


def _few_enough(parameters: list[Parameter], remarks: Remarks) -> tuple[Parameter, ...]:
    """Return parameters of which the numbers can be drawn in at most 5,000 ways, with wider steps where needed."""
    ways = 1
    for one in parameters:
        ways *= max(one.count, 1)
    if ways <= _MOST_DRAWS or not parameters:
        return tuple(parameters)
    most = max(int(_MOST_DRAWS ** (1 / len(parameters))), 2)
    remarks.changed("draws from fewer numbers here, in wider steps: look at the ranges")
    return tuple(
        replace(one, step=one.step * -(-one.count // most)) if one.count > most else one for one in parameters
    )


def _text(question: Question, tag: str, names: Mapping[str, str], formula: str) -> str | None:
    """Return a text with `{{name}}` where Moodle has `{name}`, and `{{answer}}` for the formula itself."""
    element = question.element.find(tag)
    if element is None:
        return ""
    raw = question.words.raw(element)
    for found in _SHOWN_RESULT.findall(raw):
        if not formula or _in_ours(found, names) != formula:
            question.remarks.refused(f"shows what {{={found}}} comes to in its text: write it another way")
            return None
    raw = _SHOWN_RESULT.sub(f"\ue000{ANSWER}\ue001", raw)
    raw = _WILDCARD.sub(
        lambda found: f"\ue000{names[found[1]]}\ue001" if found[1] in names else found[0], raw
    )
    markdown = in_markdown(raw, question.words.format_of(element), question.remarks.lost)
    return _HOLE.sub(r"{{\1}}", markdown)


def range_tags(body: Drawn) -> tuple[str, ...]:
    """Return our ranges, whose steps Moodle cannot say, as tags."""
    return tuple(f"draw:{one.name}={one.first:f}..{one.last:f}..{one.step:f}" for one in body.parameters)


def text_in_moodle(text: str, names: Collection[str], formula: str) -> str:
    """Return a text with `{name}` where ours has `{{name}}`."""
    text = text.replace(f"{{{{{ANSWER}}}}}", f"{{={formula}}}") if formula else text
    for name in names:
        text = text.replace(f"{{{{{name}}}}}", f"{{{name}}}")
    return text
