"""When a self-assessment is asked, and what it takes to have given one."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from studyvisit.curriculum.content import Module, Questionnaire, Statement, Wave

Value = int | None
"""A step of the scale, or None: the statement does not apply to the person's work."""
Ratings = Mapping[Wave, Mapping[str, Value]]
"""Values by wave and statement; what was left blank is not in it."""
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
    waves: Sequence[Wave], statements: Sequence[Statement], ratings: Ratings
) -> tuple[tuple[Wave, Statement], ...]:
    """Return what has not been rated yet, in the order in which it is asked."""
    return tuple(
        (wave, statement)
        for wave in waves
        for statement in statements
        if statement.id not in ratings.get(wave, {})
    )


def is_allowed(questionnaire: Questionnaire, value: Value) -> bool:
    """Return whether a statement may be rated so: with a step of the scale, or as not applicable."""
    if value is None:
        return questionnaire.allows_not_applicable
    return any(point.value == value for point in questionnaire.scale)


def replaces(revision: int, stored: int | None) -> bool:
    """Return whether a rating of that client revision takes the place of what is stored."""
    return stored is None or revision > stored


def occasion_of(wave: Wave) -> Occasion | None:
    """Return the occasion on which a wave is asked; None for a follow-up."""
    return next((occasion for occasion in Occasion if wave in occasion.waves), None)


def minutes(waves: Sequence[Wave], statements: Sequence[Statement]) -> int:
    """Return about how many minutes the ratings take, at least one."""
    return max(1, round(len(waves) * len(statements) * SECONDS_PER_RATING / 60))


def rated_after(modules: Sequence[Module], given: Mapping[str, Container[Wave]]) -> tuple[Module, ...]:
    """Return the modules after which a person rated themselves, in the programme's order.

    `given` holds the waves given, by module. Only about these are people asked again: without that rating
    there is nothing to compare.
    """
    return tuple(module for module in modules if Wave.POST in given.get(module.slug, ()))


def asked_again(
    modules: Sequence[Module], given: Mapping[str, Container[Wave]], wave: Wave
) -> tuple[Module, ...]:
    """Return the modules about which a person still has to rate themselves in a follow-up."""
    return tuple(module for module in rated_after(modules, given) if wave not in given[module.slug])


def shared_out(questionnaire: Questionnaire, modules: Sequence[Module]) -> dict[str, tuple[Statement, ...]]:
    """Return the statements to ask about each module, by slug: one that two modules share, with the first."""
    seen: set[str] = set()
    shares: dict[str, tuple[Statement, ...]] = {}
    for module in modules:
        mine = tuple(one for one in questionnaire.statements_of(module) if one.id not in seen)
        seen |= {one.id for one in mine}
        shares[module.slug] = mine
    return shares


def steps_between(questionnaire: Questionnaire, first: Value, last: Value) -> int | None:
    """Return by how many steps of the scale a rating rose; None where one of the two is none or no step."""
    ranks = {point.value: rank for rank, point in enumerate(questionnaire.scale)}
    if first is None or last is None or first not in ranks or last not in ranks:
        return None
    return ranks[last] - ranks[first]
