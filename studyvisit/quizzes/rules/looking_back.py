"""What a person may see of an attempt, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from studyvisit.curriculum.content import Moment, Review, Shown
from studyvisit.curriculum.questions import (
    Categorising,
    FileUpload,
    GapFill,
    GeneratedNumber,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
)

JUST_AFTER = timedelta(minutes=2)
"""How long after handing in an attempt it is just after."""


def moment_of(submitted_at: datetime | None, closes_at: datetime | None, now: datetime) -> Moment:
    """Return from where a person looks at an attempt; `closes_at` is the quiz's, None when it never closes."""
    if submitted_at is None:
        return Moment.DURING
    if now <= submitted_at + JUST_AFTER:
        return Moment.JUST_AFTER
    return Moment.LATER if closes_at is None or now < closes_at else Moment.AFTER_CLOSE


def may_see(review: Review, shown: Shown, moment: Moment, *, has_passed: bool) -> bool:
    """Return whether one kind may be seen; during an attempt that is: about an answer that was checked.

    Having passed an earlier attempt opens nothing of the one that is open now.
    """
    if shown not in (Shown.OWN, Shown.MARKS) and not may_see(
        review, Shown.OWN, moment, has_passed=has_passed
    ):
        return False
    moments = review.moments(shown)
    return moment in moments or (has_passed and moment is not Moment.DURING and Moment.AFTER_PASS in moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a person who looks now may see of their attempts at a quiz."""

    review: Review
    closes_at: datetime | None
    has_passed: bool
    now: datetime

    def shows(self, shown: Shown, submitted_at: datetime | None) -> bool:
        """Return whether one kind may be seen of the attempt handed in then; None of the open one."""
        moment = moment_of(submitted_at, self.closes_at, self.now)
        return may_see(self.review, shown, moment, has_passed=self.has_passed)

    def shows_feedback(self, question: Question, submitted_at: datetime | None, *, is_right: bool) -> bool:
        """Return whether the feedback on one answer may be seen.

        What explains a number, a word, a match or an order states it: whoever missed it reads that with the
        right answers.
        """
        may = self.shows(Shown.FEEDBACK, submitted_at)
        match question:
            case (
                Number()
                | GeneratedNumber()
                | ShortAnswer()
                | Matching()
                | Ordering()
                | Categorising()
                | GapFill()
                | LongAnswer()
                | FileUpload()
            ):
                return may and (is_right or self.shows(Shown.ANSWERS, submitted_at))
            case OneChoice() | SeveralChoices() | TrueFalse():
                return may
            case _ as unreachable:
                assert_never(unreachable)
