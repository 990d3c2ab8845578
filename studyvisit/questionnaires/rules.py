"""When a self-assessment is asked, and what it takes to have given one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from studyvisit.curriculum.content import Questionnaire, Statement, Wave

Ratings = Mapping[Wave, Mapping[str, int]]
SECONDS_PER_RATING = 15


class Occasion(StrEnum):
    """One page on which a person rates themselves; afterwards two waves share it."""

    BEFORE = "before"
    AFTER = "after"

    @property
    def waves(self) -> tuple[Wave, ...]:
        """Return the waves asked on this occasion, in order."""
        return (Wave.PRE,) if self is Occasion.BEFORE else (Wave.POST, Wave.THEN)


def is_open(occasion: Occasion, lessons_read_at: datetime | None, quiz_passed_at: datetime | None) -> bool:
    """Return whether an occasion has come; afterwards means: every lesson read, or the quiz passed."""
    return occasion is Occasion.BEFORE or lessons_read_at is not None or quiz_passed_at is not None


def is_given(occasion: Occasion, waves: Mapping[Wave, object]) -> bool:
    """Return whether every wave of the occasion is among those given."""
    return all(wave in waves for wave in occasion.waves)


def unrated(
    occasion: Occasion, statements: Sequence[Statement], ratings: Ratings
) -> tuple[tuple[Wave, Statement], ...]:
    """Return what has not been rated yet, in the order in which it is asked."""
    return tuple(
        (wave, statement)
        for wave in occasion.waves
        for statement in statements
        if statement.id not in ratings.get(wave, {})
    )


def has_value(questionnaire: Questionnaire, value: int) -> bool:
    """Return whether the scale has a step of that value."""
    return any(point.value == value for point in questionnaire.scale)


def minutes(occasion: Occasion, statements: Sequence[Statement]) -> int:
    """Return about how many minutes the ratings take, at least one."""
    return max(1, round(len(occasion.waves) * len(statements) * SECONDS_PER_RATING / 60))
