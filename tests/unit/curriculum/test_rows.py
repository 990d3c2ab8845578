"""Questions of which each line is answered from a list: what they show and what an answer earns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions import Answer, Matching, Ordering, mark, read_answer
from studyvisit.curriculum.questions.base import UnreadableAnswer
from tests.unit.curriculum.shapes import POINTS, SEEDS, categorising, gap_fill, matching, ordering


def numbered(question: Ordering, places: Sequence[int | None]) -> Answer:
    """Return the answer that gives the items, in their right order, these places."""
    keys = [row.key for row in question.rows_in_order()]
    return tuple(f"{key}={place}" for key, place in zip(keys, places, strict=True) if place)


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


@given(st.lists(st.sampled_from("ABC"), min_size=2, max_size=12), SEEDS)
def test_categories_keep_their_order_and_lines_do_not(rights: list[str], seed: int) -> None:
    question = categorising(1, rights, ("D",))
    rows = question.rows(seed)
    assert sorted(row.right.text for row in rows) == sorted(rights)
    assert {tuple(choice.text for choice in row.choices) for row in rows} == {question.counterparts}
    assert mark(question, tuple(row.right.value for row in rows)).is_right


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_a_gap_earns_its_share(lists: list[bool], data: st.DataObject) -> None:
    question = gap_fill(60, lists)
    kept = data.draw(st.lists(st.booleans(), min_size=len(lists), max_size=len(lists)))
    answer = [value if keep else "" for value, keep in zip(question.right_answer, kept, strict=True)]
    assert mark(question, read_answer(question, answer)).points == Fraction(60 * sum(kept), len(lists))


def test_gaps_left_empty_are_no_answer() -> None:
    assert read_answer(gap_fill(1, [True, False]), ["", "  "]) == ()
    assert read_answer(gap_fill(1, [False, False]), ["right"]) == ("right", "")
