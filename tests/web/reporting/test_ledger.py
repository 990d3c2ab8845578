"""The ledger: each indicator by its own rule, and "no data" where an instrument was never used."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.feedback.models import AnonymousFeedback, NamedFeedback
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort
from tests.client import PageClient
from tests.factories import NOW
from tests.people import Cast
from tests.web.reporting.test_learning_gain import crowd, person

Open = Callable[[User], PageClient]
PAGE = "/reports/ledger"
NO_DATA, TOO_FEW = {"absent": "no-data"}, {"absent": "too-few"}


def lines(client: PageClient, query: str = "") -> dict[str, dict[str, Any]]:
    document = json.loads(client.get(f"{PAGE}.json{query}").text)
    table = next(one for one in document["tables"] if one["name"] == "ledger")
    names = [column["name"] for column in table["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    return {row["indicator"]: row for row in rows}


def answer(session: Session, cohort: Cohort, country: str, occasion: str, form: str, **values: str) -> None:
    """Let somebody of a country fill in a follow-up under their name."""
    revision = Shelf(session).feedback_form(form).revision_id
    enrolment = person(session, cohort, country, {})
    kept = {"values": values, "declined": []}
    session.add(
        NamedFeedback(
            enrolment_id=enrolment.id, occasion=occasion, revision_id=revision, given_at=NOW, answers=kept
        )
    )


def react(session: Session, cohort: Cohort, *values: int) -> None:
    """Lay open reactions that rate the relevance so."""
    revision = Shelf(session).feedback_form("reaction").revision_id
    for value in values:
        kept = {"values": {"relevant": value}, "declined": []}
        session.add(
            AnonymousFeedback(
                id=uuid4(), cohort_id=cohort.id, occasion="reaction", revision_id=revision, answers=kept
            )
        )


def test_what_nobody_was_asked_is_no_data_and_not_nought(client_for: Open, cast: Cast) -> None:
    client = client_for(cast.rosa)
    found = lines(client)
    for name in ("reaction-relevant", "rose-pre", "report-more", "applied", "changed", "rose-follow-up-12"):
        assert (found[name]["people"], found[name]["among"], found[name]["share"]) == (NO_DATA, 0, NO_DATA)
    assert found["report-more"]["met"] == NO_DATA
    assert found["certified"]["people"] == 0, "nobody holds it: that is known"
    assert {row["level"] for row in found.values()} == {"1", "2", "3", "4"}
    assert "no data" in client.read(PAGE).text


def test_each_level_counts_by_its_own_rule(client_for: Open, session: Session, cast: Cast) -> None:
    crowd(session, cast)
    cohort = session.get_one(Cohort, cast.cohort.id)
    react(session, cohort, 5, 4, 4, 3, 1, 5)
    for place in range(6):
        applied = ("once", "not-yet")[place % 2]
        plan = "agreed" if place < 2 else "discussed"
        answer(
            session,
            cohort,
            ("BT", "UG", "ET")[place % 3],
            "follow-up-6",
            "follow-up",
            **{"applied": applied, "plan-status": plan},
        )
        answer(
            session, cohort, "BT", "follow-up-12", "follow-up-12", changed=("no", "with-figures")[place > 3]
        )
    session.commit()
    found = lines(client_for(cast.rosa))

    def counted(name: str) -> tuple[int, int, str]:
        return (found[name]["people"], found[name]["among"], found[name]["met"])

    assert counted("relevant") == (4, 6, "no")
    assert counted("report-more") == (12, 15, "yes")
    assert counted("looking-back") == (11, 11, "yes")
    assert found["data-and-indicators"]["people"] == NO_DATA, "none of its statements was rated"
    assert counted("applied") == (3, 6, "no")
    assert counted("action-plans") == (2, 3, "no")
    assert counted("changed") == (2, 6, "yes")
    assert found["report-more"]["wave"] == "pre>post"
    assert found["report-more"]["last_on"] == f"{NOW:%Y-%m-%d}"
    assert found["report-more"]["illustrative"] == "yes"
    assert found["relevant"]["last_on"] == {"absent": "not-defined"}, "an anonymous sheet has no day"


@pytest.mark.one_database
def test_of_fewer_than_five_answers_nothing_is_said(client_for: Open, session: Session, cast: Cast) -> None:
    cohort = session.get_one(Cohort, cast.cohort.id)
    react(session, cohort, 5, 5, 5, 5)
    for _place in range(4):
        answer(session, cohort, "BT", "follow-up-6", "follow-up", **{"plan-status": "done"})
    session.commit()
    found = lines(client_for(cast.rosa))
    for name in ("relevant", "action-plans"):
        assert (found[name]["people"], found[name]["share"], found[name]["met"]) == (
            TOO_FEW,
            TOO_FEW,
            TOO_FEW,
        )


@pytest.mark.one_database
def test_a_reviewer_of_another_programme_gets_an_empty_ledger(
    client_for: Open, session: Session, cast: Cast
) -> None:
    session.add(
        RoleGrant(user_id=cast.olu.id, role=Role.REVIEWER, programme_slug="elsewhere", granted_at=NOW)
    )
    session.commit()
    assert lines(client_for(cast.olu)) == {}
    assert lines(client_for(cast.olu), "?programme=study-visit-2019") == {}
