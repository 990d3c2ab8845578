"""What to look at before a figure is signed, with the rows behind each check."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.actor import Role
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.data_quality import checked, rows_of
from studyvisit.reporting.rules import Check, Filters
from tests import factories
from tests.client import PageClient
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME, Cast
from tests.seeded import seed
from tests.web.reporting.test_completion_scope import grant, put_bina_in_another_programme

Open = Callable[[User], PageClient]
EVERYWHERE: Scope = None
EVERYBODY = Filters()


def found(session: Session, check: Check, filters: Filters = EVERYBODY) -> set[str]:
    """Return whom a check found, having seen that it counts the rows it lists."""
    rows = list(rows_of(session, EVERYWHERE, filters, check))
    count, of = checked(session, EVERYWHERE, filters)[check]
    assert count == len(rows) <= of
    return {str(row[1]) for row in rows}


def test_each_check_finds_what_its_rule_says_and_nothing_else(session: Session, cast: Cast) -> None:
    seed(session, cast)
    clean = {check: found(session, check) for check in Check}
    assert clean[Check.NO_INSTITUTION] == {"Bina Rahman"}
    twin = factories.user(
        session, name="alem bekele", email=cast.alem.email.replace("example", "sample"), country="ET"
    )
    factories.enrolment(session, cohort=cast.other_cohort, user=twin)
    nowhere = factories.user(session, name="Nobody Knows")
    lone = factories.enrolment(session, cohort=cast.cohort, user=nowhere)
    revision = session.scalars(select(Assessment.revision_id)).first()
    assert revision is not None
    session.add(
        Assessment(
            enrolment_id=lone.id,
            questionnaire_slug="self-assessment",
            module_slug=MODULES[0],
            wave="post",
            revision_id=revision,
            given_at=NOW,
        )
    )
    session.add(
        ModuleStanding(
            enrolment_id=lone.id, module_slug=MODULES[0], started_at=NOW - timedelta(days=1), certified_at=NOW
        )
    )
    for number, lasted, limit in ((1, 5, None), (2, 600, 600)):
        session.add(
            Attempt(
                enrolment_id=lone.id,
                module_slug=MODULES[0],
                quiz_id="quiz",
                revision_id=revision,
                number=number,
                seed=1,
                question_ids=[],
                started_at=NOW,
                due_at=None if limit is None else NOW + timedelta(seconds=limit),
                submitted_at=NOW + timedelta(seconds=lasted),
                points=0,
                available=1,
                percent=0,
                passed=False,
            )
        )
    session.flush()
    assert found(session, Check.SAME_NAME) == {"Alem Bekele", "alem bekele"}
    assert found(session, Check.SAME_MAILBOX) == {"Alem Bekele", "alem bekele"}
    assert found(session, Check.NO_COUNTRY) == clean[Check.NO_COUNTRY] | {"Nobody Knows"}
    for check in (
        Check.AFTER_ONLY,
        Check.IMPOSSIBLE_TIMES,
        Check.IN_SECONDS,
        Check.BY_THE_CLOCK,
        Check.UNPROVEN,
    ):
        assert found(session, check) == clean[check] | {"Nobody Knows"}, check
        assert found(session, check, Filters(module=MODULES[1])) <= clean[check], check
    assert found(session, Check.NO_COUNTRY, Filters(cohort="elsewhere")) == set()


@pytest.mark.one_database
def test_a_count_leads_to_its_rows_and_they_to_the_people(
    session: Session, cast: Cast, client_for: Open
) -> None:
    session.execute(update(Enrolment).where(Enrolment.id == cast.enrolment_id).values(country=None))
    session.commit()
    rosa = client_for(cast.rosa)
    page = rosa.read("/reports/data-quality")
    assert "checks found something" in page.text
    rows = rosa.read(page.links()["Country not stated"])
    assert "Alem Bekele" in rows.links()
    assert "Bina Rahman" not in rows.links()
    listed = rosa.get("/reports/data-quality.csv?check=no-country&table=rows").text
    assert [row["name"] for row in csv.DictReader(StringIO(listed.removeprefix("\ufeff")))] == ["Alem Bekele"]
    assert rosa.get("/reports/data-quality?check=moon").status_code == 422


@pytest.mark.one_database
def test_nobody_of_another_programme_is_checked(session: Session, cast: Cast, client_for: Open) -> None:
    session.execute(update(Enrolment).values(country=None))
    session.execute(update(User).values(name="CANARY Bina"))
    put_bina_in_another_programme(session, cast)
    session.execute(update(User).where(User.id == cast.alem.id).values(name="Alem Bekele"))
    grant(session, cast.rosa, Role.REVIEWER, PROGRAMME)
    rosa = client_for(cast.rosa)
    for check in Check:
        for kind in ("", ".json"):
            assert "CANARY" not in rosa.get(f"/reports/data-quality{kind}?check={check}").text
    assert "Alem Bekele" in rosa.get("/reports/data-quality?check=no-country").text
