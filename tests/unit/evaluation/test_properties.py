"""What holds for all data: order does not matter, units carry through, and empty is not nought."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from studyvisit.evaluation.agreement import agreement
from studyvisit.evaluation.calibration import Verdict, calibration
from studyvisit.evaluation.figures import Figure, Reason
from studyvisit.evaluation.flags import FlagKind
from studyvisit.evaluation.gain import learning_gain
from studyvisit.evaluation.groups import compare
from studyvisit.evaluation.items import Analysis, Extra, analyse
from studyvisit.evaluation.marks import marks_of
from studyvisit.evaluation.options import Chosen
from studyvisit.evaluation.paired import hodges_lehmann

Numbers = NDArray[np.float64]
MAYBE = st.one_of(st.just(np.nan), st.integers(0, 20).map(lambda mark: mark / 20))
tables = st.tuples(st.integers(10, 18), st.integers(2, 5)).flatmap(
    lambda shape: arrays(float, shape, elements=MAYBE)
)
pairs = st.integers(2, 20).flatmap(
    lambda n: arrays(float, (2, n), elements=st.one_of(st.just(np.nan), st.integers(0, 100).map(float)))
)


def alike(one: Any, other: Any) -> bool:
    """Return whether two nests of figures agree but for the rounding of floats."""
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-7, abs=1e-7)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def analysis(earned: Numbers) -> Analysis:
    return analyse(marks_of(earned, np.ones(earned.shape[1])))


@settings(deadline=None, max_examples=30)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_no_figure(earned: Numbers, random: Any) -> None:
    order = list(range(len(earned)))
    random.shuffle(order)
    assert alike(asdict(analysis(earned)), asdict(analysis(earned[order])))


@settings(deadline=None, max_examples=50)
@given(tables)
def test_every_figure_is_where_it_can_be(earned: Numbers) -> None:
    found = analysis(earned)
    for item in found.items:
        assert item.asked == len(earned)
        assert item.answered + item.blank == item.asked
        assert item.facility.value is None or 0 <= item.facility.value <= 1
        assert item.discrimination.value is None or -100 <= item.discrimination.value <= 100
        assert item.efficiency.value is None or item.efficiency.value <= 100 + 1e-9
        assert item.answered >= 10 or (item.facility.reason is not None and item.flags == ())
        for figure in (item.facility, item.discrimination):
            if figure.value is not None and figure.low is not None and figure.high is not None:
                assert figure.low - 1e-12 <= figure.value <= figure.high + 1e-12
    weights = [item.effective_weight.value for item in found.items if item.effective_weight.value is not None]
    assert not weights or sum(weights) == pytest.approx(100)


@settings(deadline=None, max_examples=30)
@given(pairs, st.integers(-40, 40))
def test_a_gain_moves_with_what_is_measured_after(both: Numbers, shift: int) -> None:
    before, after = both
    found, moved = learning_gain(before, after), learning_gain(before, after + shift)
    assert found.people == moved.people
    assert (
        found.people.both + found.people.only_before + found.people.only_after + found.people.neither
        == len(before)
    )
    for name in ("difference", "median", "hodges_lehmann"):
        one, other = getattr(found, name), getattr(moved, name)
        assert (one.value is None) == (other.value is None)
        assert one.value is None or other.value == pytest.approx(one.value + shift)


@settings(deadline=None, max_examples=30)
@given(pairs)
def test_a_gain_read_backwards_is_the_loss(both: Numbers) -> None:
    forth, back = learning_gain(both[0], both[1]), learning_gain(both[1], both[0])
    assert forth.t.p == back.t.p
    assert forth.wilcoxon.w_plus == back.wilcoxon.w_minus
    assert forth.increased == back.decreased
    for name in ("difference", "hodges_lehmann", "d_z", "d_av"):
        one, other = getattr(forth, name), getattr(back, name)
        assert one.value is None or one.value == pytest.approx(-other.value)


def test_empty_is_not_nought_and_not_asked_is_neither() -> None:
    earned = np.array([[1, 1, 0], [0, 1, 1]] * 10, dtype=float)
    nought, empty = earned.copy(), earned.copy()
    nought[0, 0], empty[0, 0] = 0, np.nan
    asked = np.ones(earned.shape, dtype=bool)
    asked[0, 0] = False
    as_nought, as_empty = (analyse(marks_of(table, np.ones(3))) for table in (nought, empty))
    not_asked = analyse(marks_of(empty, np.ones(3), asked))
    assert (as_nought.items[0].facility.value, as_nought.items[0].facility.n) == (9 / 20, 20)
    assert (as_empty.items[0].facility.value, as_empty.items[0].facility.n) == (9 / 19, 19)
    assert (as_empty.items[0].blank, not_asked.items[0].blank) == (1, 0)
    # What is left blank earns nothing in the total, what was not asked is not in it.
    assert as_empty.quiz.mean == as_nought.quiz.mean
    assert not_asked.quiz.mean.value == pytest.approx((19 * 200 / 3 + 50) / 20)


def test_alpha_of_questions_asked_differently_estimates_that_of_all() -> None:
    rng = np.random.default_rng(1)
    ability = rng.normal(size=(4000, 1))
    full = (rng.random((4000, 12)) < 1 / (1 + np.exp(-1.5 * ability))).astype(float)
    drawn = np.argsort(rng.random(full.shape), axis=1) < 6
    some = analyse(marks_of(np.where(drawn, full, np.nan), np.ones(12), drawn)).quiz
    six = analyse(marks_of(full[:, :6], np.ones(6))).quiz
    assert six.alpha.value is not None
    assert some.alpha.value == pytest.approx(six.alpha.value, abs=0.03)
    assert some.alpha.low is None
    assert some.kr20.reason is Reason.ASKED_DIFFERENTLY


def test_a_wrong_option_that_the_strong_choose_is_named() -> None:
    ability = np.arange(20)
    earned = np.stack([ability < 12, ability > 5, ability > 10, ability > 14], axis=1).astype(float)
    options = (
        Chosen("right", is_right=True, by=ability < 12),
        Chosen("trap", is_right=False, by=ability >= 12),
    )
    [item, *_rest] = analyse(marks_of(earned, np.ones(4)), [Extra(options), Extra(), Extra(), Extra()]).items
    [flag] = item.flags
    assert (flag.kind, flag.option, flag.false_alarms) == (FlagKind.MISLEADING_OPTION, "trap", 0.05)
    right, trap = item.options
    assert (trap.upper.value, trap.lower.value) == (1, 0)
    assert trap.point_biserial.value == pytest.approx(-(right.point_biserial.value or 0))


def test_below_ten_there_are_too_few_and_no_flag() -> None:
    earned = np.array([[0.0, 1.0]] * 4 + [[1.0, 0.0]] * 5)
    [item, _other] = analysis(earned).items
    assert (item.facility, item.flags) == (Figure(None, 9, reason=Reason.TOO_FEW), ())
    assert compare(np.arange(9.0), np.array(["fr"] * 9)).groups[0].mean.reason is Reason.TOO_FEW


def test_many_differences_have_the_estimate_that_few_have() -> None:
    values = np.random.default_rng(2).normal(3, 8, 2001)
    one, other = np.triu_indices(len(values))
    assert hodges_lehmann(values).value == pytest.approx(float(np.median((values[one] + values[other]) / 2)))


def test_a_gain_in_two_orders_is_freed_of_the_harder_form() -> None:
    # Everyone gains 10; form B gives 6 more than form A, whenever it is given.
    know = np.linspace(20, 60, 12)
    first = np.array(["A", "B"] * 6)
    before, after = know + 6 * (first == "B"), know + 10 + 6 * (first == "A")
    found = learning_gain(before, after, first_form=first).forms
    assert (found.gain.value, found.difference.value) == pytest.approx((10, 6))
    one_way = learning_gain(before, after, first_form=np.array(["A"] * 12)).forms
    assert one_way.gain.reason is Reason.TOO_FEW


def test_the_shift_and_the_retrospective_gain_make_the_conventional_one() -> None:
    before, after = np.array([3.0, 4, 3, 5, 2]), np.array([4.0, 4, 5, 5, 4])
    then = np.array([2.0, 3, np.nan, 4, 2])
    shift = learning_gain(before, after, then=then).shift
    assert shift.conventional.n == 4
    assert shift.conventional.value == pytest.approx(
        (shift.retrospective.value or 0) + (shift.shift.value or 0)
    )
    assert learning_gain(before, after).shift.shift.reason is Reason.NOT_GIVEN


def test_a_class_that_began_at_the_top_has_no_normalised_gain() -> None:
    full = np.full(12, 100.0)
    assert learning_gain(full, full).normalised.reason is Reason.AT_THE_TOP


def test_being_sure_and_wrong_is_over_confidence() -> None:
    levels = np.array(["sure"] * 20 + ["guess"] * 20 + ["fairly"] * 9 + [""] * 5)
    right = np.array([True] * 8 + [False] * 12 + [True] * 20 + [True] * 14)
    guess, fairly, sure = calibration(levels, right)
    assert (sure.verdict, sure.right.value) == (Verdict.OVER, 0.4)
    assert guess.verdict is Verdict.UNDER
    assert (fairly.verdict, fairly.right.reason) == (Verdict.TOO_FEW, Reason.TOO_FEW)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30))
def test_agreement_is_the_same_whoever_is_called_first(given_marks: list[tuple[int, int]]) -> None:
    one, other = [pair[0] for pair in given_marks], [pair[1] for pair in given_marks]
    forth, back = agreement(one, other, range(4)), agreement(other, one, range(4))
    assert alike(asdict(forth), asdict(back))
    assert forth.kappa.value is None or -1 - 1e-9 <= forth.kappa.value <= 1 + 1e-9
    same = agreement(one, one, range(4)).kappa
    assert same.reason is not None if len(set(one)) < 2 else same.value == pytest.approx(1)
