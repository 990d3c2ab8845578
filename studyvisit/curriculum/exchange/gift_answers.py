"""What stands between `{` and `}` in GIFT → the answers of a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from studyvisit.curriculum.exchange.gift_marks import shown, split_format
from studyvisit.curriculum.exchange.items import (
    Body,
    Essay,
    Forms,
    ItemOption,
    ItemPair,
    OneOf,
    Pairs,
    Remarks,
    Statement,
    Value,
    shortened,
)
from studyvisit.curriculum.exchange.weights import several
from studyvisit.curriculum.exchange.words import Format, in_a_line, in_markdown, plain
from studyvisit.curriculum.questions.short_answer import fold, has_wildcard

_PART = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"\s*%\s*(-?\d+(?:\.\d*)?)\s*%")
_TRUE = ("T", "TRUE")
_FALSE = ("F", "FALSE")
_FULL = 100.0
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers, the feedback for everyone, and what a gap in a text needs: its words or accepted forms."""

    body: Body
    feedback: str = ""
    words: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One answer: its sign, its weight in per cent (None where none is written), its text and feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str


class AnswerReader:
    """Reads the answers of one question."""

    def __init__(self, written: Format, remarks: Remarks, *, says_marking: bool) -> None:
        self.written = written
        self.remarks = remarks
        self.says_marking = says_marking

    def block(self, text: str) -> str:
        """Return a text of GIFT as Markdown."""
        words, written = split_format(text, self.written)
        return in_markdown(shown(words), written, self.remarks.lost)

    def line(self, text: str) -> str:
        """Return a text of GIFT as Markdown of one line."""
        return in_a_line(self.block(text), self.remarks.lost)

    def plain(self, text: str) -> str:
        """Return a text of GIFT without formatting."""
        words, written = split_format(text, self.written)
        return plain(shown(words), written, self.remarks.lost)

    def parts(self, text: str) -> list[Part]:
        """Return the answers that begin with `=` or `~`; words before the first are one without a sign."""
        first = re.search(r"[=~]", text)
        head = text[: first.start()] if first else text
        found = [("", head)] if head.strip() else []
        return [_part(sign, words) for sign, words in (*found, *_PART.findall(text))]


def _part(sign: str, text: str) -> Part:
    weighed = _WEIGHT.match(text)
    words = text[weighed.end() :] if weighed else text
    words, _, feedback = words.partition("#")
    return Part(sign, float(weighed[1]) if weighed else None, words.strip(), feedback.strip())


def read_answers(text: str, written: Format, remarks: Remarks, *, says_marking: bool) -> Answered | None:
    """Return the answers of a question; None, with a remark, where they cannot be represented.

    A tag of ours that `says_marking` counts for more than the weights.
    """
    reader = AnswerReader(written, remarks, says_marking=says_marking)
    text, marked, general = text.strip().rpartition("####") if "####" in text else (text.strip(), "", "")
    feedback = reader.block(general) if marked else ""
    answered = _reading(text.strip())(text.strip(), reader)
    if answered is None:
        return None
    return Answered(answered.body, feedback, answered.words, answered.forms)


def _reading(text: str) -> Callable[[str, AnswerReader], Answered | None]:
    if not text:
        return _essay
    if text[0] == "#":
        return _number
    if "~" in text:
        return _choice
    if "=" in text and "->" in text:
        return _matching
    if text.partition("#")[0].strip() in (*_TRUE, *_FALSE):
        return _truth
    return _short


def _essay(_text: str, _reader: AnswerReader) -> Answered | None:
    return Answered(Essay())


def _truth(text: str, reader: AnswerReader) -> Answered | None:
    answer, *told = (part.strip() for part in text.split("#", 2))
    wrong, right = (reader.block(part) for part in (*told, "", "")[:2])
    if answer in _TRUE:
        return Answered(Statement(is_true=True, feedback_if_true=right, feedback_if_false=wrong))
    return Answered(Statement(is_true=False, feedback_if_true=wrong, feedback_if_false=right))


