from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from studyvisit.actor import Actor, Grant, Role
from studyvisit.db import new_id
from studyvisit.errors import NotFound
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.queries import cohort_seen_by
from tests.factories import NOW
from tests.people import PROGRAMME, Cast


def actor(user_id: UUID, *grants: Grant) -> Actor:
    return Actor(
        user_id=user_id,
        session_id=new_id(),
        name="",
        email="",
        language="en",
        timezone="UTC",
        grants=frozenset(grants),
    )


def test_a_participant_sees_their_own_cohort_and_no_other(session: Session, cast: Cast) -> None:
    alem = actor(cast.alem.id)
    assert cohort_seen_by(session, alem, "incheon").enrolment_id == cast.enrolment_id
    with pytest.raises(NotFound):
        cohort_seen_by(session, alem, "elsewhere")


def test_who_left_sees_it_no_more(session: Session, cast: Cast) -> None:
    session.get_one(Enrolment, cast.enrolment_id).withdrawn_at = NOW
    session.commit()
    with pytest.raises(NotFound):
        cohort_seen_by(session, actor(cast.alem.id), "incheon")


@pytest.mark.parametrize("role", [Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR])
def test_staff_see_the_cohorts_of_their_programme_without_taking_part(
    session: Session, cast: Cast, role: Role
) -> None:
    everywhere = actor(cast.tara.id, Grant(role))
    there = replace(everywhere, grants=frozenset({Grant(role, PROGRAMME)}))
    for person in (everywhere, there):
        assert cohort_seen_by(session, person, "incheon").enrolment_id is None
    with pytest.raises(NotFound):
        cohort_seen_by(session, actor(cast.tara.id, Grant(role, "another-programme")), "incheon")
