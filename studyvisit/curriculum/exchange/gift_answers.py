"""What stands between `{` and `}` in GIFT → the answers of a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from studyvisit.curriculum.exchange.answers import (
    FULL,
    Weighed,
    choice,
    decimal_of,
    lose_feedback,
    number,
    short,
)
from studyvisit.curriculum.exchange.gift_marks import shown, split_format
from studyvisit.curriculum.exchange.items import (
    Body,
    Essay,
    ItemPair,
    Order,
    Pairs,
    Remarks,
    Statement,
    Value,
)
from studyvisit.curriculum.exchange.naming import shortened
from studyvisit.curriculum.exchange.words import Format, in_a_line, in_markdown, plain

_PART = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"\s*%\s*(-?\d+(?:\.\d*)?)\s*%")
_TRUE = ("T", "TRUE")
_FALSE = ("F", "FALSE")


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

    def earns(self, without_weight: float) -> float:
        """Return what the answer earns in per cent; so much where none is written."""
        return without_weight if self.weight is None else self.weight


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

    def plain(self, text: str, *, is_said: bool = True) -> str:
        """Return a text of GIFT without formatting, of which the loss may go unsaid."""
        words, written = split_format(text, self.written)
        return plain(shown(words), written, (self.remarks if is_said else Remarks()).lost)

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
    if text[0] == ">":
        return _ordering
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
    weighed = [
        Weighed(
            reader.line(part.text), part.earns(FULL if part.sign == "=" else 0), reader.block(part.feedback)
        )
        for part in parts
    ]
    is_single = any(part.sign == "=" for part in parts)
    body = choice(weighed, reader.remarks, is_single=is_single, says_marking=reader.says_marking)
    return (
        Answered(body, words=tuple(reader.plain(part.text, is_said=False) for part in parts))
        if body
        else None
    )


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


def _ordering(text: str, reader: AnswerReader) -> Answered:
    """Return what the plugin for ordering writes: `>` and its settings, then an item on each line."""
    _settings, *lines = text.split("\n")
    reader.remarks.changed("is marked here by how many pairs of items are in the right order")
    return Answered(
        Order(items=tuple(ItemPair(text=reader.line(line), counterpart="") for line in lines if line))
    )


def _short(text: str, reader: AnswerReader) -> Answered | None:
    body = short(
        (
            Weighed(reader.plain(part.text), part.earns(FULL), reader.block(part.feedback))
            for part in reader.parts(text)
        ),
        reader.remarks,
    )
    return Answered(body, forms=body.accepted) if body else None


def _number(text: str, reader: AnswerReader) -> Answered | None:
    right, _, wrong = text[1:].partition("~")
    found = []
    for part in reader.parts(right):
        value = _value(shown(part.text))
        if value is None:
            reader.remarks.refused(
                f"`{shortened(shown(part.text), 40)}` is not a number, such as 3, 3:0.1 or 1..5"
            )
            return None
        found.append((value, Weighed("", part.earns(FULL), reader.block(part.feedback))))
    lose_feedback("anything else", reader.block(wrong.partition("#")[2]), reader.remarks)
    body = number(found, reader.remarks)
    return Answered(body) if body else None


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
