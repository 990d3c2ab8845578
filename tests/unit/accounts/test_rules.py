"""Facts about accounts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from studyvisit.accounts import rules
from studyvisit.accounts.rules import Status
from tests.unit.accounts.hostile import HOSTILE_PATHS


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_an_address_that_leads_away_is_not_ours(path: str) -> None:
    assert not rules.is_our_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/profile",
        "/cohorts/incheon/modules/measuring-e-government?x=1",
        "/reports/completion?country=ET&sort=-name",
        "/sign-in?next=https://evil.example",
        "/search?q=%C3%A9t%C3%A9",
    ],
)
def test_a_path_of_the_site_is_ours(path: str) -> None:
    assert rules.is_our_path(path)


def test_ten_tries_at_an_account_are_allowed_and_eleven_are_not() -> None:
    assert not rules.is_throttled(10, 10)
    assert rules.is_throttled(11, 11)


def test_fifty_tries_from_an_address_are_allowed_and_fifty_one_are_not() -> None:
    assert not rules.is_throttled(1, 50)
    assert rules.is_throttled(1, 51)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_whole_household_counts_as_one_address(address: str, network: str) -> None:
    assert rules.network_of(address) == network


def test_a_name_is_one_line_without_control_characters() -> None:
    assert rules.tidy("  Tigist \r\n Bcc:\tx\x00\x1b[31m  Bekele ") == "Tigist Bcc: x [31m Bekele"


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200e", "\u200b", "\ufeff", "\x1b", "\x85", "\u2028"])
def test_signs_that_turn_or_hide_words_are_taken_out_of_names(sign: str) -> None:
    assert rules.tidy(f"{sign}Alem{sign} Bekele{sign}") == "Alem Bekele"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Alem   Bekele ", "Alem Bekele"),
        ("Alem\u202eelekeB\n", "Alem elekeB"),
        ("Zoe\u0308", "Zoë"),
        ("ক্\u200dষ", "ক্\u200dষ"),
        ("\u0000", ""),
    ],
)
def test_a_name_is_printed_as_it_was_meant(typed: str, printed: str) -> None:
    assert rules.tidy(typed) == printed


def test_joiners_that_names_are_written_with_stay() -> None:
    assert rules.tidy("නුවන් ශ්‍රී") == "නුවන් ශ්‍රී"


def test_a_password_must_not_hold_the_longer_words_of_name_and_address() -> None:
    own = rules.own_words("Kim Ji-woo Park", "jiwoo.park@example.org")
    assert rules.holds_one_of("I-love-JIWOO-2030", own)
    assert rules.holds_one_of("central-park-walk", own)
    assert not rules.holds_one_of("kimchi-on-the-table", own)


def test_suspension_outweighs_everything() -> None:
    assert rules.status_of(has_password=True, is_suspended=True) is Status.SUSPENDED
    assert rules.status_of(has_password=False, is_suspended=True) is Status.SUSPENDED
    assert rules.status_of(has_password=False, is_suspended=False) is Status.INVITED
    assert rules.status_of(has_password=True, is_suspended=False) is Status.ACTIVE


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ("Firefox", "Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36",
            ("Chrome", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            ("Edge", "Windows"),
        ),
        ("curl/8.5", ("", "")),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(user_agent: str, device: tuple[str, str]) -> None:
    assert rules.device_of(user_agent) == device


def test_every_time_zone_offered_exists() -> None:
    zones = dict(rules.zones())
    assert zones["Africa/Addis_Ababa"] == "ET"
    assert zones["Asia/Thimphu"] == "BT"
    assert all(ZoneInfo(zone) for zone in zones)


def test_the_countries_are_the_249_of_iso_3166() -> None:
    codes = {str(code) for code in Locale("en").territories if rules.is_country_code(str(code))}
    assert len(codes) == 249
    assert {"ET", "KR", "LA", "TL", "SS"} <= codes
    assert not {"EU", "UN", "XK", "ZZ", "001"} & codes
