"""What people change about themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.accounts.queries import account_of, profile_of
from studyvisit.accounts.rules import PositionLevel, Sex
from studyvisit.accounts.services.links import close_links
from studyvisit.accounts.services.sessions import end_sessions, forget_tries
from studyvisit.audit.services import record
from studyvisit.db import new_id
from studyvisit.messaging.services import enqueue

Follower = Callable[[Session, User, datetime], None]
"""What a higher floor does when a profile changes; the composition root names them."""


def update_profile(
    session: Session,
    *,
    user_id: UUID,
    name: str,
    country: str | None,
    institution: str,
    position: str,
    position_level: PositionLevel | None,
    sex: Sex | None,
    language: str,
    timezone: str,
    followers: Iterable[Follower] = (),
    now: datetime,
) -> None:
    """Store what a person tells about themselves, and let the followers know.

    An institution not known yet in that country is added.
    """
    user = profile_of(session, user_id)
    user.name, user.position, user.position_level, user.sex = name, position, position_level, sex
    user.country, user.language, user.timezone = country, language, timezone
    user.institution_id = (
        institution_of(session, country, institution).id if country and institution else None
    )
    record(
        session, actor_id=user_id, action="profile.changed", subject_kind="user", subject_id=user_id, now=now
    )
    session.flush()
    for follow in followers:
        follow(session, user, now)


def change_password(session: Session, *, user_id: UUID, password_hash: str, now: datetime) -> None:
    """Set a person's password, sign every device out, end open links and tell them by e-mail."""
    user = profile_of(session, user_id)
    user.password_hash = password_hash
    end_sessions(session, user_id=user_id, now=now)
    close_links(session, user_id, None, now)
    forget_tries(session, account=account_of(user.email))
    record(
        session, actor_id=user_id, action="password.changed", subject_kind="user", subject_id=user_id, now=now
    )
    enqueue(
        session,
        unique_key=f"password-changed:{new_id()}",
        address=user.email,
        language=user.language,
        template="password-changed",
        parameters={"name": user.name, "path": "/password-reset", "changed_at": now.isoformat()},
        now=now,
    )
    session.flush()


def institution_of(session: Session, country: str, name: str) -> Institution:
    """Return a country's institution of that name, however it is capitalised, making it where it is new."""
    known = _find_institution(session, country, name)
    if known is not None:
        return known
    made = Institution(country=country, name=name)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:  # somebody else has just added it
        known = _find_institution(session, country, name)
        if known is None:
            raise
        return known
    return made


def _find_institution(session: Session, country: str, name: str) -> Institution | None:
    names = session.scalars(select(Institution).where(Institution.country == country))
    return next((one for one in names if one.name.casefold() == name.casefold()), None)
