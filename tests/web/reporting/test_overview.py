"""The overview of a programme: a funnel, where people are lost, and what needs attention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.reporting.queries.overview import cohorts_counted
from studyvisit.reporting.rules import Filters
from studyvisit.reporting.services.attention import Matter, attention
from tests.client import PageClient, Read
from tests.people import PROGRAMME, Cast
from tests.web.reporting.reading import json_of, lines_of, words
from tests.web.reporting.test_completion_scope import grant, put_bina_in_another_programme

Open = Callable[[User], PageClient]
pytestmark = pytest.mark.one_database


def cells_with_links(page: Read, table: str) -> list[tuple[int, str]]:
    section = page.tree.find(f".//section[@aria-labelledby='{table}-title']")
    assert section is not None, table
    cells = [(cell, cell.find("a")) for cell in section.iterfind(".//tbody/tr/td")]
    return [(int(words(cell).split()[0]), link.get("href", "")) for cell, link in cells if link is not None]


def test_every_count_leads_to_as_many_people(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    page = rosa.read("/reports/overview")
    for table in ("funnel", "modules", "countries_and_modules", "countries"):
        found = cells_with_links(page, table)
        assert found, table
        for count, url in found[:8]:
            assert len(list(lines_of(rosa.read(url)))) == count, url


def test_the_overview_counts_what_completion_counts(crowd: Cast, client_for: Open) -> None:
    rosa = client_for(crowd.rosa)
    tables = {table["name"]: table for table in rosa.get("/reports/overview.json").get_json()["tables"]}
    assert [row[2:] for row in tables["countries"]["rows"]] == [
        row[2:] for row in json_of(rosa, "?by=country")["rows"]
    ]
    programme = f"?programme={PROGRAMME}"
    tables = {
        table["name"]: table for table in rosa.get(f"/reports/overview.json{programme}").get_json()["tables"]
    }
    assert tables["modules"]["rows"] == json_of(rosa, f"{programme}&by=module")["rows"]


def test_the_finding_says_where_most_are_lost_and_shows_the_newest_programme(
    crowd: Cast, client_for: Open
) -> None:
    page = client_for(crowd.rosa).read("/reports/overview")
    assert "1 of 12 people enrolled hold every certificate" in page.text
    assert "Most are lost between “Enrolled” and “Started”" in page.text
    assert "By module" in page.text


def test_what_needs_attention_comes_in_one_order_whatever_the_databases(session: Session, cast: Cast) -> None:
    filters, now = Filters(programme=PROGRAMME), utc_now()
    cohorts = cohorts_counted(session, None, filters)
    tables = [attention(session, None, filters, some, now) for some in (cohorts, cohorts[::-1])]
    rows = list(tables[0].rows)
    assert [row[1] for row in rows if row[0] == Matter.NONE_AFTER] == ["elsewhere", "incheon"]
    assert list(tables[1].rows) == rows


def test_what_needs_attention_is_said_with_the_way_there(
    session: Session, crowd: Cast, client_for: Open
) -> None:
    today = utc_now().date()
    session.execute(
        update(Cohort).values(starts_on=today - timedelta(days=20), ends_on=today - timedelta(days=9))
    )
    session.execute(update(Enrolment).values(last_active_at=utc_now() - timedelta(days=8)))
    session.commit()
    rosa = client_for(crowd.rosa)
    page = rosa.read("/reports/overview")
    links = page.links()
    assert "#stuck-title" in links["People of present cohorts did nothing for 7 days or longer"]
    assert "country=-" in links["Enrolments without a country"]
    assert "cohort=elsewhere" in links["The visit is over and nobody has finished the self-assessments after"]
    for url in links.values():
        if url.startswith("/reports"):
            assert rosa.get(url).status_code == 200


def test_nothing_of_another_programme_is_in_the_overview(
    session: Session, cast: Cast, client_for: Open
) -> None:
    put_bina_in_another_programme(session, cast)
    grant(session, cast.rosa, Role.REVIEWER, PROGRAMME)
    rosa = client_for(cast.rosa)
    for path in ("", "?programme=another-programme", "?cohort=elsewhere"):
        answer = rosa.get(f"/reports/overview{path}").text
        assert "CANARY" not in answer
        assert "Bangladesh" not in answer
    grant(session, cast.rosa, Role.REVIEWER, "another-programme")
    assert "Bangladesh" in rosa.get("/reports/overview").text
