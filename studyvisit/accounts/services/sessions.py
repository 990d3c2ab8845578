"""Being signed in: starting and ending sessions, and counting the tries that failed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from studyvisit.accounts import rules
from studyvisit.accounts.models import SignInFailure, UserSession
from studyvisit.accounts.queries import hash_of, tries_since
from studyvisit.audit.services import record
from studyvisit.db import delete_some
from studyvisit.errors import NotFound


def note_try(session: Session, *, account: str, address: str, now: datetime) -> bool:
    """Count a try at an account before it is known to fail; return False, uncounted, when it is one too many.

    Counting first makes many tries at once in several processes as many as they are. Success forgets them.
    """
    at_account, from_address = tries_since(
        session, account=account, address=address, since=now - rules.TRIES_WINDOW
    )
    if rules.is_throttled(at_account + 1, from_address + 1):
        return False
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - rules.TRIES_KEPT))
    session.add(SignInFailure(account_hash=account, address=address, at=now))
    session.flush()
    return True


def forget_tries(session: Session, *, account: str) -> None:
    """Forget the tries at an account whose owner has just proved who they are."""
    session.execute(delete(SignInFailure).where(SignInFailure.account_hash == account))


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


def end_session(session: Session, *, user_id: UUID, session_id: UUID, now: datetime) -> None:
    """Sign one device of a person out. Raises NotFound for one that is not theirs."""
    if session.scalar(select(UserSession.user_id).where(UserSession.id == session_id)) != user_id:
        raise NotFound
    _end(
        session, select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id), now
    )


def end_session_of_token(session: Session, *, token: str, now: datetime) -> None:
    """Sign out the device that holds a token, if it is still signed in."""
    _end(session, select(UserSession).where(UserSession.token_hash == hash_of(token)), now)


def end_other_sessions(session: Session, *, user_id: UUID, session_id: UUID, now: datetime) -> int:
    """Sign every device of a person out but one; return how many."""
    others = select(UserSession).where(UserSession.user_id == user_id, UserSession.id != session_id)
    return _end(session, others, now)


def end_sessions(session: Session, *, user_id: UUID, now: datetime) -> int:
    """Sign every device of a person out; return how many."""
    return _end(session, select(UserSession).where(UserSession.user_id == user_id), now)


def forget_sessions(session: Session, *, before: datetime) -> int:
    """Forget some of the sessions that were over before a moment; return how many, 0 when none is left."""
    return delete_some(
        session, UserSession, or_(UserSession.ended_at < before, UserSession.expires_at < before)
    )


def _end(session: Session, which: Select[UserSession], now: datetime) -> int:
    ended = session.scalars(which.where(UserSession.ended_at.is_(None))).all()
    for one in ended:
        one.ended_at = now
        record(
            session,
            actor_id=one.user_id,
            action="session.ended",
            subject_kind="user",
            subject_id=one.user_id,
            now=now,
        )
    session.flush()
    return len(ended)
