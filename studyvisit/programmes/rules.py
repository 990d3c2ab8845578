"""The steps of a module, in the order a participant takes them."""

from __future__ import annotations

from enum import StrEnum


class Milestone(StrEnum):
    """A step; its value is the column that says when it was reached."""

    STARTED = "started_at"
    ASSESSED_BEFORE = "assessed_before_at"
    LESSONS_READ = "lessons_read_at"
    QUIZ_PASSED = "quiz_passed_at"
    ASSESSED_AFTER = "assessed_after_at"
    CERTIFIED = "certified_at"
