"""A trainer gives one person more time and attempts, and that person reads it before they start."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.audit.models import AuditEntry
from tests.client import PageClient
from tests.people import Cast
from tests.quizzing import MODULE, QUIZ_URL, WRONG, publish_quiz

Browser = Callable[[User], PageClient]
LINK = "More time or attempts: E-government and the 2030 Agenda"

pytestmark = pytest.mark.one_database


def address(cast: Cast, cohort: str = "incheon") -> str:
    """Return where Alem is granted something."""
    return f"/cohorts/{cohort}/modules/{MODULE}/people/{cast.enrolment_id}/allowance"


def test_what_a_trainer_grants_is_in_the_rules_and_holds(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, attempts=1, time_limit=1800)
    alem, tara = client_for(cast.alem), client_for(cast.tara)
    page = alem.submit(alem.read(QUIZ_URL), action="/quiz")
    alem.submit(alem.submit(page, WRONG, button="review"), action="/submit")
    assert "You have used every attempt." in alem.read(QUIZ_URL).text
    person = tara.read(f"/reports/people/{cast.enrolment_id}")
    form = tara.read(person.links()[LINK])
    assert "30 minutes" in form.text
    saved = tara.submit(form, {"extra_minutes": "15", "extra_attempts": "1", "reason": "A slow line"})
    assert "The participant sees it in the rules of the quiz." in saved.text
    rules = alem.read(QUIZ_URL)
    assert "45 minutes from the moment you start" in rules.text
    assert "1 of 2 left" in rules.text
    assert "15 minutes more for each attempt. 1 attempt more." in rules.text
    assert "A slow line" not in rules.text
    assert "0 of 5 answered" in alem.submit(rules, action="/quiz").text
    again = tara.read(address(cast))
    assert 'value="15"' in again.html
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "allowance.granted")).one()
    assert (entry.actor_id, dict(entry.detail)["extra_seconds"]) == (cast.tara.id, 900)


def test_what_cannot_be_granted_is_said(cast: Cast, client_for: Browser, session: Session) -> None:
    tara = client_for(cast.tara)
    page = tara.read(address(cast))
    refused = tara.submit(page, {"extra_minutes": "-5", "extra_attempts": "many", "reason": ""})
    assert refused.status == 422
    for words in ("minutes from 0 to 1440", "a whole number, 0 for none", "Enter the reason."):
        assert words in refused.text


def test_nobody_is_granted_anything_in_a_cohort_they_are_not_in(cast: Cast, client_for: Browser) -> None:
    assert client_for(cast.ada).read(address(cast, "elsewhere")).status == 404
    assert LINK not in client_for(cast.rosa).read(f"/reports/people/{cast.enrolment_id}").links()
