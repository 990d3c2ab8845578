"""What a person does with a self-assessment: tick, come back to it, and give it."""

from __future__ import annotations

from studyvisit.questionnaires.services.giving import AlreadyGiven, Unrated, give, give_again
from studyvisit.questionnaires.services.saving import NotYetOpen, Sheet, Ticked, save_rating, save_ratings
from studyvisit.questionnaires.services.summing import cohorts_to_sum, sum_ratings

__all__ = [
    "AlreadyGiven",
    "NotYetOpen",
    "Sheet",
    "Ticked",
    "Unrated",
    "cohorts_to_sum",
    "give",
    "give_again",
    "save_rating",
    "save_ratings",
    "sum_ratings",
]
