"""What to look at twice in a question, and how often looking is for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

from studyvisit.evaluation.intervals import Vector, has_spread
from studyvisit.evaluation.options import Chosen
from studyvisit.evaluation.ranks import chance_of_low_ranks, midranks

LEVEL = 0.05
"""The false-alarm rate of each kind of flag: of questions with nothing wrong, at most so many get it."""
EASY = 0.95


class FlagKind(StrEnum):
    """What may be wrong with a question."""

    MISLEADING_OPTION = "misleading_option"
    MISLEADING = "misleading"
    BELOW_GUESSING = "below_guessing"
    TOO_EASY = "too_easy"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag with the chance `p` of what was seen if nothing were wrong, and its false-alarm rate."""

    kind: FlagKind
    p: float
    false_alarms: float = LEVEL
    option: str | None = None


def misleading(
    right: NDArray[np.bool_], scores: Vector, options: Sequence[Chosen], there: NDArray[np.bool_]
) -> Flag | None:
    """Return the flag of a question that misleads: the strong do worse on it, or a wrong option attracts them.

    Nothing is wrong with a question whose answers have nothing to do with the rest of the quiz, and less with
    one that the strong get right more often. Of such questions at most 1 in 20 gets the flag: half of that
    chance is spent on the rank sum of those who earned more than the mean mark being low, the other half
    shared among the wrong options that anybody chose, on the rank sum of those who chose it being high
    (Bonferroni). The tests are `chance_of_lower`'s. `right` and `scores` are of those in `there`.
    """
    if not has_spread(scores):
        return None
    ranks = midranks(scores)
    p = 2 * chance_of_low_ranks(right, ranks)
    found = [Flag(FlagKind.MISLEADING, p)] if p <= LEVEL else []
    wrong = [option for option in options if not option.is_right and option.by[there].any()]
    for option in wrong:
        p = 2 * len(wrong) * chance_of_low_ranks(option.by[there], len(ranks) + 1 - ranks)
        if p <= LEVEL:
            found.append(Flag(FlagKind.MISLEADING_OPTION, p, option=option.id))
    # The option says more than the question, when both were noticed.
    return min(found, key=lambda flag: (flag.option is None, flag.p), default=None)


def below_guessing(right: int, n: int, guess: float) -> Flag | None:
    """Return the flag of a question that fewer got right than guessing would give: is its key right?

    P(X ≤ right) of a binomial of n guesses, so that a question which people get right at least as often as
    by guessing has the flag at most once in 20.
    """
    p = float(special.bdtr(right, n, guess))
    return Flag(FlagKind.BELOW_GUESSING, p) if p <= LEVEL else None


def too_easy(right: int, n: int) -> Flag | None:
    """Return the flag of a question that practically everybody gets right: it tells nobody apart.

    P(X ≥ right) of a binomial at 95 %, so that a question which at most 95 % of people can answer has the
    flag at most once in 20. It takes 59 people, all of them right.
    """
    p = float(special.bdtrc(right - 1, n, EASY)) if right else 1.0
    return Flag(FlagKind.TOO_EASY, p) if p <= LEVEL else None
