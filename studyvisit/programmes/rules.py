"""The steps of a module, in the order a participant takes them, and when people are asked about a visit."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from studyvisit.curriculum.content import Programme


class Milestone(StrEnum):
    """A step; its value is the column that says when it was reached."""

    STARTED = "started_at"
    ASSESSED_BEFORE = "assessed_before_at"
    LESSONS_READ = "lessons_read_at"
    QUIZ_PASSED = "quiz_passed_at"
    ASSESSED_AFTER = "assessed_after_at"
    CERTIFIED = "certified_at"


class FeedbackOccasion(StrEnum):
    """When people are asked what they make of a study visit; a follow-up has the value of its wave."""

    REACTION = "reaction"
    FOLLOW_UP_3 = "follow-up-3"
    FOLLOW_UP_6 = "follow-up-6"
    FOLLOW_UP_12 = "follow-up-12"

    @property
    def months(self) -> int:
        """Return how many months after the visit this is."""
        return 0 if self is FeedbackOccasion.REACTION else int(self.value.rpartition("-")[2])

    def opens_on(self, ends_on: date) -> date:
        """Return from which day on people are asked, when their visit ends on a day: the reaction on that day."""
        month = ends_on.month - 1 + self.months
        year, month = ends_on.year + month // 12, month % 12 + 1
        return ends_on.replace(year=year, month=month, day=min(ends_on.day, monthrange(year, month)[1]))

    def form_of(self, programme: Programme) -> str | None:
        """Return the slug of the form that a programme asks then, or None."""
        if self is FeedbackOccasion.REACTION:
            return programme.reaction
        return programme.follow_up.get(self.months)


def present_occasion(ends_on: date, today: date) -> FeedbackOccasion | None:
    """Return the one occasion that is open on a day, or None before the last day of the visit.

    Each ends when the next begins, so that nobody answers for three months when nine have passed.
    """
    return next((one for one in reversed(FeedbackOccasion) if one.opens_on(ends_on) <= today), None)


def day_there(now: datetime, timezone: str) -> date:
    """Return which day it is in a time zone."""
    return now.astimezone(ZoneInfo(timezone)).date()
