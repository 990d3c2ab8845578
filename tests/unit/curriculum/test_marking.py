"""Questions: how an answer is read and what it earns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions import (
    Answer,
    Matching,
    Number,
    OneChoice,
    Option,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
    mark,
    read_answer,
)
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.curriculum.questions.matching import Pair
from studyvisit.curriculum.questions.number import read_number
from studyvisit.curriculum.questions.ordering import Item
from studyvisit.curriculum.questions.several_choices import Marking
from studyvisit.curriculum.questions.short_answer import fold, has_wildcard, is_accepted

OPTIONS = st.lists(st.booleans(), min_size=2, max_size=6).map(
    lambda right: tuple(Option(id=f"o{n}", html="x", is_right=is_right) for n, is_right in enumerate(right))
)


class Common(TypedDict):
    """What every question of these tests has."""

    id: str
    name: str
    competency: str
    prompt: str


COMMON: Common = {"id": "q", "name": "n", "competency": "c", "prompt": "p"}
POINTS = st.integers(1, 100)
DECIMALS = st.decimals(-10_000, 10_000, places=4)


def one_choice(points: int, count: int, right: int) -> OneChoice:
    options = tuple(Option(id=f"o{n}", html="x", is_right=n == right % count) for n in range(count))
    return OneChoice(**COMMON, points=points, options=options)


def matching(points: int, rights: list[str], distractors: tuple[str, ...] = ()) -> Matching:
    pairs = tuple(Pair(id=f"o{n}", html="x", counterpart=right) for n, right in enumerate(rights))
    return Matching(**COMMON, points=points, pairs=pairs, distractors=distractors)


def ordering(points: int, count: int) -> Ordering:
    return Ordering(**COMMON, points=points, items=tuple(Item(id=f"o{n}", html="x") for n in range(count)))


def numbered(question: Ordering, places: Sequence[int | None]) -> Answer:
    """Return the answer that gives the items, in their right order, these places."""
    keys = [row.key for row in question.rows_in_order()]
    return tuple(f"{key}={place}" for key, place in zip(keys, places, strict=True) if place)


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
)
SEEDS = st.integers(0, 2**31 - 1)
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


@pytest.mark.parametrize(
    ("form", "typed", "is_right"),
    [
        ("\u0995\u09cb", "\u0995\u09c7\u09be", True),  # Bangla: one vowel sign, or its two halves
        ("\u09a1\u09bc\u09be\u0995", "\u09dc\u09be\u0995\u0964", True),  # a letter, composed or not; a danda
        ("\u0995\u09be", "\u0995\u09bf", False),  # another vowel sign is another word
        (
            "\u12a2\u1275\u12ee\u1335\u12eb \u1260\u120b\u12ed",
            "\u12a2\u1275\u12ee\u1335\u12eb\u1361\u1260\u120b\u12ed\u1362",
            True,
        ),  # Amharic
        ("\u12a2\u1275", "\u12a1\u1275", False),
        (
            "\u0e99\u0eb3\u0ea5\u0eb2\u0ea7",
            "\u0e99\u0ecd\u0eb2\u200b\u0ea5\u0eb2\u0ea7",
            True,
        ),  # Lao: sara am, a space of no width
        ("\u0ea5\u0eb2\u0ea7", "\u0ea5\u0eb2\u0ea5", False),
        ("Stra\u00dfe", "STRASSE", True),
    ],
)
def test_words_match_however_their_script_was_typed(form: str, typed: str, is_right: bool) -> None:
    question = ShortAnswer(**COMMON, points=1, accepted=(form,))
    assert mark(question, read_answer(question, [typed])).is_right is is_right


@pytest.mark.parametrize(
    ("form", "typed", "is_right"),
    [
        ("once*only", "Once Only", True),
        ("once*only", "once and once only.", True),
        ("once*only", "only once", False),
        ("once*only", "oncely", False),
        ("*once*only*", "the once-only rule", True),
        ("a*a", "a", False),
        ("a*b*a", "aba", True),
        ("a*b*a", "aab", False),
        ("5 \\* 3", "5 * 3", True),
        ("5 \\* 3", "5 x 3", False),
    ],
)
def test_a_star_stands_for_any_characters(form: str, typed: str, is_right: bool) -> None:
    assert is_accepted(typed, [form]) is is_right


@given(
    st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=4), st.text(alphabet="ab", max_size=12)
)
def test_stars_fit_as_a_regular_expression_would(pieces: list[str], typed: str) -> None:
    pattern = ".*".join(map(re.escape, pieces))
    expected = bool(typed) and re.fullmatch(pattern, typed) is not None
    assert is_accepted(typed, ["*".join(pieces)]) is expected


def test_an_unknown_option_cannot_be_chosen() -> None:
    with pytest.raises(UnreadableAnswer):
        read_answer(one_choice(1, 2, 0), ["o9"])
    with pytest.raises(UnreadableAnswer):
        read_answer(one_choice(1, 2, 0), ["o0", "o1"])


@given(st.builds(matching, POINTS, st.lists(st.sampled_from("ABC"), min_size=2, max_size=12)), st.data())
def test_a_match_earns_its_share_for_each_line(question: Matching, data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(question.right_answer)))
    assert mark(question, tuple(kept)).points == Fraction(question.points * len(kept), len(question.pairs))


@given(st.lists(st.sampled_from("ABC"), min_size=2, max_size=12), SEEDS)
def test_every_line_offers_every_counterpart_once(rights: list[str], seed: int) -> None:
    question = matching(1, rights, ("D",))
    for row, right in zip(question.rows(seed), rights, strict=True):
        assert sorted(choice.text for choice in row.choices) == sorted({*rights, "D"})
        assert row.right.text == right
        assert read_answer(question, [choice.value for choice in row.choices][:1]) != ()


@pytest.mark.parametrize(
    ("places", "points"),
    [
        ((1, 2, 3, 4), 6),
        ((2, 1, 3, 4), 4),
        ((1, 2, 4, 3), 4),
        ((2, 3, 4, 1), 0),
        ((3, 2, 1, 4), 0),
        ((2, 1, 4, 3), 2),
        ((4, 3, 2, 1), 0),
        ((1, 2, None, None), 1),
        ((1, None, 2, 4), 3),
        ((None, None, None, 1), 0),
    ],
)
def test_an_order_earns_a_share_for_each_pair_and_loses_one_for_each_pair_the_wrong_way_round(
    places: tuple[int | None, ...], points: int
) -> None:
    question = ordering(6, 4)
    answer = read_answer(question, list(numbered(question, places)))
    assert mark(question, answer).points == points


@given(st.integers(3, 12), st.data())
def test_exchanging_two_neighbours_into_their_right_order_never_costs_points(
    count: int, data: st.DataObject
) -> None:
    question = ordering(100, count)
    order = data.draw(st.permutations(range(1, count + 1)))
    at = data.draw(st.integers(0, count - 2))
    if order[at] > order[at + 1]:
        better = [*order[:at], order[at + 1], order[at], *order[at + 2 :]]
        assert (
            mark(question, numbered(question, better)).points
            >= mark(question, numbered(question, order)).points
        )


@pytest.mark.parametrize("count", [3, 4, 5])
def test_only_the_right_order_earns_everything_and_guessing_earns_little(count: int) -> None:
    question = ordering(1, count)
    earned = [mark(question, numbered(question, order)).points for order in permutations(range(1, count + 1))]
    assert earned.count(Fraction(1)) == 1
    assert sum(earned) / len(earned) < Fraction(1, 3)


@given(st.integers(3, 12), SEEDS)
def test_items_are_never_shown_in_their_right_order(count: int, seed: int) -> None:
    question = ordering(1, count)
    shown = question.rows(seed)
    assert {row.key for row in shown} == {row.key for row in question.rows_in_order()}
    assert [row.right.text for row in shown] != [str(place) for place in range(1, count + 1)]
    assert shown == question.rows(seed)


def test_two_items_cannot_have_the_same_place() -> None:
    question = ordering(1, 3)
    with pytest.raises(UnreadableAnswer, match="same-place"):
        read_answer(question, list(numbered(question, (1, 1, 2))))
    assert read_answer(question, list(numbered(question, (1, None, 2)))) == numbered(question, (1, None, 2))
