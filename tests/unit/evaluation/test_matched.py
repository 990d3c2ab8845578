"""Figures from counts are those of the people counted, one row each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyvisit.evaluation import gain
from studyvisit.evaluation.figures import Figure, Reason
from studyvisit.evaluation.matched import matched_forms, matched_gain, matched_shift

Counted = list[tuple[tuple[int, int, int], int]]
TRIPLES = st.lists(
    st.tuples(st.tuples(*(st.integers(1, 5),) * 3), st.integers(1, 12)),
    min_size=1,
    max_size=12,
    unique_by=lambda pair: pair[0],
)


def same(one: Figure, other: Figure) -> bool:
    if one.value is None or other.value is None:
        return one.value is other.value and one.reason == other.reason
    return (one.value, one.low or 0.0, one.high or 0.0, one.n) == pytest.approx(
        (other.value, other.low or 0.0, other.high or 0.0, other.n), abs=1e-9
    )


@settings(max_examples=60)
@given(TRIPLES)
def test_counts_give_what_the_people_give(people: Counted) -> None:
    before, after, then = (np.array([one[place] / 3 for one, _n in people]) for place in range(3))
    counts = np.array([n for _one, n in people])
    rows = [np.repeat(column, counts) for column in (before, after, then)]
    found, shift = matched_gain(before, after, counts), matched_shift(before, after, then, counts)
    truth = gain.learning_gain(rows[0], rows[1], then=rows[2], scale=gain.Scale(1 / 3, 5 / 3))
    assert found.n == truth.people.both
    for name in ("before", "after", "difference", "difference_spread", "median", "d_av", "increased"):
        assert same(getattr(found, name), getattr(truth, name)), name
    if found.d_z.value is not None:
        assert found.d_z.value == pytest.approx(truth.d_z.value, abs=1e-9)
    assert same(found.wilcoxon.rank_biserial, truth.wilcoxon.rank_biserial)
    assert found.wilcoxon.test.p == pytest.approx(truth.wilcoxon.test.p, abs=1e-9)
    for name in ("conventional", "retrospective", "shift"):
        assert same(getattr(shift, name), getattr(truth.shift, name)), name


def test_nobody_has_no_gain_and_says_so() -> None:
    nobody = np.array([], dtype=float)
    found = matched_gain(nobody, nobody, np.array([], dtype=np.int64))
    assert found.difference.reason is Reason.NOBODY
    assert found.d_av.reason is Reason.TOO_FEW
    assert (
        matched_shift(nobody, nobody, nobody, np.array([], dtype=np.int64)).shift.reason is Reason.NOT_GIVEN
    )


def test_a_million_people_take_no_longer_than_their_different_ratings() -> None:
    before, after = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 3.0])
    found = matched_gain(before, after, np.array([500_000, 300_000, 200_000]))
    assert found.n == 1_000_000
    assert found.difference.value == pytest.approx(1.1)
    assert found.increased.value == pytest.approx(0.8)


def test_two_forms_are_evened_out_from_counts() -> None:
    before, after = np.array([50.0, 60.0, 40.0, 55.0]), np.array([70.0, 90.0, 80.0, 65.0])
    forms, counts = np.array(["A", "A", "B", "B"]), np.array([3, 2, 4, 1])
    truth = gain.crossover(np.repeat(before, counts), np.repeat(after, counts), np.repeat(forms, counts))
    assert matched_forms(before, after, forms, counts) == truth
