"""What counts as read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.lessons import rules
from tests.unit.content_factories import module

FIVE = module(lessons=("a", "b", "c", "d", "e"))


@given(st.sets(st.sampled_from(["a", "b", "c", "d", "e", "gone"])))
def test_lessons_that_are_no_longer_in_the_module_do_not_count(read: set[str]) -> None:
    assert rules.count_read(FIVE, read) == len(read - {"gone"})
    assert rules.is_read_through(FIVE, read) == (read >= {"a", "b", "c", "d", "e"})


def test_neighbours_end_where_the_module_ends() -> None:
    first, second, *_rest, last = FIVE.lessons
    assert rules.neighbours(FIVE, first) == (None, second)
    assert rules.neighbours(FIVE, last)[1] is None
