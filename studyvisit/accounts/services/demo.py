"""The demo people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.accounts.queries import find_user_by_email
from studyvisit.accounts.rules import DEMO_PASSWORD, DEMO_PEOPLE, PositionLevel
from studyvisit.accounts.services.passwords import hash_password
from studyvisit.accounts.services.profile import institution_of
from studyvisit.actor import Role


def ensure_demo_people(session: Session, *, now: datetime) -> dict[str, User]:
    """Return the demo people by role, making those that are missing."""
    people = {}
    for role, email, name in DEMO_PEOPLE:
        user = find_user_by_email(session, email)
        if user is None:
            user = User(email=email, name=name, password_hash=hash_password(DEMO_PASSWORD), created_at=now)
            session.add(user)
            session.flush()
            if role is Role.PARTICIPANT:
                _settle_in_addis_ababa(session, user)
            else:
                session.add(RoleGrant(user_id=user.id, role=role, granted_at=now))
            session.flush()
        people[role.value] = user
    return people


def _settle_in_addis_ababa(session: Session, user: User) -> None:
    institution = institution_of(session, "ET", "Ministry of Innovation and Technology")
    user.country, user.institution_id, user.timezone = "ET", institution.id, "Africa/Addis_Ababa"
    user.position, user.position_level = "Senior expert", PositionLevel.PROFESSIONAL
