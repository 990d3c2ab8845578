"""How sure people are of their answers, and how well they judge that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How sure a person says they are of an answer; it never changes a mark."""

    SURE = "sure"
    FAIRLY = "fairly"
    GUESS = "guess"


class Remark(StrEnum):
    """What a person's certainty tells them, beyond the counts."""

    OVER = "over"
    UNDER = "under"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How many of the answers given with one certainty are right."""

    certainty: Certainty
    right: int
    given: int


def calibration(answers: Iterable[tuple[Certainty, bool]]) -> tuple[Calibration, ...]:
    """Return for each certainty that was said, from sure to guess, how many of its answers are right."""
    told = list(answers)
    found = []
    for certainty in Certainty:
        rights = [is_right for said, is_right in told if said is certainty]
        if rights:
            found.append(Calibration(certainty, sum(rights), len(rights)))
    return tuple(found)


def remark_on(levels: Sequence[Calibration]) -> Remark | None:
    """Return what is worth saying: missing what one was sure of first, then knowing more than one thought."""
    by_certainty = {level.certainty: level for level in levels}
    sure, guess = by_certainty.get(Certainty.SURE), by_certainty.get(Certainty.GUESS)
    if sure and sure.right < sure.given:
        return Remark.OVER
    if guess and guess.given > 1 and 2 * guess.right > guess.given:
        return Remark.UNDER
    return Remark.WELL if sure else None
