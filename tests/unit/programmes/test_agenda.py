from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel

from studyvisit.curriculum.content import AgendaDay, AgendaEntry, AgendaKind, Programme
from studyvisit.programmes.pages import Clocks, days_of, source_of

SEOUL = ZoneInfo("Asia/Seoul")
ENTRY = AgendaEntry(
    id="opening",
    title="Opening",
    kind=AgendaKind.SESSION,
    starts_at=time(9),
    ends_at=time(10),
    module="reading",
    illustrative=True,
    html="<p>Welcome.</p>",
)
PROGRAMME = Programme(
    id="visit",
    slug="visit",
    title="Visit",
    starts_on=date(2019, 4, 1),
    ends_on=date(2019, 4, 1),
    place="Incheon",
    timezone=SEOUL.key,
    organisers=("UNPOG",),
    countries=("ET",),
    modules=("reading",),
    self_assessment="self-assessment",
    source="The notice, <http://example.org/notice?sn=1&page=2>",
    overview="",
    agenda=(AgendaDay(title="Monday", on=date(2019, 4, 1), entries=(ENTRY,)),),
)


@pytest.fixture(autouse=True)
def _babel() -> Iterator[None]:
    app = Flask(__name__)
    Babel().init_app(app)
    with app.test_request_context():
        yield


def _link(slug: str) -> tuple[str, str]:
    return f"/{slug}", slug.title()


def test_a_reader_in_the_same_zone_is_shown_one_clock() -> None:
    assert days_of(PROGRAMME, Clocks(SEOUL, ZoneInfo("Asia/Tokyo")), _link)[0].entries[0].own_clock is None


def test_a_reader_elsewhere_is_shown_their_own_clock_too() -> None:
    own = days_of(PROGRAMME, Clocks(SEOUL, ZoneInfo("Africa/Addis_Ababa")), _link)[0].entries[0].own_clock
    assert own is not None
    assert own.starts.replace("\u202f", " ") == "3:00 AM"


def test_a_clock_on_another_day_names_the_day_once() -> None:
    own = days_of(PROGRAMME, Clocks(SEOUL, ZoneInfo("America/New_York")), _link)[0].entries[0].own_clock
    assert own is not None
    assert own.starts.startswith("31 Mar")
    assert not own.ends.startswith("31 Mar")


def test_an_entry_about_a_module_of_another_programme_is_not_linked() -> None:
    programme = replace(PROGRAMME, modules=())
    assert days_of(programme, Clocks(SEOUL, SEOUL), _link)[0].entries[0].module_url == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (PROGRAMME.source, ("The notice", "http://example.org/notice?sn=1&page=2")),
        ("A letter", ("A letter", "")),
        ("<https://example.org>", ("<https://example.org>", "https://example.org")),
    ],
)
def test_the_address_of_a_source_is_found(source: str, expected: tuple[str, str]) -> None:
    assert source_of(replace(PROGRAMME, source=source)) == expected
