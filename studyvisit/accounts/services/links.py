"""Links sent by e-mail: invitations, password resets, changes of address. Each works once, for a while."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.accounts import queries, rules
from studyvisit.accounts.models import AccessLink, RoleGrant, User
from studyvisit.accounts.rules import Purpose
from studyvisit.accounts.services.sessions import end_sessions, forget_tries
from studyvisit.actor import Grant, Role
from studyvisit.audit.services import record
from studyvisit.db import delete_some, new_id
from studyvisit.errors import Conflict
from studyvisit.messaging.rules import secret_for
from studyvisit.messaging.services import enqueue

_PATHS = {
    Purpose.INVITATION: "/invitations/",
    Purpose.PASSWORD_RESET: "/password-reset/",
    Purpose.EMAIL_CHANGE: "/profile/e-mail/",
}


class EmailTaken(Conflict):
    """Somebody with this e-mail address is here already."""

    code: ClassVar[str] = "email-taken"


class AlreadyActive(Conflict):
    """The person has a password, so an invitation has nothing to invite to."""

    code: ClassVar[str] = "already-active"


def invite(
    session: Session,
    *,
    key: str,
    email: str,
    name: str,
    grant: Grant,
    language: str,
    country: str | None = None,
    position_level: str | None = None,
    invited_by_id: UUID | None,
    now: datetime,
) -> User:
    """Make an account without a password, grant its role and send the link that sets one.

    Participants are granted nothing: their enrolment is what makes them participants. `key` is the
    installation's secret key. Raises EmailTaken.
    """
    user = User(
        email=email.strip().casefold(),
        name=rules.tidy(name),
        language=language,
        country=country,
        position_level=position_level,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
            session.flush()
    except IntegrityError:
        raise EmailTaken from None
    if grant.role is not Role.PARTICIPANT:
        session.add(
            RoleGrant(
                user_id=user.id,
                role=grant.role,
                programme_slug=grant.programme,
                granted_at=now,
                granted_by_id=invited_by_id,
            )
        )
    record(
        session,
        actor_id=invited_by_id,
        action="user.invited",
        subject_kind="user",
        subject_id=user.id,
        now=now,
        role=grant.role,
        programme=grant.programme,
    )
    send_link(session, key=key, user=user, purpose=Purpose.INVITATION, by_id=invited_by_id, now=now)
    return user


def invite_again(
    session: Session, *, key: str, user_id: UUID, invited_by_id: UUID | None, now: datetime
) -> None:
    """Send a fresh invitation; links sent before stop working. Raises AlreadyActive."""
    user = queries.profile_of(session, user_id)
    if user.password_hash is not None:
        raise AlreadyActive
    record(
        session,
        actor_id=invited_by_id,
        action="user.invited-again",
        subject_kind="user",
        subject_id=user.id,
        now=now,
    )
    send_link(session, key=key, user=user, purpose=Purpose.INVITATION, by_id=invited_by_id, now=now)


def accept_invitation(
    session: Session, *, link: AccessLink, name: str, password_hash: str, now: datetime
) -> None:
    """Use an invitation: the person has a name and a password from now on."""
    user = _use(session, link, password_hash, now)
    user.name = rules.tidy(name)
    record(
        session,
        actor_id=user.id,
        action="invitation.accepted",
        subject_kind="user",
        subject_id=user.id,
        now=now,
    )
    session.flush()


def ask_for_reset(session: Session, *, key: str, email: str, now: datetime) -> None:
    """Send a link that sets a new password, if the address is somebody's; the audit log knows in any case.

    Whoever was invited and never came gets their invitation again. A few a window at most.
    """
    record(
        session,
        actor_id=None,
        action="password-reset.asked",
        subject_kind="account",
        subject_id=queries.account_of(email),
        now=now,
    )
    user = queries.find_user_by_email(session, email)
    if user is None or user.suspended_at is not None:
        session.flush()
        return
    purpose = Purpose.INVITATION if user.password_hash is None else Purpose.PASSWORD_RESET
    recent = queries.count_links_since(
        session, user_id=user.id, purpose=purpose, since=now - rules.TRIES_WINDOW
    )
    if recent >= rules.RESETS_PER_WINDOW:
        return
    send_link(session, key=key, user=user, purpose=purpose, by_id=None, now=now)


def reset_password(session: Session, *, link: AccessLink, password_hash: str, now: datetime) -> None:
    """Use a reset link: set the password, and sign every device out."""
    user = _use(session, link, password_hash, now)
    end_sessions(session, user_id=user.id, now=now)
    forget_tries(session, account=queries.account_of(user.email))
    record(
        session, actor_id=user.id, action="password.reset", subject_kind="user", subject_id=user.id, now=now
    )
    session.flush()


def _use(session: Session, link: AccessLink, password_hash: str, now: datetime) -> User:
    close_links(session, link.user_id, None, now)
    link.used_at = now
    user = session.get_one(User, link.user_id)
    user.password_hash = password_hash
    return user


def send_link(
    session: Session,
    *,
    key: str,
    user: User,
    purpose: Purpose,
    by_id: UUID | None,
    now: datetime,
    new_email: str | None = None,
) -> None:
    """Send a person a link, to their address or to a new one; those of its purpose sent before stop working."""
    close_links(session, user.id, purpose, now)
    link = AccessLink(
        id=new_id(),
        purpose=purpose,
        user_id=user.id,
        created_at=now,
        expires_at=now + rules.LINKS_LAST[purpose],
        made_by_id=by_id,
        new_email=new_email,
    )
    link.token_hash = queries.hash_of(secret_for(key, link.id))
    session.add(link)
    enqueue(
        session,
        unique_key=f"{purpose}:{link.id}",
        address=new_email or user.email,
        language=user.language,
        template=purpose,
        parameters={
            "name": user.name,
            "path": _PATHS[purpose],
            "token_of": str(link.id),
            "expires_at": link.expires_at.isoformat(),
        },
        now=now,
    )


def close_links(session: Session, user_id: UUID, purpose: Purpose | None, now: datetime) -> None:
    """End a person's open links, of one purpose or of all.

    The newest alone is good, and none after use, nor once the password or the address has changed.
    """
    open_links = update(AccessLink).where(
        AccessLink.user_id == user_id, AccessLink.used_at.is_(None), AccessLink.expires_at > now
    )
    if purpose is not None:
        open_links = open_links.where(AccessLink.purpose == purpose)
    session.execute(open_links.values(expires_at=now))


def forget_links(session: Session, *, before: datetime) -> int:
    """Forget some of the links that were good no longer at a moment; return how many, 0 when none is left."""
    return delete_some(session, AccessLink, or_(AccessLink.used_at < before, AccessLink.expires_at < before))
