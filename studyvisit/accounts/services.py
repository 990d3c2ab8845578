"""What people do with their accounts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, RoleGrant, User, UserSession
from studyvisit.accounts.queries import find_user_by_email, hash_of
from studyvisit.accounts.rules import DEMO_PASSWORD, DEMO_PEOPLE
from studyvisit.actor import Role
from studyvisit.audit.services import record

_hasher = PasswordHasher()
# Checked when the address is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def find_user_by_password(session: Session, *, email: str, password: str) -> User | None:
    """Return the person whose e-mail and password these are, or None, in the same time either way."""
    user = find_user_by_email(session, email)
    known = user is not None and user.password_hash is not None and user.suspended_at is None
    try:
        _hasher.verify(user.password_hash if known and user and user.password_hash else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user if known else None


def start_session(session: Session, *, user_id: UUID, device: str, lasts: timedelta, now: datetime) -> str:
    """Sign a person in on one device and return the token that their cookie will hold."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user_id,
            token_hash=hash_of(token),
            device=device[:200],
            created_at=now,
            expires_at=now + lasts,
        )
    )
    record(
        session, actor_id=user_id, action="session.started", subject_kind="user", subject_id=user_id, now=now
    )
    session.flush()
    return token


def end_session(session: Session, *, session_id: UUID, now: datetime) -> None:
    """Sign one device out."""
    session.get_one(UserSession, session_id).ended_at = now
    session.flush()


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
    institution = Institution(name="Ministry of Innovation and Technology", country="ET")
    session.add(institution)
    session.flush()
    user.country, user.institution_id, user.timezone = "ET", institution.id, "Africa/Addis_Ababa"
    user.position = "Senior expert"
