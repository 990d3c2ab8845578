"""The cast: the same few people in every test."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.programmes.models import Cohort
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
    alem = factories.person(name="Alem Bekele", country="ET", institution=ministry)
    bina = factories.person(name="Bina Rahman", country="BD")
    tara, rosa, ada = (factories.person(name=name) for name in ("Tara", "Rosa", "Ada"))
    mona = factories.person(name="Mona")
    olu = factories.person(name="Olu Okello", country="UG")
    session.add_all((alem, bina, tara, rosa, ada, mona, olu))
    session.flush()
    roles = {tara: Role.TRAINER, rosa: Role.REVIEWER, ada: Role.ADMINISTRATOR, mona: Role.ADMINISTRATOR}
    session.add_all(
        RoleGrant(
            user_id=user.id,
            role=role,
            programme_slug=PROGRAMME if user is mona else None,
            granted_at=factories.NOW,
        )
        for user, role in roles.items()
    )
    enrolment, other_enrolment = factories.enrolled(cohort, alem), factories.enrolled(other, bina)
    session.add_all((enrolment, other_enrolment))
    session.commit()
    return Cast(
        alem=alem,
        bina=bina,
        tara=tara,
        rosa=rosa,
        ada=ada,
        olu=olu,
        mona=mona,
        cohort=cohort,
        other_cohort=other,
        enrolment_id=enrolment.id,
        other_enrolment_id=other_enrolment.id,
    )
