"""Who marks what next, and what two or three people's marks come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

CLAIM = timedelta(minutes=30)
"""How long an answer is kept for the person who has begun to mark it."""
LONGEST_COMMENT = 4_000
NOTHING = Fraction(0)
_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"


class MarkerRole(StrEnum):
    """As what a person marks an answer."""

    FIRST = "first"
    SECOND = "second"
    MODERATOR = "moderator"


class State(StrEnum):
    """For whom an answer waits."""

    FIRST = "first"
    SECOND = "second"
    MODERATION = "moderation"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Made:
    """One person's marks for an answer."""

    marker_id: UUID
    role: MarkerRole
    points: Mapping[str, int]
    total: int
    comment: str
    revision: int


def pseudonym(attempt_id: UUID) -> str:
    """Return the name under which markers know the sitting of an attempt: the same every time."""
    digest = sha256(attempt_id.bytes).digest()
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:5])


def own_role(
    state: State,
    markers: int,
    made: Sequence[Made],
    person: UUID,
    *,
    may_mark: bool,
    may_moderate: bool,
) -> MarkerRole | None:
    """Return as what a person may mark an answer now, or None.

    Nobody marks an answer twice. They may change what they said for as long as nobody has built on it.
    """
    own = next((one for one in made if one.marker_id == person), None)
    if own is not None:
        is_last = own.role is MarkerRole.MODERATOR or (own.role is MarkerRole.FIRST and markers == 1)
        is_alone = own.role is MarkerRole.FIRST and state is State.SECOND
        return own.role if is_alone or (is_last and state is State.DONE) else None
    if state is State.FIRST and may_mark:
        return MarkerRole.FIRST
    if state is State.SECOND and may_mark:
        return MarkerRole.SECOND
    return MarkerRole.MODERATOR if state is State.MODERATION and may_moderate else None


def settled(made: Sequence[Made]) -> dict[str, Fraction]:
    """Return the points by criterion that marks come to: the moderator's, or the mean of those there are."""
    decided = [one for one in made if one.role is MarkerRole.MODERATOR] or list(made)
    return {
        criterion: Fraction(sum(one.points[criterion] for one in decided), len(decided))
        for criterion in decided[0].points
    }


def comments_of(made: Sequence[Made]) -> list[str]:
    """Return what the participant reads: the moderator's words, or those of everyone who marked."""
    decided = [one for one in made if one.role is MarkerRole.MODERATOR and one.comment] or list(made)
    order = list(MarkerRole)
    return [one.comment for one in sorted(decided, key=lambda one: order.index(one.role)) if one.comment]
