from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel

from studyvisit.curriculum.agenda import AgendaDay, AgendaEntry, AgendaKind
from studyvisit.curriculum.content import Programme, SiteVisit
from studyvisit.programmes.pages import Clocks, DayView, Links, days_of, source_of

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


def _days(programme: Programme, clocks: Clocks, *, later: int = 0, last: int = 0) -> tuple[DayView, ...]:
    starts_on, ends_on = programme.starts_on, programme.ends_on + timedelta(last)
    return days_of(
        programme,
        clocks,
        Links(_link, lambda visit_id: f"/visits/{visit_id}"),
        starts_on=starts_on + timedelta(later),
        ends_on=ends_on + timedelta(later),
    )


def test_a_reader_in_the_same_zone_is_shown_one_clock() -> None:
    assert _days(PROGRAMME, Clocks(SEOUL, ZoneInfo("Asia/Tokyo")))[0].entries[0].own_clock is None


def test_a_reader_elsewhere_is_shown_their_own_clock_too() -> None:
    own = _days(PROGRAMME, Clocks(SEOUL, ZoneInfo("Africa/Addis_Ababa")))[0].entries[0].own_clock
    assert own is not None
    assert own.starts.replace("\u202f", " ") == "3:00 AM"


def test_a_clock_on_another_day_names_the_day_once() -> None:
    own = _days(PROGRAMME, Clocks(SEOUL, ZoneInfo("America/New_York")))[0].entries[0].own_clock
    assert own is not None
    assert own.starts.startswith("31 Mar")
    assert not own.ends.startswith("31 Mar")


def test_an_entry_about_a_module_of_another_programme_is_not_linked() -> None:
    programme = replace(PROGRAMME, modules=())
    assert _days(programme, Clocks(SEOUL, SEOUL))[0].entries[0].module_url == ""


def test_a_cohort_has_the_days_of_the_programme_from_its_own_first_day_to_its_last() -> None:
    second = AgendaDay(title="Tuesday", on=date(2019, 4, 2), entries=(ENTRY,))
    programme = replace(PROGRAMME, agenda=(*PROGRAMME.agenda, second))
    days = _days(programme, Clocks(SEOUL, SEOUL), later=28, last=1)
    assert [day.on for day in days] == [date(2019, 4, 29), date(2019, 4, 30)]
    assert [day.entries[0].place_clock.starts_at.date() for day in days] == [day.on for day in days]
    assert [day.on for day in _days(programme, Clocks(SEOUL, SEOUL), later=28)] == [date(2019, 4, 29)]


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


def test_only_an_entry_that_has_a_site_visit_leads_to_one() -> None:
    visit = SiteVisit(
        id="opening", title="Visit", competencies=(), facts=(), brief="", observe=(), debrief=(), sources=""
    )
    without, having = PROGRAMME, replace(PROGRAMME, visits=(visit,))
    clocks = Clocks(SEOUL, SEOUL)
    assert [_days(one, clocks)[0].entries[0].visit_url for one in (without, having)] == [
        "",
        "/visits/opening",
    ]
