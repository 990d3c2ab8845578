"""Who is stuck where: what a coordinator acts on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.programmes.models import Enrolment
from tests import factories
from tests.client import PageClient, Read
from tests.people import MODULES, PROGRAMME, Cast
from tests.web.reporting.reading import words
from tests.web.reporting.test_completion_scope import grant, put_bina_in_another_programme

Open = Callable[[User], PageClient]
pytestmark = pytest.mark.one_database


def stuck(page: Read) -> list[str]:
    section = page.tree.find(".//section[@aria-labelledby='stuck-title']")
    assert section is not None
    return [words(row[0]) for row in section.iterfind(".//tbody/tr")]


def test_the_longest_quiet_come_first_and_lead_to_their_page(
    session: Session, crowd: Cast, client_for: Open
) -> None:
    now = utc_now()
    session.execute(update(Enrolment).values(last_active_at=now))
    for days, enrolment_id in ((9, crowd.enrolment_id), (30, crowd.other_enrolment_id)):
        one = update(Enrolment).where(Enrolment.id == enrolment_id)
        session.execute(one.values(last_active_at=now - timedelta(days=days)))
    session.commit()
    page = client_for(crowd.tara).read("/reports/activity")
    assert stuck(page) == ["Bina Rahman", "Alem Bekele"]
    assert "2 of 12 seem stuck" in page.text
    assert page.links()["Alem Bekele"] == f"/reports/people/{crowd.enrolment_id}"
    assert "Begin" in page.text


def test_a_count_of_who_stopped_leads_to_these_people(
    session: Session, crowd: Cast, client_for: Open
) -> None:
    session.execute(update(Enrolment).values(last_active_at=utc_now() - timedelta(days=8)))
    session.commit()
    rosa = client_for(crowd.rosa)
    where = rosa.read("/reports/activity").tree.find(".//section[@aria-labelledby='where-title']")
    assert where is not None
    links = [(int(words(link)), link.get("href", "")) for link in where.iterfind(".//td/a")]
    assert links
    for count, url in links:
        assert f"module={MODULES[0]}" in url
        assert len(stuck(rosa.read(url))) == count


def test_addresses_are_for_those_who_look_after_people(
    session: Session, cast: Cast, client_for: Open
) -> None:
    session.execute(update(Enrolment).values(last_active_at=utc_now() - timedelta(days=8)))
    session.commit()
    tara, rosa = client_for(cast.tara), client_for(cast.rosa)
    page = tara.read(tara.read("/reports/activity?cohort=incheon").links()["Write to these people"])
    assert cast.alem.email in page.html
    assert cast.bina.email not in page.html
    assert page.links()["Open a letter"].startswith("mailto:?bcc=")
    assert "Write to these people" not in rosa.read("/reports/activity").links()
    assert cast.alem.email not in rosa.read("/reports/activity").html
    assert rosa.get("/reports/activity/addresses").status_code == 403


def test_nobody_of_another_programme_is_seen_or_written_to(
    session: Session, cast: Cast, client_for: Open
) -> None:
    put_bina_in_another_programme(session, cast)
    session.execute(update(Enrolment).values(last_active_at=utc_now() - timedelta(days=8)))
    grant(session, cast.tara, Role.TRAINER, PROGRAMME)
    tara = client_for(cast.tara)
    for path in ("activity", "activity.csv?table=stuck", "activity.json", "activity/addresses"):
        answer = tara.get(f"/reports/{path}").text
        assert "CANARY" not in answer
        assert cast.bina.email not in answer
        assert "Alem" in answer or cast.alem.email in answer
    grant(session, cast.tara, Role.TRAINER, "another-programme")
    assert "CANARY" in tara.get("/reports/activity").text


def test_fifty_stand_on_a_page_and_all_in_the_file(session: Session, cast: Cast, client_for: Open) -> None:
    for number in range(60):
        factories.enrolment(
            session, cohort=cast.cohort, user=factories.user(session, name=f"Person {number:02}")
        )
    session.execute(update(Enrolment).values(last_active_at=utc_now() - timedelta(days=8)))
    session.commit()
    rosa = client_for(cast.rosa)
    first = rosa.read("/reports/activity")
    second = rosa.read(first.links()["Next"])
    names = stuck(first) + stuck(second)
    assert len(stuck(first)) == 50
    assert len(set(names)) == 62
    assert rosa.get("/reports/activity.csv?table=stuck").text.count("\r\n") == 63
