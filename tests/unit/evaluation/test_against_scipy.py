"""Our arithmetic against SciPy's, on numbers drawn at random, and against Moodle's on its own test data."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from studyvisit.evaluation import groups, paired, reliability
from studyvisit.evaluation.intervals import correlation, mean, share
from studyvisit.evaluation.items import analyse
from studyvisit.evaluation.marks import marks_of
from studyvisit.evaluation.ranks import chance_of_lower
from tests.unit.evaluation import moodle

RNG = np.random.default_rng(1)
NORMAL = [RNG.normal(5, 12, n) for n in (4, 10, 20, 25, 26, 60)]
RATINGS = [RNG.integers(-2, 4, n).astype(float) for n in (10, 20, 60)]


@pytest.mark.parametrize("values", [*NORMAL, *RATINGS])
def test_means_and_their_test_are_scipys(values: np.typing.NDArray[np.float64]) -> None:
    theirs = stats.ttest_1samp(values, 0)
    interval = theirs.confidence_interval()
    ours, test = mean(values), paired.paired_t(values)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert (test.statistic, test.p) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9)


@pytest.mark.parametrize("values", [*NORMAL, *RATINGS])
def test_signed_ranks_are_scipys(values: np.typing.NDArray[np.float64]) -> None:
    changed = values[values != 0]
    is_exact = len(changed) <= 25 and len(np.unique(np.abs(changed))) == len(changed)
    theirs = stats.wilcoxon(changed, method="exact" if is_exact else "approx", correction=False)
    ours = paired.signed_ranks(values)
    assert ours.test.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert ours.w_plus is not None
    assert ours.w_minus is not None
    assert min(ours.w_plus, ours.w_minus) == theirs.statistic
    assert ours.unchanged == len(values) - len(changed)


@pytest.mark.parametrize("n", [10, 40])
def test_the_interval_of_an_effect_size_is_that_of_scipys_noncentral_t(n: int) -> None:
    values = np.random.default_rng(n).normal(4, 9, n)
    found, t = paired.cohen_d_z(values), paired.paired_t(values).statistic
    for bound, chance in ((found.low, 0.975), (found.high, 0.025)):
        assert bound is not None
        assert stats.nct.cdf(t, n - 1, bound * np.sqrt(n)) == pytest.approx(chance, abs=1e-5)


def test_shares_and_correlations_have_scipys_intervals() -> None:
    wilson = stats.binomtest(13, 20).proportion_ci(method="wilson")
    assert (share(13, 20).low, share(13, 20).high) == pytest.approx((wilson.low, wilson.high), rel=1e-9)
    one, other = np.random.default_rng(3).normal(size=(2, 20))
    theirs = stats.pearsonr(one, other)
    interval, ours = theirs.confidence_interval(), correlation(one, other)
    assert (ours.value, ours.low, ours.high) == pytest.approx(
        (theirs.statistic, interval.low, interval.high), rel=1e-9
    )


@pytest.mark.parametrize("changes", [(3, 9), (0, 4), (12, 12), (20, 41)])
def test_mcnemar_is_the_sign_test_of_scipy_or_its_chi_squared(changes: tuple[int, int]) -> None:
    gained, lost = changes
    before = np.repeat([False, True, True], [gained, lost, 7])
    after = np.repeat([True, False, True], [gained, lost, 7])
    ours = paired.mcnemar(before, after).test
    if gained + lost < 25:
        assert ours.p == pytest.approx(stats.binomtest(gained, gained + lost).pvalue)
    else:
        assert ours.p == pytest.approx(stats.chisquare([gained, lost]).pvalue)


@pytest.mark.parametrize("values", NORMAL)
def test_skewness_and_kurtosis_are_scipys_without_bias(values: np.typing.NDArray[np.float64]) -> None:
    assert reliability.skewness(values).value == pytest.approx(stats.skew(values, bias=False))
    assert reliability.kurtosis(values).value == pytest.approx(stats.kurtosis(values, bias=False))


def test_two_groups_differ_by_welchs_interval() -> None:
    rng = np.random.default_rng(4)
    one, other = rng.normal(60, 20, 15), rng.normal(50, 5, 31)
    interval = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    ours = groups.welch(one, other)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_rank_sum_without_ties_has_the_chance_that_scipy_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores, chosen = rng.normal(size=18), rng.random(18) < 0.4
    theirs = stats.mannwhitneyu(scores[chosen], scores[~chosen], alternative="less", method="exact")
    assert chance_of_lower(chosen, scores) == pytest.approx(theirs.pvalue)


def test_a_rank_sum_with_ties_has_the_chance_of_scipys_permutations() -> None:
    scores = np.array([1, 1, 2, 2, 2, 3, 4, 4, 5, 5], dtype=float)
    chosen = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0], dtype=bool)
    theirs = stats.permutation_test(
        (stats.rankdata(scores)[chosen], stats.rankdata(scores)[~chosen]),
        lambda one, other: one.sum(),
        alternative="less",
    )
    assert chance_of_lower(chosen, scores) == pytest.approx(theirs.pvalue)


def test_a_large_rank_sum_is_scipys_normal() -> None:
    rng = np.random.default_rng(7)
    scores, chosen = rng.integers(0, 9, 200).astype(float), rng.random(200) < 0.3
    theirs = stats.mannwhitneyu(scores[chosen], scores[~chosen], alternative="less", method="asymptotic")
    assert chance_of_lower(chosen, scores) == pytest.approx(theirs.pvalue, rel=1e-6)


def test_moodles_questions_have_moodles_statistics() -> None:
    items = analyse(marks_of(moodle.EARNED, moodle.MAXIMA)).items
    for name, expected, unit in (
        ("facility", moodle.FACILITY, 100),
        ("spread", moodle.SPREAD, 1000),
        ("effective_weight", moodle.EFFECTIVE_WEIGHT, 1),
        ("discrimination", moodle.DISCRIMINATION, 1),
        ("efficiency", moodle.EFFICIENCY, 1),
    ):
        assert_allclose([getattr(item, name).value * unit for item in items], expected, atol=1e-6)


def test_alpha_is_one_less_the_ratio_of_hoyts_analysis_of_variance() -> None:
    # Hoyt (1941), Psychometrika 6, 153–160: α = 1 − MS_residual/MS_people.
    n, k = moodle.EARNED.shape
    people, questions = moodle.EARNED.mean(axis=1), moodle.EARNED.mean(axis=0)
    residual = moodle.EARNED - people[:, None] - questions + moodle.EARNED.mean()
    ratio = (residual**2).sum() / ((n - 1) * (k - 1)) / (k * people.var(ddof=1))
    alpha = reliability.cronbach_alpha(marks_of(moodle.EARNED, moodle.MAXIMA))
    assert alpha.value == pytest.approx(1 - ratio)
    low, high = (1 - ratio * stats.f.ppf(chance, n - 1, (n - 1) * (k - 1)) for chance in (0.975, 0.025))
    assert (alpha.low, alpha.high) == pytest.approx((low, high))


def test_kuder_richardson_is_the_alpha_of_right_and_wrong() -> None:
    right = (np.random.default_rng(5).random((30, 8)) < np.linspace(0.3, 0.9, 30)[:, None]).astype(float)
    marks = marks_of(right, np.ones(8))
    alpha = reliability.cronbach_alpha(marks)
    p = right.mean(axis=0)
    by_hand = 8 / 7 * (1 - (p * (1 - p)).sum() / right.sum(axis=1).var())
    found = reliability.kuder_richardson(marks, alpha).value
    assert found == pytest.approx(by_hand)
    assert found == pytest.approx(alpha.value)
