"""Numbers drawn for an attempt: how they are written, drawn and marked."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions import GeneratedNumber, Number, drawn, mark, read_answer
from tests.unit.curriculum.builders import question_of
from tests.unit.curriculum.shapes import SEEDS

HEAD = "## Name {#q competency=explain-egdi points=2}\n"
WRITTEN = (
    HEAD + "Of *{{a}}* entries {{b}} % are wrong: how many, in `{{code}}`?\n\n"
    "{{a}} = 1000 to 9000 step 500\n{{b}} = 2.5 to 20 step 2.5\n= round(a × b ÷ 100) ±1% entries\n"
    "> {{a}} × {{b}} ÷ 100 = **{{answer}}**\n"
)


def asked(text: str = WRITTEN) -> GeneratedNumber:
    question, problems = question_of(text)
    assert [str(problem) for problem in problems] == []
    assert isinstance(question, GeneratedNumber)
    return question


def test_a_question_is_drawn_as_it_was_written() -> None:
    question = asked()
    assert (question.tolerance, question.is_percent, question.unit) == (Decimal(1), True, "entries")
    made = question.with_numbers({"a": Decimal(2000), "b": Decimal("2.5")})
    assert made == Number(
        id="q",
        name="Name",
        competency="explain-egdi",
        points=2,
        prompt="<p>Of <em>2000</em> entries 2.5 % are wrong: how many, in <code>{{code}}</code>?</p>",
        feedback="<p>2000 × 2.5 ÷ 100 = <strong>50</strong></p>",
        value=Decimal(50),
        tolerance=Decimal("0.5"),
        unit="entries",
    )


def test_a_seed_draws_the_same_numbers_for_ever() -> None:
    prompts = [asked().drawn(seed).prompt for seed in (1, 2, 2**31 - 1)]
    assert [prompt.partition("are")[0] for prompt in prompts] == [
        "<p>Of <em>4500</em> entries 5.0 % ",
        "<p>Of <em>5000</em> entries 17.5 % ",
        "<p>Of <em>5500</em> entries 7.5 % ",
    ]


@given(SEEDS)
def test_the_right_answer_to_what_was_drawn_earns_everything(seed: int) -> None:
    made = drawn(asked(), seed)
    assert mark(made, read_answer(made, list(made.right_answer))).is_right
    assert "{{a}}" not in made.prompt + made.feedback


def test_every_number_of_a_range_is_drawn_about_as_often_as_any_other() -> None:
    [parameter, _] = asked().parameters
    counted = Counter(parameter.drawn("q", seed) for seed in range(1700))
    assert set(counted) == {parameter.number(index) for index in range(parameter.count)}
    assert parameter.count == 17
    assert min(counted.values()) > 60


@given(
    st.sampled_from(["1/3", "a/7", "sqrt(a)", "a^2", "-a/1000", "0"]),
    st.sampled_from(["± 0.5", "±5%", "± 0.0001"]),
    SEEDS,
)
def test_an_answer_without_end_is_marked_within_its_tolerance(
    formula: str, tolerance: str, seed: int
) -> None:
    question = asked(f"{HEAD}{{{{a}}}}?\n\n{{{{a}}}} = 2 to 90\n= {formula} {tolerance}\n").drawn(seed)
    assert mark(question, (f"{question.value + question.tolerance:f}",)).is_right
    assert not mark(question, (f"{question.value + question.tolerance + Decimal('0.00001'):f}",)).is_right


RANGE = "{{a}} = 1 to 9\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            HEAD + "{{a}}?\n\n" + RANGE + "= a ÷ 7\n",
            "5: the formula comes to a number whose decimals do not end",
        ),
        (HEAD + "{{a}}?\n\n" + RANGE + "= 1 / (a - 5) ± 1\n", "5: the formula divides by zero (for a = 5)"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a + c\n", "5: the formula uses `c`"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a +\n", "5: the formula breaks off"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a ^ 30\n", "5: the formula comes to a number beyond"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a ± much\n", "5: `a ± much` is not a formula"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a ±1 %\n", "5: `a ±1 %` is not a formula"),
        (HEAD + "{{a}}?\n\n" + RANGE, "1: `` is not a formula"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a\n= a\n", "6: has a second formula"),
        (HEAD + "{{a}} {{b}}?\n\n" + RANGE + "= a\n", "2: `{{b}}` has no range"),
        (HEAD + "{{a}}?\n\n" + RANGE + "= a\n> {{b}}\n", "6: `{{b}}` has no range"),
        (HEAD + "{{answer}}?\n\n" + RANGE + "= a\n", "2: `{{answer}}` has no range"),
        (HEAD + "{{a}}?\n\n= 5\n", "2: `{{a}}` has no range"),
        (HEAD + "[{{a}}](https://example.org)?\n\n" + RANGE + "= a\n", "1: has a drawn number in a link"),
        (HEAD + "{{a}}?\n\n{{a}} = 1 to much\n= a\n", "4: `{{a}} = 1 to much` is not a range"),
        (HEAD + "{{a}}?\n\n{{a}} = 9 to 1\n= a\n", "4: `{{a}} = 9 to 1` is not a range"),
        (HEAD + "{{a}}?\n\n{{a}} = 1 to 9 step 0\n= a\n", "4: `{{a}} = 1 to 9 step 0` is not a range"),
        (HEAD + "{{a}}?\n\n{{A}} = 1 to 9\n= a\n", "4: `A` is not a name"),
        (HEAD + "{{a}}?\n\n{{max}} = 1 to 9\n= a\n", "4: `max` is not a name"),
        (HEAD + "{{a}}?\n\n" + RANGE + RANGE + "= a\n", "5: `a` has a range already"),
        (HEAD + "{{a}}?\n\n{{a}} = 1 to 9999\n= a\n", "1: can be drawn in 9999 ways"),
        (HEAD + "{{a}}?\n\n{{a}} = 1 to 999999999999999 step 0.000000000000001\n= a\n", "1: can be drawn in"),
        (HEAD + "{{a}}?\n\n" + RANGE + "- (x) A {#a}\n= a\n", "4: has a line with `=` beside"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, fault: str) -> None:
    found = [f"{problem.line}: {problem.message}" for problem in question_of(text)[1]]
    assert any(each.startswith(fault) for each in found), found


LINES = st.sampled_from(
    [
        "{{a}} = 1 to 9",
        "{{b}} = 0.5 to 4 step 0.5",
        "= a * b ± 1",
        "= a/b ±1%",
        "= a",
        "{{a}} {{b}}",
        "> {{answer}}",
        "{{",
        "=",
        "± 1",
    ]
)


@given(st.lists(LINES).map("\n".join))
def test_whatever_stands_there_is_a_question_or_a_problem(text: str) -> None:
    question, problems = question_of(f"{HEAD}What?\n{text}\n")
    assert question is not None or problems
    if isinstance(question, GeneratedNumber) and not problems:
        assert mark(question, question.right_answer).is_right
