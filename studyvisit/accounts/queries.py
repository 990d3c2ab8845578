"""Questions about people."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User, UserSession
from studyvisit.actor import Actor, Grant, Role

# Asked on every request, so it is put together once.
_ACTOR = (
    select(
        User.id,
        UserSession.id,
        User.name,
        User.email,
        User.language,
        User.timezone,
        RoleGrant.role,
        RoleGrant.programme_slug,
    )
    .join(UserSession, UserSession.user_id == User.id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.expires_at > bindparam("now"),
        User.suspended_at.is_(None),
    )
)


def hash_of(secret: str) -> str:
    """Return the hash under which a secret of our own making is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_actor_by_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Return who is signed in with this session token, or None when it ended, expired or never was."""
    rows = session.execute(_ACTOR, {"token_hash": hash_of(token), "now": now}).all()
    if not rows:
        return None
    user_id, session_id, name, email, language, timezone, _, _ = rows[0]
    return Actor(
        user_id=user_id,
        session_id=session_id,
        name=name,
        email=email,
        language=language,
        timezone=timezone,
        grants=frozenset(Grant(Role(role), programme) for *_, role, programme in rows if role),
    )


def find_user_by_email(session: Session, email: str) -> User | None:
    """Return the person with this e-mail address, however it is capitalised, or None."""
    return session.scalar(select(User).where(User.email == email.strip().casefold()))
