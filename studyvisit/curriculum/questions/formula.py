"""Arithmetic that authors write: read by a closed grammar, worked out exactly, never run as code.

    sum      = product { ("+" | "−") product }
    product  = signed { ("×" | "÷") signed }
    signed   = [ "+" | "−" ] signed | power
    power    = atom [ "^" signed ]
    atom     = number | name | function "(" sum { "," sum } ")" | "(" sum ")"

`*`, `/` and `-` may stand for ×, ÷ and −. Names are those of the parameters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

LONGEST = 200
_DEEPEST = 30
_MOST_BITS = 1000
_HIGHEST_POWER = 30
_FINEST_ROUNDING = 12
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<word>[a-z][a-z0-9_]*)|(?P<sign>\S))")
_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"})


class FormulaError(ValueError):
    """A formula cannot be read or worked out; the message says why, to its author."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a formula: a number, a parameter's name, or a function of other parts."""

    number: Fraction | None = None
    name: str = ""
    of: tuple[Step, ...] = ()


def _divide(above: Fraction, below: Fraction) -> Fraction:
    if not below:
        raise FormulaError("divides by zero")
    return above / below


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > _HIGHEST_POWER:
        raise FormulaError(f"raises to a power that is no whole number up to {_HIGHEST_POWER}")
    if not base and exponent < 0:
        raise FormulaError("divides by zero")
    return Fraction(base**exponent.numerator)


def _round(number: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    """Return a number rounded as people do it: a half goes away from zero."""
    if places.denominator != 1 or abs(places) > _FINEST_ROUNDING:
        raise FormulaError(f"rounds to places that are no whole number up to {_FINEST_ROUNDING}")
    unit = Fraction(10) ** -places.numerator
    return (1 if number >= 0 else -1) * math.floor(abs(number) / unit + Fraction(1, 2)) * unit


def _root(number: Fraction) -> Fraction:
    if number < 0:
        raise FormulaError("takes the root of a negative number")
    above, below = math.isqrt(number.numerator), math.isqrt(number.denominator)
    if above**2 == number.numerator and below**2 == number.denominator:
        return Fraction(above, below)
    context = Context(prec=34)
    return Fraction(context.sqrt(context.divide(Decimal(number.numerator), Decimal(number.denominator))))


_OPERATIONS: Mapping[str, Callable[..., Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "^": _power,
    "negative": lambda a: -a,
}
_FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Fraction]]] = {
    "min": (2, 12, min),
    "max": (2, 12, max),
    "round": (1, 2, _round),
    "sqrt": (1, 1, _root),
    "abs": (1, 1, abs),
    "floor": (1, 1, lambda a: Fraction(math.floor(a))),
    "ceil": (1, 1, lambda a: Fraction(math.ceil(a))),
}
FUNCTIONS = tuple(_FUNCTIONS)


@lru_cache(maxsize=512)
def read_formula(text: str) -> Step:
    """Return a formula that was written. Raises FormulaError."""
    if len(text) > LONGEST:
        raise FormulaError(f"is longer than {LONGEST} characters")
    return _Reader(text.translate(_SIGNS)).whole()


def names_in(step: Step) -> frozenset[str]:
    """Return the names of the parameters that a formula uses."""
    own = {step.name} if step.name and not step.of else set()
    return frozenset(own).union(*(names_in(part) for part in step.of))


def work_out(step: Step, values: Mapping[str, Fraction]) -> Fraction:
    """Return what a formula comes to with these values, exactly but for roots. Raises FormulaError."""
    if step.number is not None:
        return step.number
    if not step.of:
        return values[step.name]
    operation = _OPERATIONS.get(step.name) or _FUNCTIONS[step.name][2]
    result = Fraction(operation(*(work_out(part, values) for part in step.of)))
    if result.numerator.bit_length() + result.denominator.bit_length() > _MOST_BITS:
        raise FormulaError("comes to a number too long to work with")
    return result


class _Reader:
    """Reads a formula from left to right, one function for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = [
            (found.lastgroup or "", found[found.lastgroup or 0]) for found in _TOKEN.finditer(text)
        ]
        self._at = 0
        self._depth = 0

    def whole(self) -> Step:
        step = self._sum()
        if self._at < len(self._tokens):
            raise FormulaError(f"goes on with `{self._word()}`, which means nothing there")
        return step

    def _sum(self) -> Step:
        return self._chain("+-", self._product)

    def _product(self) -> Step:
        return self._chain("*/", self._signed)

    def _chain(self, signs: str, part: Callable[[], Step]) -> Step:
        step = part()
        while self._is_sign(signs):
            sign = self._take()
            step = Step(name=sign, of=(step, part()))
        return step

    def _signed(self) -> Step:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormulaError("has too many brackets or signs inside each other")
        if self._is_sign("+-"):
            sign, inner = self._take(), self._signed()
            step = Step(name="negative", of=(inner,)) if sign == "-" else inner
        else:
            step = self._power()
        self._depth -= 1
        return step

    def _power(self) -> Step:
        base = self._atom()
        if not self._is_sign("^"):
            return base
        self._take()
        return Step(name="^", of=(base, self._signed()))

    def _atom(self) -> Step:
        group, word = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if group == "number":
            return Step(number=Fraction(self._take()))
        if group == "word":
            self._take()
            return self._call(word) if word in _FUNCTIONS else Step(name=word)
        if word != "(":
            raise FormulaError(f"has `{word}` where a number should stand" if word else "breaks off")
        step, *others = self._arguments()
        if others:
            raise FormulaError("has a `,` outside a function")
        return step

    def _call(self, name: str) -> Step:
        fewest, most, _ = _FUNCTIONS[name]
        arguments = self._arguments()
        if not fewest <= len(arguments) <= most:
            raise FormulaError(f"gives {name} {len(arguments)} numbers")
        return Step(name=name, of=arguments)

    def _arguments(self) -> tuple[Step, ...]:
        self._expect("(")
        arguments = [self._sum()]
        while self._is_sign(","):
            self._take()
            arguments.append(self._sum())
        self._expect(")")
        return tuple(arguments)

    def _expect(self, sign: str) -> None:
        if not self._is_sign(sign):
            raise FormulaError(f"lacks a `{sign}`")
        self._take()

    def _is_sign(self, signs: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][1] in tuple(signs)

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _word(self) -> str:
        return self._tokens[self._at][1]


def check_names(step: Step, known: Collection[str]) -> None:
    """Raise FormulaError for a name that is no parameter."""
    unknown = sorted(names_in(step) - set(known))
    if unknown:
        raise FormulaError(
            f"uses `{unknown[0]}`, which is neither a parameter nor one of {', '.join(FUNCTIONS)}"
        )
