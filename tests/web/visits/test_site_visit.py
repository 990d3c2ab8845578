from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.programmes.models import Cohort
from tests.client import PageClient
from tests.people import Cast

AGENDA = "/cohorts/incheon/agenda"
VISITS = {
    "visit-songdo": "Songdo",
    "visit-seoul": "TOPIS",
    "visit-procurement": "KONEPS",
    "visit-data-centre": "downtime",
}
ClientFor = Callable[[User], PageClient]


def test_the_agenda_leads_to_every_site_visit(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.alem)
    addresses = [url for url in client.read(AGENDA).links().values() if "/visits/" in url]
    assert addresses == [f"/cohorts/incheon/visits/{visit}" for visit in VISITS]
    assert [client.read(url).status for url in addresses] == [200] * 4


@pytest.mark.parametrize("visit", VISITS)
def test_a_site_visit_says_what_to_look_for_and_what_is_invented(
    client_for: ClientFor, cast: Cast, visit: str
) -> None:
    page = client_for(cast.alem).read(f"/cohorts/incheon/visits/{visit}")
    assert VISITS[visit] in page.text
    observe, debrief = [one for one in page.all("ol") if "prompts" in (one.get("class") or "")]
    assert len(observe.findall("li")) == 3
    assert len(debrief.findall("li")) >= 2
    assert all("I can" in "".join(item.itertext()) for item in [*observe, *debrief])
    assert "This visit is illustrative" in page.text
    assert [element for element in page.all("div") if element.get("class") == "footnote"]


def test_a_site_visit_is_on_the_day_that_the_cohort_has_it(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    cohort = session.get_one(Cohort, cast.cohort.id)
    cohort.starts_on, cohort.ends_on = date(2026, 5, 4), date(2026, 5, 8)
    session.commit()
    assert "5 May 2026" in client_for(cast.alem).read("/cohorts/incheon/visits/visit-songdo").text


def test_a_cohort_that_goes_home_earlier_has_no_visit_after_that(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    session.get_one(Cohort, cast.cohort.id).ends_on = date(2019, 4, 3)
    session.commit()
    client = client_for(cast.alem)
    assert client.read("/cohorts/incheon/visits/visit-seoul").status == 200
    assert client.read("/cohorts/incheon/visits/visit-data-centre").status == 404


def test_there_is_no_page_for_what_is_no_site_visit(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.alem)
    assert client.read("/cohorts/incheon/visits/opening").status == 404
    assert client.read("/cohorts/incheon/visits/nowhere").status == 404
    assert client_for(cast.bina).read("/cohorts/incheon/visits/visit-songdo").status == 404
