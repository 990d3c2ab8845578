"""What administrators do with other people's accounts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.accounts.queries import profile_of
from studyvisit.accounts.services.links import close_links
from studyvisit.accounts.services.sessions import end_sessions
from studyvisit.actor import Grant, Role
from studyvisit.audit.services import record
from studyvisit.errors import Conflict


class OwnAccount(Conflict):
    """Administrators cannot shut themselves out: somebody has to remain."""

    code: ClassVar[str] = "own-account"


def suspend(session: Session, *, user_id: UUID, by_id: UUID, now: datetime) -> None:
    """Shut a person out, on every device at once and by every link sent to them. Raises OwnAccount."""
    if user_id == by_id:
        raise OwnAccount
    user = profile_of(session, user_id)
    user.suspended_at = user.suspended_at or now
    end_sessions(session, user_id=user_id, now=now)
    close_links(session, user_id, None, now)
    _record(session, "user.suspended", user, by_id, now)


def restore(session: Session, *, user_id: UUID, by_id: UUID, now: datetime) -> None:
    """Let a suspended person sign in again."""
    user = profile_of(session, user_id)
    user.suspended_at = None
    _record(session, "user.restored", user, by_id, now)


def grant_role(session: Session, *, user_id: UUID, grant: Grant, by_id: UUID | None, now: datetime) -> None:
    """Give a person a role, everywhere or in one programme; one they hold already stays as it is."""
    user = profile_of(session, user_id)
    if grant.role is Role.PARTICIPANT or _find_grant(session, user_id, grant) is not None:
        return
    session.add(
        RoleGrant(
            user_id=user_id,
            role=grant.role,
            programme_slug=grant.programme,
            granted_at=now,
            granted_by_id=by_id,
        )
    )
    _record(session, "role.granted", user, by_id, now, grant)


def withdraw_role(session: Session, *, user_id: UUID, grant: Grant, by_id: UUID, now: datetime) -> None:
    """Take a role from a person. Raises OwnAccount for an administrator's own power over everything."""
    if user_id == by_id and grant == Grant(Role.ADMINISTRATOR):
        raise OwnAccount
    user = profile_of(session, user_id)
    held = _find_grant(session, user_id, grant)
    if held is not None:
        session.delete(held)
        _record(session, "role.withdrawn", user, by_id, now, grant)


def _find_grant(session: Session, user_id: UUID, grant: Grant) -> RoleGrant | None:
    return session.scalar(
        select(RoleGrant).where(
            RoleGrant.user_id == user_id,
            RoleGrant.role == grant.role,
            RoleGrant.programme_slug.is_not_distinct_from(grant.programme),
        )
    )


def _record(
    session: Session, action: str, user: User, by_id: UUID | None, now: datetime, grant: Grant | None = None
) -> None:
    detail = {"role": grant.role, "programme": grant.programme} if grant else {}
    record(session, actor_id=by_id, action=action, subject_kind="user", subject_id=user.id, now=now, **detail)
    session.flush()
