"""Right options that give themselves away."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.quality.bias import at_least, favoured_place, key_places, longest_keys
from studyvisit.curriculum.questions import OneChoice, Option


def question(lengths: list[int], key: int) -> OneChoice:
    """Return a question whose options have these lengths, the one at `key` being right."""
    options = tuple(
        Option(id=f"o{place}", html=f"<em>{'x' * length}</em>", is_right=place == key)
        for place, length in enumerate(lengths)
    )
    return OneChoice(id="q", name="q", competency="c", points=1, prompt="?", options=options)


def binomial_tail(hits: int, number: int, chance: float) -> float:
    """Return the tail by the textbook's formula."""
    return sum(comb(number, k) * chance**k * (1 - chance) ** (number - k) for k in range(hits, number + 1))


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([1 / 6, 0.2, 0.25, 1 / 3, 0.5]))
def test_equal_chances_give_the_binomial_tail(hits: int, number: int, chance: float) -> None:
    assert at_least(hits, [chance] * number) == pytest.approx(binomial_tail(hits, number, chance), abs=1e-9)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_the_tail_falls_from_certainty_to_nothing(chances: list[float]) -> None:
    tails = [at_least(hits, chances) for hits in range(len(chances) + 2)]
    assert tails[0] == pytest.approx(1)
    assert tails[-1] == 0
    assert tails == sorted(tails, reverse=True)
    assert sum(tails[1:]) == pytest.approx(sum(chances)), "the tails add up to the mean"


def test_a_key_that_is_always_the_longest_is_beyond_chance() -> None:
    longest = longest_keys([question([5, 9, 5, 5], 1)] * 6)
    assert (longest.hits, longest.questions, longest.expected) == (6, 6, 1.5)
    assert longest.chance == pytest.approx(0.25**6)
    assert longest.is_biased


def test_a_key_that_is_the_longest_one_time_in_four_is_within_chance() -> None:
    assert not longest_keys([question([5, 9, 6, 7], key) for key in range(4)]).is_biased


def test_options_of_one_length_give_nothing_away() -> None:
    longest = longest_keys([question([7, 7, 7], 0)] * 9)
    assert (longest.hits, longest.expected, longest.is_biased) == (0, 0, False)


def test_a_quiz_without_one_choice_questions_is_not_biased() -> None:
    assert not longest_keys([]).is_biased
    assert favoured_place([]) is None


def test_keys_in_one_place_are_beyond_chance() -> None:
    favoured = favoured_place([question([5, 6, 7, 8], 2)] * 6)
    assert favoured is not None
    assert favoured[:2] == (2, 6)
    assert favoured[2] == pytest.approx(4 * 0.25**6)


@given(st.permutations([0, 1, 2, 3] * 3))
def test_keys_in_all_places_alike_are_within_chance(keys: list[int]) -> None:
    questions = [question([5, 6, 7, 8], key) for key in keys]
    assert favoured_place(questions) is None
    assert key_places(questions) == {0: 3, 1: 3, 2: 3, 3: 3}
