"""Who marks what next, and what several people's marks come to."""

from __future__ import annotations

from fractions import Fraction
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.marking import PersonMarking
from studyvisit.marking.rules import Made, MarkerRole, State, comments_of, own_role, pseudonym, settled

TARA, ADA, ROSA = uuid4(), uuid4(), uuid4()
FIRST = Made(TARA, MarkerRole.FIRST, {"a": 2, "b": 0}, 2, "One", 1)
SECOND = Made(ADA, MarkerRole.SECOND, {"a": 1, "b": 1}, 2, "Two", 1)
DECIDED = Made(ROSA, MarkerRole.MODERATOR, {"a": 0, "b": 1}, 1, "", 1)


def test_nobody_marks_an_answer_in_two_roles() -> None:
    everyone = {TARA: FIRST, ADA: SECOND, ROSA: DECIDED}
    for state in State:
        for person, own in everyone.items():
            role = own_role(state, 2, list(everyone.values()), person, may_mark=True, may_moderate=True)
            assert role in (None, own.role)


def test_each_state_waits_for_its_own_role() -> None:
    may = {"may_mark": True, "may_moderate": True}
    assert own_role(State.FIRST, 2, [], TARA, **may) is MarkerRole.FIRST
    assert own_role(State.SECOND, 2, [FIRST], ADA, **may) is MarkerRole.SECOND
    assert own_role(State.MODERATION, 2, [FIRST, SECOND], ROSA, **may) is MarkerRole.MODERATOR
    assert own_role(State.DONE, 2, [FIRST, SECOND], ROSA, **may) is None
    assert own_role(State.FIRST, 1, [], ROSA, may_mark=False, may_moderate=True) is None
    assert own_role(State.MODERATION, 2, [FIRST, SECOND], ROSA, may_mark=True, may_moderate=False) is None


def test_marks_may_be_changed_until_somebody_has_built_on_them() -> None:
    may = {"may_mark": True, "may_moderate": True}
    assert own_role(State.SECOND, 2, [FIRST], TARA, **may) is MarkerRole.FIRST
    assert own_role(State.DONE, 1, [FIRST], TARA, **may) is MarkerRole.FIRST
    assert own_role(State.DONE, 2, [FIRST, SECOND], TARA, **may) is None
    assert own_role(State.DONE, 2, [FIRST, SECOND], ADA, **may) is None
    assert own_role(State.DONE, 2, [FIRST, SECOND, DECIDED], ROSA, **may) is MarkerRole.MODERATOR


def test_two_meet_half_way_and_a_third_decides() -> None:
    assert settled([FIRST]) == {"a": 2, "b": 0}
    assert settled([FIRST, SECOND]) == {"a": Fraction(3, 2), "b": Fraction(1, 2)}
    assert settled([FIRST, SECOND, DECIDED]) == {"a": 0, "b": 1}
    assert comments_of([SECOND, FIRST]) == ["One", "Two"]
    assert comments_of([FIRST, SECOND, DECIDED]) == ["One", "Two"], "who decides may say nothing"


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 100))
def test_who_agrees_needs_no_moderator_and_who_cannot_be_further_apart_does(
    one: int, other: int, share: int
) -> None:
    rules = PersonMarking(moderate_from=share)
    assert not rules.needs_moderator(one, one, 100)
    assert rules.needs_moderator(0, 100, 100)
    assert rules.needs_moderator(one, other, 100) == (one != other and abs(one - other) >= share)


def test_the_share_that_two_people_mark_is_as_large_as_it_says_and_stays() -> None:
    answers = [str(number) for number in range(2_000)]
    for share in (0, 20, 100):
        rules = PersonMarking(second=share)
        twice = [rules.markers(answer, "q") == 2 for answer in answers]
        assert abs(sum(twice) - 20 * share) <= 60
        assert twice == [rules.markers(answer, "q") == 2 for answer in answers]


def test_a_pseudonym_stays_and_says_nothing() -> None:
    attempt = uuid4()
    assert pseudonym(attempt) == pseudonym(attempt)
    assert len(pseudonym(attempt)) == 5
    assert not set(pseudonym(attempt)) & set("AEIOUY01"), "no words, no signs that look alike"
