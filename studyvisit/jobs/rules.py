"""Facts about jobs: which states there are, how long a lease lasts, when to try again, when a clock strikes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

LEASE = timedelta(seconds=60)
MOST_TRIES = 5
OVERDUE = timedelta(minutes=5)
"""What has waited so long past its moment says that nobody does jobs."""
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday; only where the turns fall within a day matters


class State(StrEnum):
    """How far a job is. The last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given-up"
    CANCELLED = "cancelled"


class Lane(StrEnum):
    """Which jobs wait for each other: a file of a million rows does not hold up what is due every minute."""

    PROMPT = "prompt"
    LONG = "long"


OPEN = (State.WAITING, State.RUNNING)


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 10 seconds, then twice as long each time, at most an hour."""
    return min(_FIRST_WAIT * (1 << min(tries, 20) - 1), _LONGEST_WAIT)


def next_turn(every: timedelta, offset: timedelta, after: datetime) -> datetime:
    """Return the first turn of a clock later than a moment.

    Turns are `every` apart, the first of a UTC day `offset` after midnight; `every` divides a day.
    """
    first = _EPOCH + offset
    return first + ((after - first) // every + 1) * every
