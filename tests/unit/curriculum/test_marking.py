"""Questions: how an answer is read and what it earns."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions import (
    Number,
    OneChoice,
    Option,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
    mark,
    read_answer,
)
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.curriculum.questions.number import read_number
from studyvisit.curriculum.questions.several_choices import Marking
from studyvisit.curriculum.questions.short_answer import fold, has_wildcard
from tests.unit.curriculum.shapes import COMMON, POINTS, categorising, gap_fill, matching, ordering

OPTIONS = st.lists(st.booleans(), min_size=2, max_size=6).map(
    lambda right: tuple(Option(id=f"o{n}", html="x", is_right=is_right) for n, is_right in enumerate(right))
)


DECIMALS = st.decimals(-10_000, 10_000, places=4)


def one_choice(points: int, count: int, right: int) -> OneChoice:
    options = tuple(Option(id=f"o{n}", html="x", is_right=n == right % count) for n in range(count))
    return OneChoice(**COMMON, points=points, options=options)


QUESTIONS: st.SearchStrategy[Question] = st.one_of(
    st.builds(one_choice, POINTS, st.integers(2, 6), st.integers(0, 5)),
    st.builds(
        lambda p, o, m: SeveralChoices(**COMMON, points=p, options=o, marking=m),
        POINTS,
        OPTIONS.filter(lambda options: any(option.is_right for option in options)),
        st.sampled_from(Marking),
    ),
    st.builds(lambda p, t: TrueFalse(**COMMON, points=p, is_true=t), POINTS, st.booleans()),
    st.builds(
        lambda p, v, t, u: Number(**COMMON, points=p, value=v, tolerance=abs(t), unit=u),
        POINTS,
        DECIMALS,
        DECIMALS,
        st.sampled_from(["", "km", "%"]),
    ),
    st.builds(
        lambda p, a: ShortAnswer(**COMMON, points=p, accepted=(a,)),
        POINTS,
        st.text(min_size=1, max_size=200).filter(lambda text: fold(text) and not has_wildcard(text)),
    ),
    st.builds(
        matching, POINTS, st.lists(st.sampled_from("ABC"), min_size=2, max_size=12), st.just(("D", "E"))
    ),
    st.builds(ordering, POINTS, st.integers(3, 12)),
    st.builds(
        categorising, POINTS, st.lists(st.sampled_from("ABC"), min_size=2, max_size=12), st.just(("D",))
    ),
    st.builds(gap_fill, POINTS, st.lists(st.booleans(), min_size=1, max_size=12)),
)
TYPED = st.lists(
    st.one_of(st.text(max_size=210), st.sampled_from(["o0", "o1", "o5", "true", "false", "3", "3,5 km"]))
)


@given(QUESTIONS, TYPED)
def test_any_answer_can_be_marked_and_earns_between_nothing_and_everything(
    question: Question, values: list[str]
) -> None:
    try:
        answer = read_answer(question, values)
    except UnreadableAnswer:
        answer = tuple(values)
    earned = mark(question, answer)
    assert 0 <= earned.points <= earned.available == question.points


@given(QUESTIONS)
def test_the_right_answer_earns_every_point_and_no_answer_none(question: Question) -> None:
    assert mark(question, read_answer(question, list(question.right_answer))).is_right
    assert mark(question, ()).points == 0


@pytest.mark.parametrize(
    ("chosen", "points"),
    [((), 0), (("a",), 2), (("a", "b"), 4), (("a", "c"), 0), (("a", "b", "c"), 2), (("c", "d"), 0)],
)
def test_proportional_marking_takes_a_share_away_for_each_wrong_choice(
    chosen: tuple[str, ...], points: int
) -> None:
    options = tuple(Option(id=i, html=i, is_right=i in "ab") for i in "abcd")
    question = SeveralChoices(**COMMON, points=4, options=options, marking=Marking.PROPORTIONAL)
    assert mark(question, chosen).points == Fraction(points)


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        ((), 0),
        (("a",), 4),
        (("a", "b", "c"), 12),
        (("a", "d"), 0),
        (("a", "b", "d"), 2),
        (("a", "b", "c", "d"), 6),
        (("a", "b", "c", "d", "e"), 0),
        (("d", "e"), 0),
    ],
)
def test_negative_marking_gives_nothing_for_ticking_everything(chosen: tuple[str, ...], points: int) -> None:
    options = tuple(Option(id=i, html=i, is_right=i in "abc") for i in "abcde")
    question = SeveralChoices(**COMMON, points=12, options=options, marking=Marking.NEGATIVE)
    assert mark(question, chosen).points == points


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0.3463", "0.3463"),
        ("0,3463", "0.3463"),
        (" .5 ", "0.5"),
        ("−3", "-3"),
        ("٣٫٥", None),
        ("২৩", "23"),
        ("1.000,5", None),
        ("1e5", None),
        ("NaN", None),
        ("Infinity", None),
        ("1_000", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_a_typed_number_is_read_or_refused(typed: str, number: str | None) -> None:
    assert read_number(typed) == (None if number is None else Decimal(number))


def test_the_ends_of_a_tolerance_are_right() -> None:
    question = Number(**COMMON, points=1, value=Decimal("0.3463"), tolerance=Decimal("0.0001"), unit="km")
    assert [mark(question, (typed,)).is_right for typed in ("0.3462", "0,3464 km", "0.34641", "0.34619")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "typed", ["E-Decision-Making", " e-decision-making. ", "e-decision-making", "Ｅ-decision-making"]
)
def test_a_short_answer_is_compared_without_case_spaces_and_final_stop(typed: str) -> None:
    question = ShortAnswer(**COMMON, points=1, accepted=("e-decision-making",))
    assert mark(question, read_answer(question, [typed])).is_right


def test_an_unknown_option_cannot_be_chosen() -> None:
    with pytest.raises(UnreadableAnswer):
        read_answer(one_choice(1, 2, 0), ["o9"])
    with pytest.raises(UnreadableAnswer):
        read_answer(one_choice(1, 2, 0), ["o0", "o1"])
