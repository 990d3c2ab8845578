"""What may be seen of an attempt, kind by kind and moment by moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.content import Moment, Reveal, Review, Shown
from studyvisit.curriculum.looking_back import When
from studyvisit.quizzes.rules.looking_back import JUST_AFTER, may_see, moment_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IN_TIME = [Moment.DURING, Moment.JUST_AFTER, Moment.LATER, Moment.AFTER_CLOSE]
TABLE: list[tuple[When, str, str]] = [
    # when it says, and what is seen during, just after, later, after closing: before passing, then after it
    (Reveal.DURING, "1111", "1111"),
    (Reveal.AFTER_SUBMIT, "0111", "0111"),
    (Reveal.AFTER_CLOSE, "0001", "0001"),
    (Reveal.AFTER_PASS, "0000", "0111"),
    (Reveal.NEVER, "0000", "0000"),
    ((), "0000", "0000"),
    ((Moment.DURING,), "1000", "1000"),
    ((Moment.JUST_AFTER,), "0100", "0100"),
    ((Moment.LATER, Moment.AFTER_PASS), "0010", "0111"),
]
whens = st.one_of(st.sampled_from(Reveal), st.sets(st.sampled_from(Moment)).map(lambda s: tuple(sorted(s))))


@pytest.mark.parametrize(("when", "before", "after"), TABLE)
def test_each_kind_is_seen_at_its_moments(when: When, before: str, after: str) -> None:
    for has_passed, expected in ((False, before), (True, after)):
        review = Review(marks=when)
        seen = [may_see(review, Shown.MARKS, moment, has_passed=has_passed) for moment in IN_TIME]
        assert "".join(str(int(one)) for one in seen) == expected


@given(whens, whens, whens, st.sampled_from(IN_TIME), st.booleans())
def test_who_does_not_see_their_answer_sees_nothing_that_tells_of_it(
    own: When, feedback: When, answers: When, moment: Moment, has_passed: bool
) -> None:
    review = Review(own=own, outcome=answers, feedback=feedback, answers=answers)
    if not may_see(review, Shown.OWN, moment, has_passed=has_passed):
        assert moment is not Moment.DURING
        for shown in (Shown.OUTCOME, Shown.FEEDBACK, Shown.ANSWERS):
            assert not may_see(review, shown, moment, has_passed=has_passed)


def test_right_or_wrong_goes_with_the_marks_unless_it_is_said_apart() -> None:
    assert Review(marks=Reveal.NEVER).moments(Shown.OUTCOME) == frozenset()
    assert Moment.DURING in Review(marks=Reveal.NEVER, outcome=Reveal.DURING).moments(Shown.OUTCOME)


def test_moments_follow_each_other_and_without_closing_there_is_no_after() -> None:
    closes = NOW + timedelta(hours=1)
    assert moment_of(None, closes, closes + JUST_AFTER) is Moment.DURING
    assert moment_of(NOW, closes, NOW + JUST_AFTER) is Moment.JUST_AFTER
    assert moment_of(NOW, closes, NOW + JUST_AFTER + timedelta(seconds=1)) is Moment.LATER
    assert moment_of(NOW, closes, closes) is Moment.AFTER_CLOSE
    assert moment_of(closes, closes, closes + timedelta(seconds=1)) is Moment.JUST_AFTER
    assert moment_of(NOW, None, NOW + timedelta(days=4000)) is Moment.LATER
