"""A number with a tolerance and, where there is one, a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from studyvisit.curriculum.questions.base import Answer, Mark, QuestionBase, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft

_NUMBER = re.compile(r"[+-]?(\d{1,15}([.,]\d{0,15})?|[.,]\d{1,15})")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})


def read_number(text: str) -> Decimal | None:
    """Return the number a person typed, with a decimal point or comma and digits of any script, or None.

    Separators of thousands are not guessed at: "1,234" is 1.234, as the page says beside the field.
    """
    cleaned = text.translate(_SIGNS).strip()
    if not _NUMBER.fullmatch(cleaned):
        return None
    return Decimal(cleaned.replace(",", "."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(QuestionBase):
    """A question whose answer is a number; `tolerance` is absolute, in the same unit as `value`."""

    value: Decimal
    tolerance: Decimal
    unit: str = ""
    kind: Literal["number"] = "number"

    @property
    def right_answer(self) -> Answer:
        """Return the value as written in the quiz."""
        return (f"{self.value:f}",)

    def mark(self, answer: Answer) -> Mark:
        """Return all points within the tolerance (its ends included) and none outside."""
        number = read_number(self._without_unit(answer[0])) if answer else None
        return self.all_or_nothing(number is not None and abs(number - self.value) <= self.tolerance)

    def read(self, values: list[str]) -> Answer:
        """Return the typed text, trimmed. Raises UnreadableAnswer when it is not a number."""
        text = values[0].strip() if values else ""
        if not text:
            return ()
        if read_number(self._without_unit(text)) is None:
            raise UnreadableAnswer("not-a-number")
        return (text,)

    def _without_unit(self, text: str) -> str:
        return text.strip().removesuffix(self.unit) if self.unit else text


_TOLERATED = re.compile(
    r"(?P<value>\S+?)(?:\s*±\s*|\s+\+/-\s*)(?P<tolerance>[\d.,]+)(?P<percent>%?)(?:\s+(?P<unit>\S.*))?"
)
_EXACT = re.compile(r"(?P<value>\S+)(?:\s+(?P<unit>[^\s\d±][^±]*))?")


def parse(draft: Draft) -> Number:
    """Return the question that `= value ± tolerance unit` makes, with problems reported."""
    draft.refuse(options=True)
    key, *others = draft.answers.keys
    for other in others:
        draft.error("has a second number: keep one, with a tolerance", other.number)
    value, tolerance, unit = _read_key(key.text)
    if value is None or tolerance is None:
        draft.error(
            f"`{key.text[:40]}` is not a number with a tolerance: write = 0.3463 ± 0.0001, = 40 ±5% or "
            "= 12.5 ± 0.5 km",
            key.number,
        )
    elif unit.startswith("%") and "±" in key.text:
        draft.error(
            "it is not clear what the % belongs to: write ±5% without a space when the tolerance is a share "
            "of the value, and put the unit in the prompt otherwise",
            key.number,
        )
    return Number(
        **draft.parts,
        value=value or Decimal(0),
        tolerance=tolerance or Decimal(0),
        unit=unit,
        feedback=draft.feedback(),
    )


def _read_key(text: str) -> tuple[Decimal | None, Decimal | None, str]:
    found = _TOLERATED.fullmatch(text)
    if not found:
        exact = _EXACT.fullmatch(text)
        return (read_number(exact["value"]), Decimal(0), exact["unit"] or "") if exact else (None, None, "")
    value, tolerance = read_number(found["value"]), read_number(found["tolerance"])
    if found["percent"] and value is not None and tolerance is not None:
        tolerance = abs(value) * tolerance / 100
    return value, tolerance, found["unit"] or ""
