"""What an enrolment says of a person: what their profile said when they came, and what travels later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.services import enrol, follow_profile
from tests.client import PageClient
from tests.people import Cast

LAST_DAY = datetime(2019, 4, 5, 12, tzinfo=UTC)  # of both cohorts
DURING, YEARS_LATER = LAST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=900)

pytestmark = pytest.mark.one_database


def said(session: Session, cast: Cast) -> tuple[str | None, ...]:
    """Return what Alem's enrolment says."""
    session.flush()
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    return enrolment.country, enrolment.sex, enrolment.position_level


def test_an_enrolment_keeps_what_the_profile_says_when_a_person_comes(cast: Cast, session: Session) -> None:
    cast.olu.sex, cast.olu.position_level = "male", "senior"
    made = enrol(session, cohort=cast.cohort, person=cast.olu, enrolled_by_id=None, now=DURING)
    assert (made.country, made.sex, made.position_level) == ("UG", "male", "senior")


@pytest.mark.parametrize("now", [DURING, YEARS_LATER])
def test_what_was_not_stated_is_filled_in_whenever_it_is_told(
    cast: Cast, session: Session, now: datetime
) -> None:
    alem = session.get_one(User, cast.alem.id)
    alem.sex, alem.position_level = "female", "middle"
    follow_profile(session, alem, now)
    assert said(session, cast) == ("ET", "female", "middle")


def test_sex_and_level_can_be_put_right_until_the_visit_is_over_and_the_country_stands(
    cast: Cast, session: Session
) -> None:
    alem = session.get_one(User, cast.alem.id)
    for now, country, sex, level in (
        (DURING, "ET", "male", "support"),
        (LAST_DAY, "UG", "female", "senior"),
        (YEARS_LATER, "KE", "other", "head"),
    ):
        alem.country, alem.sex, alem.position_level = country, sex, level
        follow_profile(session, alem, now)
    assert said(session, cast) == ("ET", "female", "senior")


def test_whoever_no_longer_says_their_sex_is_no_longer_counted_by_it(cast: Cast, session: Session) -> None:
    alem = session.get_one(User, cast.alem.id)
    for now, sex in ((DURING, "male"), (YEARS_LATER, "undisclosed")):
        alem.sex = sex
        follow_profile(session, alem, now)
    assert said(session, cast) == ("ET", "undisclosed", None)


def test_saving_the_profile_brings_the_enrolment_up_to_date(
    cast: Cast, session: Session, client_for: Callable[[User], PageClient]
) -> None:
    client = client_for(cast.alem)
    page = client.submit(client.read("/profile"), {"sex": "female", "position_level": "professional"})
    assert page.status == 200
    session.expire_all()
    assert said(session, cast) == ("ET", "female", "professional")
