"""The pages of a self-assessment: rating oneself, and the picture that the ratings make."""

from __future__ import annotations

from studyvisit.questionnaires.pages.assess import (
    AssessPage,
    FollowUpNotOpenPage,
    NotYetPage,
    Saving,
    WaveView,
    again_of,
    introduction_of,
    receipt,
    waves_of,
)
from studyvisit.questionnaires.pages.given import GivenPage, comparison_of

__all__ = [
    "AssessPage",
    "FollowUpNotOpenPage",
    "GivenPage",
    "NotYetPage",
    "Saving",
    "WaveView",
    "again_of",
    "comparison_of",
    "introduction_of",
    "receipt",
    "waves_of",
]
