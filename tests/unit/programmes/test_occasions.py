from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from studyvisit.programmes.rules import FeedbackOccasion, day_there, present_occasion

ENDS_ON = date(2019, 11, 30)


@pytest.mark.parametrize(
    ("occasion", "opens_on"),
    [
        (FeedbackOccasion.REACTION, date(2019, 11, 30)),
        (FeedbackOccasion.FOLLOW_UP_3, date(2020, 2, 29)),
        (FeedbackOccasion.FOLLOW_UP_6, date(2020, 5, 30)),
        (FeedbackOccasion.FOLLOW_UP_12, date(2020, 11, 30)),
    ],
)
def test_people_are_asked_from_the_last_day_on_and_months_later(
    occasion: FeedbackOccasion, opens_on: date
) -> None:
    """A month without that day has its last one instead."""
    assert occasion.opens_on(ENDS_ON) == opens_on


@pytest.mark.parametrize(
    ("today", "occasion"),
    [
        (date(2019, 11, 29), None),
        (date(2019, 11, 30), FeedbackOccasion.REACTION),
        (date(2020, 2, 28), FeedbackOccasion.REACTION),
        (date(2020, 2, 29), FeedbackOccasion.FOLLOW_UP_3),
        (date(2020, 5, 29), FeedbackOccasion.FOLLOW_UP_3),
        (date(2020, 11, 29), FeedbackOccasion.FOLLOW_UP_6),
        (date(2026, 1, 1), FeedbackOccasion.FOLLOW_UP_12),
    ],
)
def test_one_occasion_ends_when_the_next_begins(today: date, occasion: FeedbackOccasion | None) -> None:
    assert present_occasion(ENDS_ON, today) is occasion


def test_the_day_is_that_of_the_place() -> None:
    evening = datetime(2019, 4, 4, 16, 0, tzinfo=UTC)
    assert day_there(evening, "Asia/Seoul") == date(2019, 4, 5)
    assert day_there(evening, "Africa/Addis_Ababa") == date(2019, 4, 4)