def _choice(text: str, reader: AnswerReader) -> Answered | None:
    parts = reader.parts(text)
    options = [
        (part, 100.0 if part.sign == "=" and part.weight is None else part.weight or 0.0) for part in parts
    ]
    weights = [weight for _part, weight in options]
    is_single = any(part.sign == "=" for part in parts)
    found = [
        ItemOption(
            text=reader.line(part.text),
            is_right=weight >= _FULL if is_single else weight > 0,
            feedback=reader.block(part.feedback),
        )
        for part, weight in options
    ]
    right = sum(option.is_right for option in found)
    if not right or not all(option.text for option in found) or len(found) < 2:
        reader.remarks.refused(
            "has no right option, a single option or an empty one: mark what is right with ="
        )
        return None
    if not is_single:
        return Answered(several(found, weights, Remarks() if reader.says_marking else reader.remarks))
    if right > 1:
        reader.remarks.refused(
            f"has {right} options of which each alone is right: keep one =, or give each a weight such as ~%50%"
        )
        return None
    if any(0 < weight < _FULL for weight in weights):
        reader.remarks.changed("gives a part of the points for a half-right option; here one option is right")
    if any(weight < 0 for weight in weights):
        reader.remarks.changed("takes points away for a wrong option; here a wrong option earns nothing")
    return Answered(OneOf(options=tuple(found)), words=tuple(reader.plain(part.text) for part in parts))


def _matching(text: str, reader: AnswerReader) -> Answered | None:
    pairs, distractors = [], []
    for part in re.split("=", text):
        left, arrow, right = part.partition("->")
        if not arrow:
            if part.strip():
                reader.remarks.refused("has a pair without ->: write = left -> right")
                return None
            continue
        words, counterpart = reader.line(left), reader.plain(right)
        if words:
            pairs.append(ItemPair(text=words, counterpart=counterpart))
        else:
            distractors.append(counterpart)
    return Answered(Pairs(pairs=tuple(pairs), distractors=tuple(distractors)))


def _short(text: str, reader: AnswerReader) -> Answered | None:
    accepted: dict[str, str] = {}
    for part in reader.parts(text):
        form = reader.plain(part.text)
        if part.weight is not None and part.weight < _FULL:
            if part.weight > 0:
                reader.remarks.lost(
                    f"“{form}” earns a part of the points there and none here: accept it or not"
                )
        elif form:
            accepted.setdefault(fold(form), form)
        if part.feedback:
            _lose_feedback(form, part.feedback, reader)
    forms = plain_first(accepted.values())
    if not forms:
        reader.remarks.refused("has no answer that earns all its points: write one after =")
        return None
    return Answered(Forms(accepted=forms), forms=forms)


def plain_first(forms: Iterable[str]) -> tuple[str, ...]:
    """Return accepted forms with one first that has no `*`, as it is shown as the right answer."""
    forms = list(forms)
    first = next((form for form in forms if not has_wildcard(form)), None)
    return tuple(forms) if first is None else (first, *(form for form in forms if form != first))


def _lose_feedback(answer: str, feedback: str, reader: AnswerReader) -> None:
    words = shortened(reader.block(feedback), 80)
    reader.remarks.lost(
        f"feedback for the answer “{answer}” alone (“{words}”): put it into the feedback for everyone"
    )


def _number(text: str, reader: AnswerReader) -> Answered | None:
    best: Value | None = None
    right, _, wrong = text[1:].partition("~")
    for part in reader.parts(right):
        value = _value(shown(part.text))
        if value is None:
            reader.remarks.refused(
                f"`{shortened(shown(part.text), 40)}` is not a number, such as 3, 3:0.1 or 1..5"
            )
            return None
        if best is None and part.weight in (None, _FULL):
            best = value
        elif part.weight != 0:
            reader.remarks.lost(
                f"{value.value:f} is right in another measure there; here one number is right"
            )
        if part.feedback:
            _lose_feedback(f"{value.value:f}", part.feedback, reader)
    if wrong.partition("#")[2]:
        _lose_feedback("anything else", wrong.partition("#")[2], reader)
    if best is None:
        reader.remarks.refused("has no number that earns all its points: write one after #")
        return None
    return Answered(best)


def _value(text: str) -> Value | None:
    """Return `3`, `3:0.1` or `1..5` as a number with its tolerance."""
    low, dots, high = text.partition("..")
    number, _, margin = text.partition(":")
    if dots:
        first, last = decimal_of(low), decimal_of(high)
        if first is None or last is None or last < first:
            return None
        return Value(value=(first + last) / 2, tolerance=(last - first) / 2)
    value, tolerance = decimal_of(number), decimal_of(margin or "0")
    if value is None or tolerance is None:
        return None
    return Value(value=value, tolerance=abs(tolerance))


def decimal_of(text: str) -> Decimal | None:
    """Return a number as platforms write it, or None."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    whole = number.normalize()
    digits = f"{abs(whole):f}".partition(".")
    return whole if whole.is_finite() and max(len(digits[0]), len(digits[2])) <= _MOST_DIGITS else None
