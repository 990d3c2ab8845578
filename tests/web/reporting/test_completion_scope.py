"""Whose figures a reviewer sees: those of the programmes they review, in any format."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.reporting.rules import By
from tests import factories
from tests.client import PageClient
from tests.factories import NOW
from tests.people import PROGRAMME, Cast
from tests.web.reporting.reading import csv_of

Open = Callable[[User], PageClient]


def grant(session: Session, user: User, role: Role, programme: str) -> None:
    session.query(RoleGrant).filter(RoleGrant.user_id == user.id).delete()
    session.add(RoleGrant(user_id=user.id, role=role, programme_slug=programme, granted_at=NOW))
    session.commit()


def put_bina_in_another_programme(session: Session, cast: Cast) -> None:
    elsewhere = update(Cohort).where(Cohort.slug == "elsewhere")
    session.execute(elsewhere.values(title="CANARY cohort", programme_slug="another-programme"))
    session.execute(update(User).where(User.id == cast.bina.id).values(name="CANARY Bina"))


@pytest.mark.parametrize("narrowed", ["", "&programme=another-programme", "&cohort=elsewhere", "&country=BD"])
def test_a_reviewer_of_one_programme_never_sees_anothers(
    session: Session, cast: Cast, client_for: Open, narrowed: str
) -> None:
    put_bina_in_another_programme(session, cast)
    canary = factories.institution(session, name="CANARY ministry", country="BT")
    session.execute(
        update(Enrolment)
        .where(Enrolment.id == cast.other_enrolment_id)
        .values(institution_id=canary.id, country="BT")
    )
    grant(session, cast.rosa, Role.REVIEWER, PROGRAMME)
    rosa = client_for(cast.rosa)
    for kind, by in product(("", ".csv", ".json"), By):
        response = rosa.get(f"/reports/completion{kind}?by={by}{narrowed}")
        assert response.status_code == 200
        answer = response.text.replace(json.dumps(narrowed.partition("=")[2]), "")
        assert "CANARY" not in answer
        assert "Bhutan" not in answer
        assert str(canary.id) not in answer
        if not narrowed:
            assert "elsewhere" not in answer
            assert "another-programme" not in answer


def test_the_canaries_sing_for_those_who_may_hear_them(
    session: Session, cast: Cast, client_for: Open
) -> None:
    put_bina_in_another_programme(session, cast)
    grant(session, cast.rosa, Role.REVIEWER, "another-programme")
    rosa = client_for(cast.rosa)
    for kind in ("", ".csv", ".json"):
        answer = rosa.get(f"/reports/completion{kind}?by=person").text
        assert "CANARY" in answer
        assert cast.alem.name not in answer


def test_without_anyone_enrolled_the_report_says_what_comes_next(
    session: Session, cast: Cast, client_for: Open
) -> None:
    grant(session, cast.rosa, Role.REVIEWER, "a-programme-of-the-future")
    page = client_for(cast.rosa).read("/reports/completion")
    assert "Nobody is enrolled yet" in page.text
    assert csv_of(client_for(cast.rosa), "") == []
