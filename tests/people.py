"""The cast: the same few people in every test."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.programmes.models import Cohort, Enrolment
from tests import factories

PROGRAMME = "study-visit-2019"
MODULES = ("e-government-and-the-2030-agenda", "measuring-e-government")


@dataclass(frozen=True)
class Cast:
    """Alem takes part, Bina in another cohort; Tara trains, Rosa reviews, Ada administers; Olu is a stranger.

    Mona administers the study visit alone.
    """

    alem: User
    bina: User
    tara: User
    rosa: User
    ada: User
    olu: User
    mona: User
    cohort: Cohort
    other_cohort: Cohort
    enrolment_id: UUID
    other_enrolment_id: UUID


def make_cast(session: Session) -> Cast:
    """Make everyone, in two cohorts of the study visit, and commit."""
    cohort = factories.cohort(session, slug="incheon", programme_slug=PROGRAMME)
    other = factories.cohort(session, slug="elsewhere", programme_slug=PROGRAMME)
    ministry = factories.institution(session, name="Ministry of Innovation", country="ET")
    alem = factories.user(session, name="Alem Bekele", country="ET", institution=ministry)
    bina = factories.user(session, name="Bina Rahman", country="BD")
    staff = {}
    for name, role in (("Tara", Role.TRAINER), ("Rosa", Role.REVIEWER), ("Ada", Role.ADMINISTRATOR)):
        staff[name] = factories.user(session, name=name)
        session.add(RoleGrant(user_id=staff[name].id, role=role, granted_at=factories.NOW))
    mona = factories.user(session, name="Mona")
    session.add(
        RoleGrant(
            user_id=mona.id, role=Role.ADMINISTRATOR, programme_slug=PROGRAMME, granted_at=factories.NOW
        )
    )
    olu = factories.user(session, name="Olu Okello", country="UG")
    enrolment: Enrolment = factories.enrolment(session, cohort=cohort, user=alem)
    other_enrolment = factories.enrolment(session, cohort=other, user=bina)
    session.commit()
    return Cast(
        alem=alem,
        bina=bina,
        tara=staff["Tara"],
        rosa=staff["Rosa"],
        ada=staff["Ada"],
        olu=olu,
        mona=mona,
        cohort=cohort,
        other_cohort=other,
        enrolment_id=enrolment.id,
        other_enrolment_id=other_enrolment.id,
    )
