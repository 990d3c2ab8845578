"""Files of exports, and when scheduled reports are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.reporting.rules import Cadence, next_time
from studyvisit.reporting.services.storage import keep


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        keep(tmp_path, "a.csv", broken(), lambda: None)
    assert not list(tmp_path.iterdir())
    kept = keep(tmp_path, "a.csv", iter([b"who", b"le"]), lambda: None)
    assert (kept.size, (tmp_path / "a.csv").read_bytes()) == (5, b"whole")


@given(
    after=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(("UTC", "Asia/Seoul", "America/New_York", "Pacific/Apia", "Asia/Kathmandu")),
    cadence=st.sampled_from(Cadence),
)
def test_the_next_time_is_the_first_after_now_at_six_of_the_zones_own_clock(
    after: datetime, zone: str, cadence: Cadence
) -> None:
    at = next_time(cadence, zone, after)
    there = at.astimezone(ZoneInfo(zone))
    assert (there.hour, there.minute) == (6, 0)
    assert there.day == 1 if cadence is Cadence.MONTHLY else there.weekday() == 0
    longest = timedelta(days=32 if cadence is Cadence.MONTHLY else 8)
    assert after < at <= after + longest
    assert next_time(cadence, zone, at) > at
