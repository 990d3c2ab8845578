"""What a publication withholds keeps every withheld count unknown, and withholds no more than that takes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from studyvisit.evaluation.disclosure.attacker import attack
from studyvisit.evaluation.disclosure.rule import Rule
from studyvisit.evaluation.disclosure.suppression import suppress
from studyvisit.evaluation.disclosure.system import Standing, System
from tests.unit.evaluation import disclosing
from tests.unit.evaluation.disclosing import Cell, Cohort, cohorts, printed

few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@few
@given(cohorts(), st.integers(3, 6))
def test_an_attacker_with_a_linear_program_bounds_no_withheld_count_tighter_than_the_rule(
    cohort: Cohort, k: int
) -> None:
    outcome = suppress(printed(cohort), Rule(k))
    withheld: set[Cell] = {cell for cell in cohort.cells() if cell in outcome.withheld}
    shown = {cell: cohort.people(cell) for cell in cohort.cells() if cell not in withheld}
    assert not outcome.exposed
    assert not [cell for cell, people in shown.items() if 0 < people < k]
    for cell in withheld:
        low, high = disclosing.bounds(cohort, shown, withheld, cohort.reached(cell))
        assert low <= cohort.people(cell) <= high
        assert high - low >= k - 1, cell
    for part, whole in disclosing.complements(cohort):
        rest = cohort.reached(whole) & ~cohort.reached(part)
        if 0 < int(cohort.stopped[rest].sum()) < k:
            low, high = disclosing.bounds(cohort, shown, withheld, rest)
            assert high - low >= k - 1, (part, whole)


@few
@given(st.lists(st.integers(0, 6), min_size=6, max_size=6))
def test_counting_out_every_table_there_could_be_leaves_k_counts_possible(counts: list[int]) -> None:
    """No linear program here: of all tables of two rows and three columns, those that fit are looked at."""
    grid = np.array(counts).reshape(2, 3)
    system, k = a_table(*grid), 3
    withheld = suppress(system, Rule(k)).withheld
    tables = disclosing.every_table(6, 9)
    values = {(row, column): tables[:, 3 * row + column] for row in range(2) for column in range(3)}
    cells: dict[Hashable, NDArray[np.int64]] = {
        **dict(values.items()),
        **{(row, "all"): tables[:, 3 * row : 3 * row + 3].sum(axis=1) for row in range(2)},
        **{("all", column): values[0, column] + values[1, column] for column in range(3)},
    }
    fits = np.ones(len(tables), dtype=np.bool_)
    for key, count in system.counts.items():
        fits &= cells[key] >= 1 if key in withheld else cells[key] == count.people
    for key in withheld & values.keys():
        assert len(np.unique(cells[key][fits])) >= k


@few
@given(cohorts(most=30))
def test_what_is_withheld_does_not_depend_on_chance(cohort: Cohort) -> None:
    assert suppress(printed(cohort), Rule(5)) == suppress(printed(cohort), Rule(5))


@few
@given(cohorts())
def test_a_smallest_group_of_one_withholds_nothing(cohort: Cohort) -> None:
    assert not suppress(printed(cohort), Rule(1)).withheld


@few
@given(cohorts())
def test_tables_of_large_groups_are_shown_whole(cohort: Cohort) -> None:
    large = Cohort(np.where(cohort.stopped > 0, cohort.stopped + 5, 0))
    assert not suppress(printed(large), Rule(5)).withheld


def a_table(*rows: Sequence[int] | NDArray[np.int64]) -> System:
    """Return a table with the totals of its rows and columns."""
    grid, system = np.array(rows), System()
    height, width = grid.shape
    for row in range(height):
        for column in range(width):
            system.add((row, column), int(grid[row, column]))
    for row in range(height):
        system.add((row, "all"), int(grid[row].sum()), cost=5.0)
        system.total((row, "all"), [(row, column) for column in range(width)])
    for column in range(width):
        system.add(("all", column), int(grid[:, column].sum()), cost=5.0)
        system.total(("all", column), [(row, column) for row in range(height)])
    return system


def test_one_small_count_takes_three_more_with_it_and_never_a_total() -> None:
    outcome = suppress(a_table((2, 20, 30), (40, 50, 60), (70, 80, 90)), Rule(5))
    assert outcome.small == {(0, 0)}
    assert len(outcome.others) == 3
    assert not [key for key in outcome.others if "all" in str(key)]


def test_two_small_counts_in_a_rectangle_share_what_protects_them() -> None:
    outcome = suppress(a_table((2, 20, 30), (40, 3, 60), (70, 80, 90)), Rule(5))
    assert outcome.withheld == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_small_counts_that_add_up_to_a_small_count_are_not_protection_enough() -> None:
    """1 + 2 of a published 103 is 3: nobody knows which, but everybody knows that both are fewer than 5."""
    system = System()
    for key, people in (("a", 1), ("b", 2), ("c", 100), ("all", 103)):
        system.add(key, people)
    system.total("all", ["a", "b", "c"])
    outcome = suppress(system, Rule(5))
    assert outcome.small == {"a", "b"}
    assert len(outcome.others) == 1


def test_nineteen_of_twenty_is_withheld_and_twenty_of_twenty_is_shown() -> None:
    """Who is the one of the twenty that is missing can be known; that all twenty came says no more of one."""
    for certified, withheld in (
        (19, {"certified"}),
        (20, set()),
        (0, set()),
        (15, set()),
        (16, {"certified"}),
    ):
        system = System()
        system.add("enrolled", 20)
        system.add("certified", certified)
        system.part("certified", "enrolled")
        assert suppress(system, Rule(5)).withheld == withheld, certified


def test_none_of_three_is_withheld_with_the_three() -> None:
    system = System()
    for country, people in (("a", 3), ("b", 9), ("all", 12)):
        system.add(("enrolled", country), people)
        system.add(("certified", country), 0)
        system.part(("certified", country), ("enrolled", country))
    outcome = suppress(system, Rule(5))
    assert outcome.small == {("enrolled", "a"), ("certified", "a")}
    assert ("certified", "b") not in outcome.withheld


def test_a_small_loss_over_several_steps_is_not_told_by_the_ends() -> None:
    system = System()
    for step, people in enumerate((50, 50, 48)):
        system.add(step, people)
    system.part(1, 0)
    system.part(2, 1)
    assert suppress(system, Rule(5)).withheld == {2}


def test_what_was_published_before_is_no_protection_and_what_it_withheld_stays_unknown() -> None:
    """The first publication showed the total and withheld a and b. The second may not show b, then or now."""

    def tables(*, protect_the_first: bool) -> System:
        system = System()
        for key, people in (("a", 2), ("b", 11), ("c", 30), ("d", 31), ("all", 74)):
            system.add((key, "now"), people)
        system.total(("all", "now"), [(key, "now") for key in "abcd"])
        if protect_the_first:
            before = {"a": 2, "b": 11, "c": 30, "d": 31, "all": 74}
            for key, people in before.items():
                standing = Standing.WITHHELD if key in "ab" else Standing.PUBLIC
                system.add((key, "before"), people, standing=standing)
                system.within((key, "before"), (key, "now"))
            system.total(("all", "before"), [(key, "before") for key in "abcd"])
        return system

    assert suppress(tables(protect_the_first=True), Rule(5)).withheld == {("a", "now"), ("b", "now")}
    worse = attack(tables(protect_the_first=True), [("a", "now"), ("c", "now")])
    assert worse[("a", "now")].low == worse[("a", "now")].high == 2


def test_a_count_an_earlier_publication_gives_away_is_named() -> None:
    system = System()
    system.add("before", 4, standing=Standing.PUBLIC)
    system.add("now", 4)
    system.add("all now", 4)
    system.total("all now", ["now"])
    system.add("all before", 4, standing=Standing.PUBLIC)
    system.within("before", "now")
    assert suppress(system, Rule(5)).withheld == {"now", "all now"}
    system.add("ceiling", 4, standing=Standing.PUBLIC)
    system.part("now", "ceiling")
    assert suppress(system, Rule(5)).exposed == {"now", "all now"}


def test_the_attacker_finds_the_bounds_a_hand_finds() -> None:
    """Withheld are a corner and its opposite: 5 and 7 in one line, 5 and 3 in the other."""
    system = a_table((5, 7), (3, 9))
    interval = attack(system, [(0, 0), (0, 1), (1, 0), (1, 1)])[(0, 0)]
    assert (interval.low, interval.high) == (1, 7)
    alone = attack(system, [(0, 0)])[(0, 0)]
    assert alone.low == alone.high == 5


def test_tables_that_contradict_each_other_are_refused() -> None:
    system = System()
    system.add("a", 3)
    with pytest.raises(ValueError, match="3 in one table and 4 in another"):
        system.add("a", 4)
    system.add("all", 5)
    with pytest.raises(ValueError, match="not the sum"):
        system.total("all", ["a"])
    with pytest.raises(ValueError, match="more than"):
        system.part("all", "a")
