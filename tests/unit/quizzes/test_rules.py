"""What is drawn, what counts and what may be seen, for any quiz."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.content import QuizRules, Review, Scoring
from studyvisit.curriculum.questions import Option, Question, TrueFalse
from studyvisit.quizzes import rules

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RULES = QuizRules(
    pass_mark=70,
    attempts=3,
    scoring=Scoring.HIGHEST,
    draw=None,
    shuffle=True,
    time_limit=None,
    review=Review(),
)
seeds = st.integers(0, 2**31 - 1)
shares = st.fractions(0, 100, max_denominator=2520)


@st.composite
def pools(draw: st.DrawFn) -> list[Question]:
    """Return a pool of questions over one to five competencies."""
    sizes = draw(st.lists(st.integers(1, 8), min_size=1, max_size=5))
    return [
        TrueFalse(id=f"q{c}-{n}", name="", competency=f"c{c}", points=1, prompt="", is_true=True)
        for c, size in enumerate(sizes)
        for n in range(size)
    ]


@given(pools(), seeds, st.booleans(), st.data())
def test_as_many_questions_are_drawn_as_the_quiz_says_and_none_twice(
    pool: list[Question], seed: int, shuffle: bool, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(pool)))
    drawn = rules.draw(pool, count, seed, shuffle=shuffle)
    assert len(drawn) == len(set(drawn)) == count
    assert set(drawn) <= {question.id for question in pool}


@given(pools(), seeds, st.data())
def test_no_competency_gets_a_second_turn_before_every_other_had_one(
    pool: list[Question], seed: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(pool)))
    competency = {question.id: question.competency for question in pool}
    available = Counter(competency.values())
    drawn = Counter(competency[question_id] for question_id in rules.draw(pool, count, seed, shuffle=True))
    most = max(drawn.values())
    assert all(drawn[name] >= most - 1 or drawn[name] == available[name] for name in available)


@given(pools(), seeds, st.booleans())
def test_the_same_seed_draws_the_same_questions_in_the_same_order(
    pool: list[Question], seed: int, shuffle: bool
) -> None:
    assert rules.draw(pool, 3, seed, shuffle=shuffle) == rules.draw(pool, 3, seed, shuffle=shuffle)


@given(pools(), seeds)
def test_without_shuffling_questions_keep_the_order_of_the_pool(pool: list[Question], seed: int) -> None:
    order = [question.id for question in pool]
    drawn = rules.draw(pool, 4, seed, shuffle=False)
    assert list(drawn) == [question_id for question_id in order if question_id in drawn]


def test_every_question_of_a_pool_is_drawn_by_some_seed_about_equally_often() -> None:
    pool = [
        TrueFalse(id=f"q{n}", name="", competency="c", points=1, prompt="", is_true=True) for n in range(6)
    ]
    drawn = Counter(question for seed in range(3000) for question in rules.draw(pool, 2, seed, shuffle=True))
    assert all(850 < drawn[question.id] < 1150 for question in pool)


@given(st.integers(1, 8), seeds)
def test_options_are_all_shown_in_an_order_that_the_seed_decides(size: int, seed: int) -> None:
    options = [Option(id=f"o{n}", html="", is_right=False) for n in range(size)]
    shown = rules.options_in_order("q", options, seed, shuffle=True)
    assert sorted(option.id for option in shown) == [option.id for option in options]
    assert shown == rules.options_in_order("q", options, seed, shuffle=True)
    assert rules.options_in_order("q", options, seed, shuffle=False) == tuple(options)


@given(st.lists(shares, min_size=1, max_size=6))
def test_what_counts_is_what_the_scoring_method_says(percents: list[Fraction]) -> None:
    counting = {scoring: rules.counting_percent(scoring, percents) for scoring in Scoring}
    assert counting[Scoring.FIRST] == percents[0]
    assert counting[Scoring.LATEST] == percents[-1]
    average = counting[Scoring.AVERAGE]
    assert average is not None
    assert average * len(percents) == sum(percents)
    assert counting[Scoring.HIGHEST] in percents
    assert all(percent <= (counting[Scoring.HIGHEST] or 0) for percent in percents)


@pytest.mark.parametrize("scoring", Scoring)
def test_nothing_counts_before_the_first_attempt(scoring: Scoring) -> None:
    assert rules.counting_percent(scoring, []) is None
    assert not rules.is_passed(replace(RULES, scoring=scoring, pass_mark=0), [])


def test_the_pass_mark_is_met_exactly_and_not_by_rounding() -> None:
    assert rules.is_passed(RULES, [Fraction(70)])
    assert not rules.is_passed(RULES, [Fraction(70) - Fraction(1, 10**9)])
    assert rules.is_passed(replace(RULES, scoring=Scoring.AVERAGE), [Fraction(200, 3), Fraction(220, 3)])


@given(st.lists(st.fractions(0, 5, max_denominator=10), min_size=1, max_size=40))
def test_a_stored_sum_of_marks_comes_back_exact(marks: list[Fraction]) -> None:
    assert rules.exact(float(sum(marks, start=Fraction(0)))) == sum(marks)


def test_a_share_of_nothing_is_nothing() -> None:
    assert rules.percent_of(Fraction(0), 0) == 0


def test_attempts_run_out_and_unlimited_ones_do_not() -> None:
    assert [rules.attempts_left(RULES, taken) for taken in (0, 2, 3, 4)] == [3, 1, 0, 0]
    assert rules.attempts_left(replace(RULES, attempts=None), 99) is None


def test_an_answer_on_its_way_when_the_time_is_up_has_a_few_seconds() -> None:
    due = rules.due_at(replace(RULES, time_limit=1200), NOW)
    assert due == NOW + timedelta(minutes=20)
    assert not rules.is_time_up(due, due - timedelta(seconds=1))
    assert rules.is_time_up(due, due)
    for grace in (0, 5, 30):
        last = due + timedelta(seconds=grace)
        assert not rules.is_overdue(due, last, grace)
        assert rules.is_overdue(due, last + timedelta(milliseconds=1), grace)


def test_without_a_limit_time_is_never_up() -> None:
    assert rules.due_at(RULES, NOW) is None
    assert not rules.is_time_up(None, NOW)
    assert not rules.is_overdue(None, NOW)
