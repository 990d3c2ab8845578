"""Facts about e-mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from studyvisit.messaging import rules


@pytest.mark.parametrize(
    "text", ["a@b.org\r\nBcc: x@y.org", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\u2029b", "a\x85b"]
)
def test_a_text_with_a_line_break_may_not_stand_in_a_header(text: str) -> None:
    assert not rules.is_one_line(text)


def test_an_ordinary_name_may_stand_in_a_header() -> None:
    assert rules.is_one_line("Tigist Bekele, ትግስት, නුවන් ශ්‍රී")


def test_waiting_doubles_and_then_stays_at_six_hours() -> None:
    waits = [rules.wait_after(tries) for tries in range(1, rules.MOST_TRIES + 1)]
    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


def test_a_links_secret_can_be_made_again_and_only_with_the_key() -> None:
    secret = rules.secret_for("key", "link-1")
    assert secret == rules.secret_for("key", "link-1")
    assert secret != rules.secret_for("other", "link-1")
    assert secret != rules.secret_for("key", "link-2")
    assert len(secret) == 43
