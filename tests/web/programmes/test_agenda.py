from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.programmes.models import Cohort
from tests.client import PageClient
from tests.people import Cast

URL = "/cohorts/incheon/agenda"
ClientFor = Callable[[User], PageClient]


def test_a_participant_reads_what_the_visit_is(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.alem).read(URL)
    assert page.status == 200
    for words in ("Incheon, Republic of Korea", "UN DESA/DPIDG through UNPOG", "Ethiopia", "Uganda"):
        assert words in page.text
    assert len([heading for heading in page.all("h3") if heading.get("id")]) == 5
    assert page.links()["UNPOG notice of 12 March 2019"].startswith("http://unpog.org/")


def test_every_entry_that_the_notice_does_not_have_is_marked(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.alem).read(URL)
    assert "which gives no timetable" in page.text
    entries = [entry for entry in page.all("ol") if entry.get("class") == "agenda"]
    texts = ["".join(item.itertext()) for day in entries for item in day.findall("li")]
    assert len(texts) == 18
    assert all("illustrative" in text for text in texts)
    assert any("Site visit" in text for text in texts)


def test_both_clocks_are_shown_where_they_differ(client_for: ClientFor, session: Session, cast: Cast) -> None:
    client = client_for(cast.alem)
    assert "Korean Standard Time, Asia/Seoul" in client.read(URL).text
    assert "Coordinated Universal Time" in client.read(URL).text
    cast.alem.timezone = "Asia/Seoul"
    session.add(cast.alem)
    session.commit()
    assert "Your own clock" not in client.read(URL).text


def test_an_entry_leads_participants_and_staff_to_its_module(client_for: ClientFor, cast: Cast) -> None:
    url = "/cohorts/incheon/modules/measuring-e-government"
    for person in (cast.alem, cast.rosa):
        assert client_for(person).read(URL).links()["Measuring e-government"] == url


def test_a_cohort_of_another_month_reads_its_own_dates(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    cohort = session.get_one(Cohort, cast.cohort.id)
    cohort.starts_on, cohort.ends_on = date(2019, 5, 6), date(2019, 5, 9)
    session.commit()
    page = client_for(cast.alem).read(URL)
    assert "6 May 2019 to 9 May 2019, Incheon" in page.text
    days = [day.get("datetime") for heading in page.all("h3") for day in heading.iter("time")]
    assert days == ["2019-05-06", "2019-05-07", "2019-05-08", "2019-05-09"]
    assert "April" not in page.text.partition("Agenda")[2]


def test_nobody_else_learns_that_the_cohort_exists(
    client_for: ClientFor, client: FlaskClient, cast: Cast
) -> None:
    for stranger in (cast.bina, cast.olu):
        assert client_for(stranger).read(URL).status == 404
    assert client.get(URL).status_code == 302


def test_an_address_that_no_database_can_hold_is_an_error_of_the_asker(
    client_for: ClientFor, cast: Cast
) -> None:
    assert client_for(cast.alem).read("/cohorts/%00/agenda").status in (400, 404)
