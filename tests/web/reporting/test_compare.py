"""Two cohorts side by side, with the difference and how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Role
from studyvisit.programmes.models import Cohort
from tests import factories
from tests.client import PageClient
from tests.factories import NOW
from tests.people import PROGRAMME, Cast
from tests.web.reporting.reading import lines_of
from tests.web.reporting.test_completion_scope import grant, put_bina_in_another_programme

Open = Callable[[User], PageClient]
BOTH = "?cohort=incheon&compare=elsewhere"
pytestmark = pytest.mark.one_database


def fill(session: Session, cohort: Cohort, *, people: int, started: int) -> None:
    """Enrol people, of whom some have started."""
    for place in range(people):
        enrolment = factories.enrolment(session, cohort=cohort, user=factories.user(session, name="Somebody"))
        enrolment.started_at = NOW if place < started else None
    session.commit()


def steps_of(browser: PageClient, query: str) -> list[dict[str, Any]]:
    tables = {one["name"]: one for one in browser.get(f"/reports/compare.json{query}").get_json()["tables"]}
    names = [column["name"] for column in tables["steps"]["columns"]]
    return [dict(zip(names, row, strict=True)) for row in tables["steps"]["rows"]]


def test_two_cohorts_stand_side_by_side_with_newcombes_interval(
    session: Session, cast: Cast, client_for: Open
) -> None:
    fill(session, cast.cohort, people=9, started=9)  # Alem is the tenth, and has not
    fill(session, cast.other_cohort, people=9, started=3)  # and Bina here
    rosa = client_for(cast.rosa)
    started, *others = steps_of(rosa, BOTH)
    assert (started["first"], started["second"]) == (9, 3)
    ends = [started[name] for name in ("difference", "difference_low", "difference_high")]
    assert ends == pytest.approx([60.0, 17.05, 80.90], abs=0.005)
    assert {row["difference"] for row in others} == {0}
    page = rosa.read(f"/reports/compare{BOTH}")
    assert "“Started”, 60.0 percentage points more in" in page.text
    assert "Chance alone would rarely do that." in page.text
    url = next(url for url in page.links().values() if "reached=started" in url and "cohort=elsewhere" in url)
    assert len(list(lines_of(rosa.read(url)))) == 3


def test_few_people_have_a_difference_and_no_interval(session: Session, cast: Cast, client_for: Open) -> None:
    fill(session, cast.cohort, people=9, started=9)
    rosa = client_for(cast.rosa)
    row = steps_of(rosa, BOTH)[0]
    assert row["difference"] == 90
    assert row["difference_low"] == row["difference_high"] == {"absent": "too-few"}
    assert "too few people to say" in rosa.read(f"/reports/compare{BOTH}").text


@pytest.mark.parametrize("query", ["", "?cohort=incheon", "?cohort=incheon&compare=incheon", "?compare=moon"])
def test_without_two_cohorts_the_report_says_what_to_choose(cast: Cast, client_for: Open, query: str) -> None:
    rosa = client_for(cast.rosa)
    page = rosa.read(f"/reports/compare{query}")
    assert "Choose two different cohorts" in page.text
    assert "How far people came" not in page.text
    for kind in ("csv", "json", "xlsx", "pdf"):
        assert rosa.get(f"/reports/compare.{kind}{query}").status_code == 200


def test_a_cohort_of_another_programme_cannot_be_compared_by_who_may_not_see_it(
    session: Session, cast: Cast, client_for: Open
) -> None:
    put_bina_in_another_programme(session, cast)
    grant(session, cast.rosa, Role.REVIEWER, PROGRAMME)
    page = client_for(cast.rosa).read(f"/reports/compare{BOTH}")
    assert "Choose two different cohorts" in page.text
    assert "CANARY" not in page.text


def test_a_comparison_is_not_for_publication(cast: Cast, client_for: Open) -> None:
    rosa = client_for(cast.rosa)
    assert 'name="for"' in rosa.get("/reports/overview").text
    assert 'name="for"' not in rosa.get("/reports/compare").text
    answer = rosa.get(f"/reports/compare{BOTH}&programme={PROGRAMME}&for=publication")
    assert answer.status_code == 422
    assert "from the differences between two cohorts" in answer.text
