"""A crowd to report on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from studyvisit.programmes.models import ModuleStanding
from tests import factories
from tests.factories import NOW
from tests.people import MODULES, Cast
from tests.web.reporting.reading import STEPS


@pytest.fixture
def crowd(session: Session, cast: Cast) -> Cast:
    """Return the cast with eleven more in Alem's cohort, each a step further than the one before."""
    ministry = factories.institution(session, name="=Ministry", country="BD")
    for place in range(11):
        user = factories.user(
            session,
            name=["Karim", "+Rahima", "ሰላም ከበደ"][place % 3] + f" {place}",
            country=["BD", "ET", None][place % 3],
            institution=ministry if place % 2 else None,
        )
        enrolment = factories.enrolment(session, cohort=cast.cohort, user=user)
        enrolment.enrolled_at = NOW - timedelta(days=place)
        standing = ModuleStanding(enrolment_id=enrolment.id, module_slug=MODULES[0])
        for far, step in enumerate(STEPS):
            if far < place - 3:
                setattr(enrolment, step, NOW + timedelta(hours=far))
            if far < place - 1:
                setattr(standing, step, NOW + timedelta(hours=far))
        session.add(standing)
        if place == 10:
            enrolment.withdrawn_at = NOW
    session.commit()
    return cast
