"""A 95 % interval holds the truth in 93 to 97 of 100 cohorts of twenty; a flag alarms no oftener than it says."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from studyvisit.evaluation import flags
from studyvisit.evaluation.gain import Scale, normalised_gain
from studyvisit.evaluation.groups import welch
from studyvisit.evaluation.intervals import (
    Bounds,
    alpha_bounds,
    correlation_bounds,
    mean_bounds,
    wilson_bounds,
)
from studyvisit.evaluation.options import Chosen
from studyvisit.evaluation.paired import cohen_d_z, hodges_lehmann

Numbers = NDArray[np.float64]
COHORTS, PEOPLE = 10_000, 20
ONE_BY_ONE = 2_000
"""For the statistics that are worked out a cohort at a time."""


def covered(bounds: Bounds, truth: Numbers | float) -> float:
    low, high = bounds
    return float(((low <= truth) & (truth <= high)).mean())


def holds(share: float) -> bool:
    return 0.93 <= share <= 0.97


def answers(cohorts: int, people: int, questions: int, seed: int) -> Numbers:
    """Return right and wrong answers by the Rasch model, people's abilities being normal."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(cohorts, people, 1))
    chance = 1 / (1 + np.exp(np.linspace(-1, 1, questions) - ability))
    return (rng.random((cohorts, people, questions)) < chance).astype(float)


def correlations(one: Numbers, other: Numbers) -> Numbers:
    one, other = one - one.mean(axis=1, keepdims=True), other - other.mean(axis=1, keepdims=True)
    products = (one**2).sum(axis=1) * (other**2).sum(axis=1)
    return np.asarray((one * other).sum(axis=1)[products > 0] / np.sqrt(products[products > 0]))


def alphas(marks: Numbers) -> Numbers:
    k = marks.shape[2]
    parts = marks.var(axis=1, ddof=1).sum(axis=1) / marks.sum(axis=2).var(axis=1, ddof=1)
    return np.asarray(k / (k - 1) * (1 - parts))


def test_the_interval_of_a_mean_gain_covers() -> None:
    gains = np.random.default_rng(1).normal(5, 12, (COHORTS, PEOPLE))
    assert holds(covered(mean_bounds(gains.mean(axis=1), gains.std(axis=1, ddof=1), PEOPLE), 5))


def test_the_interval_of_a_mean_gain_covers_for_ratings_of_one_to_five() -> None:
    rng = np.random.default_rng(2)
    before = rng.integers(1, 5, (COHORTS * 50, PEOPLE))
    gains = np.minimum(before + rng.integers(-1, 3, before.shape), 5) - before
    truth, cohorts = float(gains.mean()), gains[:COHORTS]
    assert holds(covered(mean_bounds(cohorts.mean(axis=1), cohorts.std(axis=1, ddof=1), PEOPLE), truth))


def test_wilsons_interval_covers_on_average_over_all_shares() -> None:
    rng = np.random.default_rng(3)
    truth = rng.uniform(0.05, 0.95, COHORTS)
    assert holds(covered(wilson_bounds(rng.binomial(PEOPLE, truth), PEOPLE), truth))


def test_feldts_interval_of_alpha_covers_for_parallel_questions() -> None:
    rng = np.random.default_rng(4)
    marks = 0.7 * rng.normal(size=(COHORTS, PEOPLE, 1)) + rng.normal(size=(COHORTS, PEOPLE, 8))
    assert holds(covered(alpha_bounds(alphas(marks), PEOPLE, 8), 0.49 / (0.49 + 1 / 8)))


def test_feldts_interval_of_alpha_covers_for_right_and_wrong() -> None:
    truth = float(alphas(answers(1, 400_000, 8, seed=5))[0])
    assert holds(covered(alpha_bounds(alphas(answers(COHORTS, PEOPLE, 8, seed=6)), PEOPLE, 8), truth))


