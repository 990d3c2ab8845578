"""Figures in words: with their interval and a bar, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from studyvisit.evaluation.figures import Figure, Reason

Words = Callable[[float], str]

A_MINUTE_AND_A_HALF = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar beside a number, as shares of the width it has."""

    share: float
    start: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure in words; without it `text` says why and `is_missing` that it is so."""

    text: str
    interval: str = ""
    is_missing: bool = False
    bar: Bar | None = None


def percent(figure: Figure) -> Value:
    """Return a share in words."""
    return _value(figure, format_percent)


def number(figure: Figure, decimals: int) -> Value:
    """Return a number in words."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _value(figure, lambda value: format_decimal(round(value, decimals) + 0.0, format=pattern))


def time(seconds: Figure) -> Value:
    """Return how long something took, in seconds or minutes."""

    def words(value: float) -> str:
        if value < A_MINUTE_AND_A_HALF:
            return _("%(n)s s", n=format_decimal(round(value)))
        return _("%(n)s min", n=format_decimal(value / 60, format="0.0"))

    return _value(seconds, words)


def _value(figure: Figure, words: Words) -> Value:
    if figure.value is None:
        return Value(text=reason_words(figure.reason), is_missing=True)
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = _("%(low)s to %(high)s", low=words(figure.low), high=words(figure.high))
    return Value(text=words(figure.value), interval=interval)


def reason_words(reason: Reason | None) -> str:
    """Return why there is no figure."""
    return {
        Reason.TOO_FEW: _("too few"),
        Reason.NOBODY: _("nobody yet"),
        Reason.NO_SPREAD: _("all alike"),
        Reason.NEGATIVE: _("none: negative"),
        Reason.ONE_QUESTION: _("one question only"),
        Reason.PARTIAL_MARKS: _("partial marks"),
        Reason.ASKED_DIFFERENTLY: _("different questions"),
    }.get(reason or Reason.NOT_GIVEN, _("not known"))


def barred(value: Value, figure: float | None, half: float | None = None) -> Value:
    """Return a value with a bar: from nought, or to either side of the middle when `half` is its reach."""
    if figure is None:
        return value
    if half is None:
        bar = Bar(share=min(max(figure, 0.0), 1.0))
    else:
        share = min(abs(figure) / half, 1.0) / 2
        bar = Bar(share=share, start=0.5 if figure >= 0 else 0.5 - share)
    return Value(text=value.text, interval=value.interval, bar=bar)
