"""When jobs are tried again, and when the clock strikes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.jobs.rules import next_turn, wait_after

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


def test_each_try_waits_twice_as_long_and_none_longer_than_an_hour() -> None:
    waits = [wait_after(tries) for tries in range(1, 100)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


def test_the_daily_turn_is_at_its_hour() -> None:
    offset = timedelta(hours=3, minutes=30)
    assert next_turn(timedelta(days=1), offset, MIDNIGHT) == MIDNIGHT + offset
    assert next_turn(timedelta(days=1), offset, MIDNIGHT + offset) == MIDNIGHT + timedelta(days=1) + offset


@given(
    after=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)),  # noqa: DTZ001
    minutes=st.sampled_from((1, 5, 15, 60, 1440)),
    offset=st.integers(0, 1439),
)
def test_the_next_turn_is_later_and_none_lies_between(after: datetime, minutes: int, offset: int) -> None:
    now, every = after.replace(tzinfo=UTC), timedelta(minutes=minutes)
    turn = next_turn(every, timedelta(minutes=offset), now)
    assert now < turn <= now + every
    assert (turn - MIDNIGHT - timedelta(minutes=offset)) % every == timedelta()