def test_fishers_interval_covers_for_normal_numbers() -> None:
    one, noise = np.random.default_rng(7).normal(size=(2, COHORTS, PEOPLE))
    found = correlations(one, 0.4 * one + np.sqrt(1 - 0.4**2) * noise)
    assert holds(covered(correlation_bounds(found, PEOPLE), 0.4))


@pytest.mark.parametrize("question", [0, 4, 7])
def test_fishers_interval_covers_for_the_discrimination_of_right_and_wrong(question: int) -> None:
    def found(marks: Numbers) -> Numbers:
        return correlations(marks[:, :, question], marks.sum(axis=2) - marks[:, :, question])

    truth = float(found(answers(1, 400_000, 8, seed=8))[0])
    cohorts = found(answers(COHORTS, PEOPLE, 8, seed=9))
    assert holds(covered(correlation_bounds(cohorts, PEOPLE), truth))


def test_the_intervals_worked_out_a_cohort_at_a_time_cover() -> None:
    rng = np.random.default_rng(10)
    before = rng.normal(50, 12, (ONE_BY_ONE, PEOPLE))
    gains = rng.normal(10, 9, before.shape)
    others = rng.normal(10, 3, (ONE_BY_ONE, 12))
    hits = {"effect size": 0, "Hodges–Lehmann": 0, "Hake": 0, "Welch": 0}
    for first, rise, other in zip(before, gains, others, strict=True):
        for name, found, truth in (
            ("effect size", cohen_d_z(rise), 10 / 9),
            ("Hodges–Lehmann", hodges_lehmann(rise), 10),
            ("Hake", normalised_gain(first, first + rise, Scale()), 10 / 50),
            ("Welch", welch(rise, other), 0),
        ):
            assert found.low is not None
            assert found.high is not None
            hits[name] += found.low <= truth <= found.high
    assert all(holds(count / ONE_BY_ONE) for count in hits.values()), hits


def alarms(people: int, cohorts: int, seed: int, *, slope: float) -> float:
    """Return how often a question is flagged that the strong get right oftener by `slope`; 0 is not at all."""
    rng = np.random.default_rng(seed)
    there, count = np.ones(people, dtype=bool), 0
    for _ in range(cohorts):
        ability = rng.normal(size=people)
        rest = rng.binomial(7, 1 / (1 + np.exp(-ability))) / 7
        right = rng.random(people) < 1 / (1 + np.exp(-slope * ability))
        chosen = np.where(right, 0, rng.choice([1, 2, 3], people, p=[0.6, 0.3, 0.1]))
        options = [Chosen(str(option), option == 0, chosen == option) for option in range(4)]
        count += flags.misleading(right, rest, options, there) is not None
    return count / cohorts


def test_the_misleading_flag_alarms_at_most_as_often_as_it_says() -> None:
    # The worst case: answers that have nothing to do with the rest. The flag says 5 %; 3 % is what ties leave.
    assert 0 < alarms(PEOPLE, 2_000, 11, slope=0) <= flags.LEVEL


def test_the_misleading_flag_hardly_alarms_at_a_good_question_and_finds_a_bad_one() -> None:
    assert alarms(PEOPLE, 300, 12, slope=1) <= 0.01
    assert alarms(PEOPLE, 200, 13, slope=-1.5) > 0.3
    assert alarms(100, 100, 14, slope=-1.5) > 0.95


def test_the_flags_of_counts_alarm_at_most_as_often_as_they_say() -> None:
    rng = np.random.default_rng(15)
    guessed = [
        flags.below_guessing(int(right), PEOPLE, 0.25) for right in rng.binomial(PEOPLE, 0.25, COHORTS)
    ]
    easy = [flags.too_easy(int(right), 80) for right in rng.binomial(80, flags.EASY, COHORTS)]
    for found in (guessed, easy):
        assert 0 < sum(flag is not None for flag in found) / COHORTS <= flags.LEVEL
