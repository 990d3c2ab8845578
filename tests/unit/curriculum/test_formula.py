"""Formulas: arithmetic and nothing else."""

from __future__ import annotations

import contextlib
import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions.formula import FormulaError, names_in, read_formula, work_out

Written = tuple[str, Fraction]
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
NUMBERS = st.decimals(0, 99, places=2).map(lambda number: (str(number), Fraction(number)))


def joined(parts: tuple[Written, str, Written]) -> Written:
    """Return a formula in brackets with what it comes to."""
    (left, first), sign, (right, second) = parts
    return f"({left} {sign} {right})", SIGNS[sign](first, second)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) × 3", "9"),
        ("2 − 3 − 4", "-5"),
        ("12 ÷ 3 / 2", "2"),
        ("2 ^ 3 ^ 2", "512"),
        ("-2 ^ 2", "-4"),
        ("2 ^ -2", "1/4"),
        ("1 / 3", "1/3"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2.345, 2)", "2.35"),
        ("round(1234, -2)", "1200"),
        ("min(3, 1, 2) + max(1, 2)", "3"),
        ("sqrt(9 / 4)", "3/2"),
        ("abs(-1.5)", "1.5"),
        ("floor(-1.5) + ceil(1.2)", "0"),
        ("a * b_2", "6"),
        ("--3", "3"),
    ],
)
def test_a_formula_comes_to_what_it_says(text: str, value: str) -> None:
    numbers = {"a": Fraction(2), "b_2": Fraction(3)}
    assert work_out(read_formula(text), numbers) == Fraction(value)


def test_a_root_is_as_exact_as_anyone_needs() -> None:
    assert abs(work_out(read_formula("sqrt(2)"), {}) ** 2 - 2) < Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "breaks off"),
        ("1 +", "breaks off"),
        ("* 2", "has `*` where"),
        ("(1", "lacks a `)`"),
        ("(1, 2)", "has a `,`"),
        ("1 2", "goes on with `2`"),
        ("2(3)", "goes on with `(`"),
        ("round(1, 2, 3)", "gives round 3 numbers"),
        ("sqrt 4", "lacks a `(`"),
        ("sqrt(-1)", "takes the root"),
        ("1 / (2 - 2)", "divides by zero"),
        ("0 ^ -1", "divides by zero"),
        ("2 ^ 0.5", "raises to a power"),
        ("2 ^ 999", "raises to a power"),
        ("round(1, 0.5)", "rounds to places"),
        ("((2 ^ 30) ^ 30) ^ 30", "comes to a number too long"),
        ("(" * 99 + "1" + ")" * 99, "has too many brackets"),
        ("-" * 99 + "1", "has too many brackets"),
        ("1 + " * 99 + "1", "is longer than"),
        ("__import__('os')", "has `_` where"),
        ("a.b", "goes on with `.`"),
        ("a == 1", "goes on with `=`"),
        ("x if y else z", "goes on with `if`"),
        ("9 ** 9", "has `*` where"),
    ],
)
def test_what_is_no_arithmetic_is_refused(text: str, fault: str) -> None:
    with pytest.raises(FormulaError) as refused:
        work_out(read_formula(text), {"a": Fraction(1)})
    assert str(refused.value).startswith(fault)


@given(
    st.recursive(
        NUMBERS, lambda part: st.tuples(part, st.sampled_from("+-*"), part).map(joined), max_leaves=8
    )
)
def test_a_formula_in_brackets_comes_to_what_its_parts_come_to(written: Written) -> None:
    text, value = written
    assert work_out(read_formula(text), {}) == value


@given(st.text(alphabet="ab1.+-*/^(), maxroundsqrt", max_size=60) | st.text(max_size=210))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    with contextlib.suppress(FormulaError):
        step = read_formula(text)
        assert isinstance(work_out(step, dict.fromkeys(names_in(step), Fraction(3, 7))), Fraction)
