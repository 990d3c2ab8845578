"""Figures from counts are those of the people counted, one row each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyvisit.evaluation import gain
from studyvisit.evaluation.figures import Figure, Reason
from studyvisit.evaluation.intervals import Vector
from studyvisit.evaluation.matched import Counts, Form, Sums, matched_forms, matched_gain, matched_rises

Scores = list[tuple[int, int]]
PERCENT = st.integers(0, 700)
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


def added_up(values: Vector, counts: Counts) -> Sums:
    """Return thirds added up, each value a group of its own."""
    thirds = np.rint(3 * values).astype(np.int64)
    return Sums(counts, thirds * counts, thirds**2 * counts, np.full(len(values), 3))


@settings(max_examples=60)
@given(TRIPLES)
def test_counts_give_what_the_people_give(people: Counted) -> None:
    before, after, then = (np.array([one[place] / 3 for one, _n in people]) for place in range(3))
    counts = np.array([n for _one, n in people])
    rows = [np.repeat(column, counts) for column in (before, after, then)]
    found = matched_gain(before, after, counts)
    shift = {
        "conventional": added_up(after - before, counts).mean(),
        "retrospective": added_up(after - then, counts).mean(),
        "shift": added_up(then - before, counts).mean(),
    }
    risen = matched_rises(after - before, added_up(before, counts), added_up(after, counts))
    truth = gain.learning_gain(rows[0], rows[1], then=rows[2], scale=gain.Scale(1 / 3, 5 / 3))
    assert found.n == truth.people.both
    for name in ("before", "after", "difference", "difference_spread", "median", "d_av", "increased"):
        assert same(getattr(found, name), getattr(truth, name)), name
        assert same(getattr(risen, name), getattr(truth, name)), name
    if found.d_z.value is not None:
        assert found.d_z.value == pytest.approx(truth.d_z.value, abs=1e-9)
    assert same(found.wilcoxon.rank_biserial, truth.wilcoxon.rank_biserial)
    assert found.wilcoxon.test.p == pytest.approx(truth.wilcoxon.test.p, abs=1e-9)
    for name, figure in shift.items():
        assert same(figure, getattr(truth.shift, name)), name


def test_nobody_has_no_gain_and_says_so() -> None:
    nobody = np.array([], dtype=float)
    found = matched_gain(nobody, nobody, np.array([], dtype=np.int64))
    assert found.difference.reason is Reason.NOBODY
    assert found.d_av.reason is Reason.TOO_FEW
    none = np.array([], dtype=np.int64)
    assert Sums(none, none, none, none).mean().reason is Reason.NOBODY


def test_a_million_people_take_no_longer_than_their_different_ratings() -> None:
    before, after = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 3.0])
    found = matched_gain(before, after, np.array([500_000, 300_000, 200_000]))
    assert found.n == 1_000_000
    assert found.difference.value == pytest.approx(1.1)
    assert found.increased.value == pytest.approx(0.8)


@settings(max_examples=60)
@given(*(st.lists(st.tuples(PERCENT, PERCENT), min_size=2, max_size=9),) * 2)
def test_two_forms_are_evened_out_from_sums(a_first: Scores, b_first: Scores) -> None:
    before, after = np.array([*a_first, *b_first], dtype=float).T / 7
    forms = np.array(["A"] * len(a_first) + ["B"] * len(b_first))
    truth = gain.crossover(before, after, forms)
    rise = after - before
    found = matched_forms(
        *(
            Form(int(its.sum()), *(float(of[its].sum()) for of in (before, after, rise, rise**2)))
            for its in (forms == "A", forms == "B")
        )
    )
    for name in ("gain", "difference"):
        assert same(getattr(found, name), getattr(truth, name)), name
    assert found.form_a.value == pytest.approx(truth.form_a.value, abs=1e-9)
    assert found.form_b.value == pytest.approx(truth.form_b.value, abs=1e-9)


def test_forms_given_to_one_person_each_have_no_corrected_gain() -> None:
    one = Form(people=1, before=50.0, after=70.0, rise=20.0, squares=400.0)
    assert matched_forms(one, one).gain.reason is Reason.TOO_FEW
