"""Enrolling people, recording how far they have come, and the counts of that."""

from studyvisit.programmes.services.counting import begin_making_again, count_again, fold_counts
from studyvisit.programmes.services.enrolling import (
    enrol,
    follow_profile,
    lose_certificate,
    open_cohort,
    reach,
    touch,
    withdraw,
)
from studyvisit.programmes.services.pinning import set_pins

__all__ = [
    "begin_making_again",
    "count_again",
    "enrol",
    "fold_counts",
    "follow_profile",
    "lose_certificate",
    "open_cohort",
    "reach",
    "set_pins",
    "touch",
    "withdraw",
]
