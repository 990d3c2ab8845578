"""What a report counts, and when someone is stuck."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from studyvisit.reporting.rules import (
    STEPS,
    Asked,
    By,
    Filters,
    Order,
    Sort,
    as_address,
    columns,
    counted,
    day_of,
    is_stuck,
    key_columns,
    median_of,
    month_days,
    scarcest,
    sorts_of,
    total_of,
)
from tests.factories import NOW


@pytest.mark.parametrize(
    ("certified", "quiet_for", "stuck"),
    [
        (False, timedelta(days=7), True),
        (False, timedelta(days=400), True),
        (False, timedelta(days=7) - timedelta(seconds=1), False),
        (False, timedelta(0), False),
        (True, timedelta(days=400), False),
    ],
)
def test_someone_is_stuck_after_seven_quiet_days_without_a_certificate(
    certified: bool, quiet_for: timedelta, stuck: bool
) -> None:
    assert is_stuck(NOW if certified else None, NOW - quiet_for, NOW) is stuck


def test_a_row_has_a_cell_for_every_column() -> None:
    for by in By:
        if by is not By.PERSON:
            row = counted(("x",) * len(key_columns(by)), 4, [4, 3, 2, 1, 0, 0])
            assert len(row) == len(columns(by))


def test_the_share_of_nobody_is_not_nought() -> None:
    row = counted(("ET", "Ethiopia"), 0, [0] * len(STEPS))
    assert row[2] == 0
    assert row[4] is None


def test_the_total_is_the_sum_and_its_shares_are_its_own() -> None:
    rows = [counted(("ET", "Ethiopia"), 3, [3, 2, 1, 0, 0, 0]), counted((None, None), 1, [0] * 6)]
    assert total_of(By.COUNTRY, rows) == (
        *(None, None, 4),
        *(3, 0.75, 2, 0.5, 1, 0.25, 0, 0.0, 0, 0.0, 0, 0.0),
    )


def test_the_scarcest_step_is_one_that_a_certificate_needs() -> None:
    counts = dict(zip(STEPS, [9, 8, 7, 5, 6, 1], strict=True))
    assert scarcest(counts) is Sort.QUIZ_PASSED


def test_groups_are_not_sorted_by_what_only_people_have() -> None:
    assert Sort.COHORT in sorts_of(By.PERSON)
    assert Sort.COHORT not in sorts_of(By.COUNTRY)


def test_an_address_says_what_was_asked_and_nothing_empty() -> None:
    asked = Asked(by=By.COHORT, order=Order.DESCENDING, filters=Filters(country="ET"))
    assert as_address(asked) == {"by": "cohort", "country": "ET", "order": "desc"}


def test_a_day_is_written_in_one_way_and_near_enough_to_count_on_from() -> None:
    assert day_of("2019-04-01") == date(2019, 4, 1)
    assert (day_of("2000-01-01"), day_of("2100-12-31")) == (date(2000, 1, 1), date(2100, 12, 31))
    for text in (
        "1999-12-31",
        "2101-01-01",
        "9999-12-31",
        "20190401",
        "2019-W14-1",
        "2019-4-1",
        "٢٠١٩-٠٤-٠١",
    ):
        assert day_of(text) is None, text
    assert day_of("2019-02-30") is None


def test_a_median_of_counted_values_is_the_middle_one() -> None:
    assert median_of([(1, 1), (2, 1), (30, 1)]) == 2
    assert median_of([(5, 10), (60, 11)]) == 60
    assert median_of([(5, 3), (60, 1)], 0.25) == 5
    assert median_of([]) is None


def test_a_month_has_its_first_and_its_last_day() -> None:
    assert month_days("2020-02") == (date(2020, 2, 1), date(2020, 2, 29))
    assert month_days("2019-12") == (date(2019, 12, 1), date(2019, 12, 31))
