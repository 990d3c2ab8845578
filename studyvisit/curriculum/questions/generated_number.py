"""A number to be worked out from numbers that are drawn afresh for each attempt."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import product
from typing import Literal

from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.questions.base import Answer, Mark, QuestionBase
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.questions.formula import (
    FUNCTIONS,
    FormulaError,
    check_names,
    read_formula,
    work_out,
)
from studyvisit.curriculum.questions.holes import Holed, find_holes
from studyvisit.curriculum.questions.number import Number, read_number

ANSWER = "answer"
"""Stands for the right answer, in feedback only."""

_HOLE = re.compile(r"\{\{(?P<hole>[^{}]*)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_RANGE = re.compile(
    r"\{\{(?P<name>[^{}]*)\}\}\s*=\s*(?P<first>\S+)\s+to\s+(?P<last>\S+)(?:\s+step\s+(?P<step>\S+))?"
)
_KEY = re.compile(
    r"(?P<formula>[^±]+?)(?:\s*±\s*(?P<tolerance>[\d.,]+)(?P<percent>%?)(?:\s+(?P<unit>[^\s%±].*))?)?"
)
_MOST_DRAWS = 5000
_MOST_DECIMALS = 9
_LARGEST = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number that is drawn: `first`, `first` + `step` and so on, up to `last`."""

    name: str
    first: Decimal
    last: Decimal
    step: Decimal

    @property
    def count(self) -> int:
        """Return how many numbers may be drawn."""
        return int((Fraction(self.last) - Fraction(self.first)) / Fraction(self.step)) + 1

    def number(self, index: int) -> Decimal:
        """Return one of those numbers, from 0."""
        return self.first + index * self.step

    def drawn(self, question_id: str, seed: int) -> Decimal:
        """Return the number that a seed draws, the same on any machine for ever."""
        digest = sha256(f"{seed}\n{question_id} {self.name}".encode()).digest()
        return self.number(int.from_bytes(digest[:8], "big") % self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedNumber(QuestionBase):
    """A number question for every attempt: `prompt` and `feedback` hold `{{name}}` where numbers are put.

    `tolerance` is absolute, or a share of the answer in per cent.
    """

    parameters: tuple[Parameter, ...]
    formula: str
    tolerance: Decimal
    is_percent: bool = False
    unit: str = ""
    kind: Literal["generated-number"] = "generated-number"

    @property
    def right_answer(self) -> Answer:
        """Return the right answer of the question that seed 0 makes."""
        return self.drawn(0).right_answer

    def drawn(self, seed: int) -> Number:
        """Return the question as the attempt of that seed asks it.

        The seed and the revision are stored with the attempt, so a later revision changes nothing.
        """
        return self.with_numbers({one.name: one.drawn(self.id, seed) for one in self.parameters})

    def with_numbers(self, numbers: Mapping[str, Decimal]) -> Number:
        """Return the question with these numbers. Raises FormulaError when they have no answer."""
        value, tolerance = self._answer(numbers)
        words = {name: f"{number:f}" for name, number in numbers.items()}
        parts = {field.name: getattr(self, field.name) for field in fields(QuestionBase)}
        parts["prompt"] = _filled(self.prompt, words)
        parts["feedback"] = _filled(self.feedback, {**words, ANSWER: f"{value:f}"})
        return Number(**parts, value=value, tolerance=tolerance, unit=self.unit)

    def mark(self, answer: Answer) -> Mark:
        """Return what an answer to the question that seed 0 makes earns; mark a drawn one itself."""
        return self.drawn(0).mark(answer)

    def read(self, values: list[str]) -> Answer:
        """Return the typed text, trimmed. Raises UnreadableAnswer when it is not a number."""
        return self.drawn(0).read(values)

    def draws(self) -> Iterator[Mapping[str, Decimal]]:
        """Yield all the numbers that may be drawn."""
        for numbers in product(*([one.number(i) for i in range(one.count)] for one in self.parameters)):
            yield {one.name: number for one, number in zip(self.parameters, numbers, strict=True)}

    def _answer(self, numbers: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
        exact = work_out(
            read_formula(self.formula), {name: Fraction(number) for name, number in numbers.items()}
        )
        if abs(exact) > _LARGEST:
            raise FormulaError("comes to a number beyond a million million")
        tolerance = Fraction(self.tolerance)
        if self.is_percent:
            tolerance = abs(exact) * tolerance / 100
        return _decimal(exact, tolerance), _decimal(tolerance, tolerance)


def _decimal(exact: Fraction, tolerance: Fraction) -> Decimal:
    """Return a number as a decimal fraction, rounded only far below its tolerance."""
    if 10**_MOST_DECIMALS % exact.denominator and not tolerance:
        raise FormulaError("comes to a number whose decimals do not end: round it or give a tolerance")
    units = round(exact * 10**_MOST_DECIMALS)
    return Decimal(f"{Decimal(units).scaleb(-_MOST_DECIMALS).normalize():f}")


def _filled(html: str, words: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda found: words.get(found["hole"], found[0]), html)


def find_numbers(lines: tuple[Line, ...]) -> Holed:
    """Return a text with the places of its drawn numbers, `{{…}}`, found."""
    return find_holes(lines, _HOLE)


def check_numbers(draft: Draft, holed: Holed, known: Collection[str]) -> None:
    """Report drawn numbers that have no range."""
    for hole in holed.holes:
        if hole.text not in known:
            draft.error(
                f"`{{{{{hole.text}}}}}` has no range: write {{{{{hole.text}}}}} = 10 to 90 step 5 above the "
                "formula",
                hole.number,
            )


def parse(draft: Draft) -> GeneratedNumber:
    """Return the question that ranges and a formula make, with problems reported."""
    draft.refuse(options=True)
    parameters = _parameters(draft)
    known = [one.name for one in parameters]
    parts = draft.parts
    parts["prompt"] = _shown(draft, draft.numbers, parts["prompt"], known)
    told = find_numbers(tuple(draft.answers.feedback))
    feedback = draft.page.block(told.lines, f"{draft.where}, feedback")
    key, found = _key(draft)
    question = GeneratedNumber(
        **parts,
        parameters=parameters,
        formula=found["formula"].strip() if found else "0",
        tolerance=(read_number(found["tolerance"]) if found and found["tolerance"] else None) or Decimal(0),
        is_percent=bool(found and found["percent"]),
        unit=(found["unit"] or "") if found else "",
        feedback=_shown(draft, told, feedback, [*known, ANSWER]),
    )
    fault = _fault(question)
    if not fault:
        return question
    draft.error(f"the formula {fault}", key.number)
    return replace(question, formula="0")


def _key(draft: Draft) -> tuple[Line, re.Match[str] | None]:
    key, *others = draft.answers.keys or [Line(draft.number, "")]
    for other in others:
        draft.error("has a second formula: keep one", other.number)
    found = _KEY.fullmatch(key.text)
    if not found:
        draft.error(
            f"`{key.text[:40]}` is not a formula with a tolerance: write = a × b ± 0.5 km or = a ÷ b ±1%",
            key.number,
        )
    return key, found


def _fault(question: GeneratedNumber) -> str:
    """Return why a question has no answer for some numbers, or nothing."""
    try:
        check_names(read_formula(question.formula), [one.name for one in question.parameters])
    except FormulaError as error:
        return str(error)
    for numbers in question.draws():
        try:
            question.with_numbers(numbers)
        except FormulaError as error:
            return f"{error} (for {', '.join(f'{name} = {number:f}' for name, number in numbers.items())})"
    return ""


def _shown(draft: Draft, holed: Holed, html: str, known: list[str]) -> str:
    """Return rendered HTML with `{{name}}` in its places again, with problems reported."""
    check_numbers(draft, holed, known)
    pieces = holed.pieces(html)
    if pieces is None:
        draft.error("has a drawn number in a link, a picture or an address: write it in the text itself")
        return html
    names = [f"{{{{{hole.text}}}}}" for hole in holed.holes]
    return "".join(part for pair in zip(pieces, [*names, ""], strict=True) for part in pair)


def _parameters(draft: Draft) -> tuple[Parameter, ...]:
    parameters: dict[str, Parameter] = {}
    for line in draft.answers.ranges:
        if (parameter := _parameter(draft, line)) is None:
            continue
        if parameter.name in parameters:
            draft.error(f"`{parameter.name}` has a range already: take one out", line.number)
        parameters[parameter.name] = parameter
    count = 1
    for parameter in parameters.values():
        count *= parameter.count
    if not 2 <= count <= _MOST_DRAWS:
        draft.error(
            f"can be drawn in {count} ways: choose ranges and steps that make it from 2 to {_MOST_DRAWS}"
        )
        return tuple(replace(one, last=one.first) for one in parameters.values())
    return tuple(parameters.values())


def _parameter(draft: Draft, line: Line) -> Parameter | None:
    found = _RANGE.fullmatch(line.text)
    numbers = [read_number(found[part] or "1") for part in ("first", "last", "step")] if found else []
    first, last, step = numbers or (None, None, None)
    name = found["name"].strip() if found else ""
    if first is None or last is None or step is None or step <= 0 or last <= first:
        draft.error(f"`{line.text[:40]}` is not a range: write {{{{a}}}} = 10 to 90 step 5", line.number)
        return None
    if not _NAME.fullmatch(name) or name in (*FUNCTIONS, ANSWER):
        draft.error(
            f"`{name[:20]}` is not a name for a drawn number: use lower-case letters, digits and _",
            line.number,
        )
        return None
    return Parameter(name=name, first=first, last=last, step=step)
