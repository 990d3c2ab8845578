"""Changing the address one signs in with: asked for here, confirmed by a link that only the new one receives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.accounts.models import AccessLink, User
from studyvisit.accounts.queries import account_of, find_user_by_email, profile_of
from studyvisit.accounts.rules import Purpose
from studyvisit.accounts.services.links import EmailTaken, close_links, send_link
from studyvisit.accounts.services.sessions import end_other_sessions, end_sessions, forget_tries
from studyvisit.audit.services import record
from studyvisit.db import new_id
from studyvisit.messaging.services import enqueue


def ask_for_email_change(session: Session, *, key: str, user_id: UUID, email: str, now: datetime) -> None:
    """Send a link to a new address, and tell the present one; nothing else changes yet. Raises EmailTaken."""
    user, new_email = profile_of(session, user_id), email.strip().casefold()
    if find_user_by_email(session, new_email) is not None:
        raise EmailTaken
    _record(session, "email-change.asked", user, now)
    purpose = Purpose.EMAIL_CHANGE
    send_link(session, key=key, user=user, purpose=purpose, by_id=user_id, now=now, new_email=new_email)
    _tell(session, "email-change-asked", user.email, user, new_email, now)


def change_email(session: Session, *, link: AccessLink, session_id: UUID | None, now: datetime) -> None:
    """Use a link to sign in with its address from now on, and tell the one before. Raises EmailTaken.

    Other open links open nothing any more, and devices are signed out: all but `session_id`, where that is given.
    """
    user = profile_of(session, link.user_id)
    before = user.email
    assert link.new_email is not None, "the database holds a link of this purpose to its address"
    try:
        with session.begin_nested():
            user.email = link.new_email
            session.flush()
    except IntegrityError:  # somebody else has come with it since
        raise EmailTaken from None
    forget_tries(session, account=account_of(before))
    close_links(session, user.id, None, now)
    link.used_at = now
    if session_id is None:
        end_sessions(session, user_id=user.id, now=now)
    else:
        end_other_sessions(session, user_id=user.id, session_id=session_id, now=now)
    _record(session, "email.changed", user, now)
    _tell(session, "email-changed", before, user, user.email, now)


def _record(session: Session, action: str, user: User, now: datetime) -> None:
    record(session, actor_id=user.id, action=action, subject_kind="user", subject_id=user.id, now=now)


def _tell(session: Session, template: str, address: str, user: User, new_address: str, now: datetime) -> None:
    parameters = {"name": user.name, "path": "/password-reset", "new_address": new_address}
    enqueue(
        session,
        unique_key=f"{template}:{new_id()}",
        address=address,
        language=user.language,
        template=template,
        parameters={**parameters, "changed_at": now.isoformat()},
        now=now,
    )
    session.flush()
