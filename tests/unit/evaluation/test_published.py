"""Examples that others published, with their figures, come out the same."""

from __future__ import annotations

import numpy as np
import pytest

from studyvisit.evaluation import paired
from studyvisit.evaluation.agreement import Weights, agreement, kappa
from studyvisit.evaluation.gain import Scale, normalised_gain
from studyvisit.evaluation.intervals import mean, share, share_difference

# How much taller crossed maize grew than self-fertilised, in eighths of an inch: Darwin (1876), taken up by
# Fisher (1935), The Design of Experiments, §§ 16–17.
DARWIN = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=float)
# Hours of sleep gained: Student (1908), Biometrika 6, p. 20.
SLEEP = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
# Depression scores at two visits: Hollander and Wolfe (1973), Nonparametric Statistical Methods, p. 29.
FIRST_VISIT = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
SECOND_VISIT = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])


def test_the_paired_t_is_fishers_of_darwins_maize() -> None:
    test = paired.paired_t(DARWIN)
    assert test.statistic == pytest.approx(2.148, abs=5e-4)
    assert test.p == pytest.approx(0.0497, abs=5e-5)
    assert test.df == 14
    assert mean(DARWIN).value == pytest.approx(20.933, abs=5e-4)


def test_the_t_interval_is_the_known_one_of_students_sleep() -> None:
    # The t.test example of R prints these.
    whole = mean(SLEEP)
    assert (whole.value, whole.low, whole.high) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=5e-8)
    test = paired.paired_t(SLEEP)
    assert (test.statistic, test.p) == pytest.approx((4.0621, 0.002833), abs=5e-5)


def test_the_signed_ranks_are_hollander_and_wolfes() -> None:
    # The wilcox.test example of R: V = 40 one way round, p = 0.01953 one-sided; estimate −0.46, with its interval.
    ranks = paired.signed_ranks(SECOND_VISIT - FIRST_VISIT)
    assert (ranks.w_plus, ranks.w_minus) == (5, 40)
    assert ranks.test.p == pytest.approx(2 * 0.01953125)
    assert ranks.test.method == "exact"
    estimate = paired.hodges_lehmann(SECOND_VISIT - FIRST_VISIT)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((-0.46, -0.786, -0.010), abs=5e-4)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_share_has_newcombes_interval(successes: int, n: int, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.
    found = share(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_difference_of_two_shares_has_newcombes_interval(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
    found = share_difference(*one, *other)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.n == one[1] + other[1]


def test_mcnemar_is_agrestis_of_a_prime_ministers_approval() -> None:
    # Agresti (2002), Categorical Data Analysis, 2nd ed., § 10.1: 1,600 people asked twice, z² = 17.36.
    counts = [794, 150, 86, 570]
    before = np.repeat([True, True, False, False], counts)
    after = np.repeat([True, False, True, False], counts)
    changed = paired.mcnemar(before, after)
    assert changed.test.statistic == pytest.approx(17.36, abs=5e-3)
    assert (changed.lost, changed.gained) == (150, 86)


def test_kappa_has_the_errors_of_fleiss_cohen_and_everitt() -> None:
    # Husbands and wives of Agresti (1990), p. 43: R's vcd prints these for its SexualFun.
    counts = np.array([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]], dtype=float)
    for weights, value, error in ((Weights.NONE, 0.1293, 0.06860), (Weights.LINEAR, 0.2374, 0.07832)):
        found = kappa(counts, weights)
        assert found.value == pytest.approx(value, abs=5e-5)
        assert found.high is not None
        assert found.value is not None
        assert (found.high - found.value) / 1.959964 == pytest.approx(error, abs=5e-6)


def test_kappa_is_cohens_of_two_hundred_diagnoses() -> None:
    # Cohen (1968), Psychological Bulletin 70, table 1: κ = .492.
    counts = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    pairs = [(a, b) for a in range(3) for b in range(3) for _ in range(counts[a][b])]
    found = agreement([a for a, _b in pairs], [b for _a, b in pairs], [0, 1, 2])
    assert found.kappa.value == pytest.approx(0.492, abs=5e-4)
    assert (found.n, found.alike.value) == (200, 0.7)


def test_the_normalised_gain_is_the_share_of_what_was_still_to_gain() -> None:
    # Hake's definition (1998): a class that goes from 45 to 67 per cent gained 22 of 55.
    before, after = np.array([40.0, 50.0, 45.0]), np.array([60.0, 75.0, 66.0])
    assert normalised_gain(before, after, Scale()).value == pytest.approx(22 / 55)
