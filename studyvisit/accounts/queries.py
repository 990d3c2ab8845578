"""Questions about people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from studyvisit.accounts.models import AccessLink, Institution, RoleGrant, SignInFailure, User, UserSession
from studyvisit.accounts.rules import Purpose, Status, status_of
from studyvisit.actor import Actor, Grant, Role
from studyvisit.db import columns
from studyvisit.errors import NotFound

PEOPLE_A_PAGE = 50
MOST_SUGGESTED = 200


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against; no row, so that no transaction need be open meanwhile."""

    user_id: UUID
    password_hash: str


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session as it stands, ended or not."""

    user_id: UUID
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """Whom to list: a part of a name or address, a role, a status; `page` counts from 1."""

    term: str = ""
    role: Role | None = None
    status: Status | None = None
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as administrators see them."""

    id: UUID
    name: str
    email: str
    country: str | None
    status: Status
    grants: tuple[Grant, ...]


def hash_of(secret: str) -> str:
    """Return the hash under which a secret of our own making is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def account_of(email: str) -> str:
    """Return under which name tries at an account are counted, whether it exists or not."""
    return hash_of(email.strip().casefold())


_user, _session, _grant = columns(User), columns(UserSession), columns(RoleGrant)
# Asked on every request, so it is put together once.
_ACTOR = (
    select(
        _user.id,
        _session.id.label("session_id"),
        _user.name,
        _user.email,
        _user.language,
        _user.timezone,
        _grant.role,
        _grant.programme_slug,
    )
    .join_from(User.__table__, UserSession.__table__, _session.user_id == _user.id)
    .outerjoin(RoleGrant.__table__, _grant.user_id == _user.id)
    .where(
        _session.token_hash == bindparam("token_hash"),
        _session.ended_at.is_(None),
        _session.expires_at > bindparam("now"),
        _user.suspended_at.is_(None),
    )
)
_PERSON = select(
    _user.id,
    _user.id.label("session_id"),  # nobody is signed in
    _user.name,
    _user.email,
    _user.language,
    _user.timezone,
    _grant.role,
    _grant.programme_slug,
).outerjoin_from(User.__table__, RoleGrant.__table__, _grant.user_id == _user.id)


def find_actor_by_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Return who is signed in with this session token, or None when it ended, expired or never was."""
    return _actor(session.execute(_ACTOR, {"token_hash": hash_of(token), "now": now}).all())


def find_actor(session: Session, user_id: UUID) -> Actor | None:
    """Return a person with what they may do now, as if they were signed in; None for who is suspended or unknown."""
    question = _PERSON.where(User.id == user_id, User.suspended_at.is_(None))
    return _actor(session.execute(question).all())


def _actor(rows: Sequence[Row[*tuple[Any, ...]]]) -> Actor | None:
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


def find_past_session(session: Session, token: str) -> PastSession | None:
    """Return the session a token once belonged to, whatever became of it, or None."""
    row = session.execute(
        select(UserSession.user_id, UserSession.expires_at, UserSession.ended_at).where(
            UserSession.token_hash == hash_of(token)
        )
    ).one_or_none()
    return PastSession(*row) if row else None


def find_user_by_email(session: Session, email: str) -> User | None:
    """Return the person with this e-mail address, however it is capitalised, or None."""
    return session.scalar(select(User).where(User.email == email.strip().casefold()))


def find_credentials(session: Session, email: str) -> Credentials | None:
    """Return what to check the password of an address against; None for who is unknown, suspended or new."""
    row = session.execute(
        select(User.id, User.password_hash).where(
            User.email == email.strip().casefold(),
            User.suspended_at.is_(None),
            User.password_hash.is_not(None),
        )
    ).one_or_none()
    return Credentials(row.id, row.password_hash or "") if row else None


def tries_since(session: Session, *, account: str, address: str, since: datetime) -> tuple[int, int]:
    """Return how many unsuccessful tries there were at an account and from an address."""
    recent = SignInFailure.at > since
    at_account = select(func.count()).where(recent, SignInFailure.account_hash == account)
    from_address = select(func.count()).where(recent, SignInFailure.address == address)
    row = session.execute(select(at_account.scalar_subquery(), from_address.scalar_subquery())).one()
    return row[0], row[1]


def profile_of(session: Session, user_id: UUID) -> User:
    """Return a person with their institution. Raises NotFound."""
    user = session.scalar(select(User).where(User.id == user_id).options(joinedload(User.institution)))
    if user is None:
        raise NotFound
    return user


def devices_of(session: Session, user_id: UUID, now: datetime) -> Sequence[UserSession]:
    """Return where a person is signed in, the latest first."""
    return session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None), UserSession.expires_at > now)
        .order_by(UserSession.created_at.desc())
    ).all()


def institutions_in(session: Session, country: str | None) -> Sequence[str]:
    """Return the names of a country's known institutions, sorted; nothing without a country."""
    if not country:
        return ()
    return session.scalars(
        select(Institution.name)
        .where(Institution.country == country)
        .order_by(Institution.name)
        .limit(MOST_SUGGESTED)
    ).all()


def find_link(
    session: Session, *, token: str, purpose: Purpose, now: datetime, to_use: bool = False
) -> AccessLink | None:
    """Return an unused, unexpired link by its secret, or None.

    With `to_use` nobody else finds it until the transaction ends.
    """
    link = (
        select(AccessLink)
        .join(User, User.id == AccessLink.user_id)
        .where(
            AccessLink.token_hash == hash_of(token),
            AccessLink.purpose == purpose,
            AccessLink.used_at.is_(None),
            AccessLink.expires_at > now,
            User.suspended_at.is_(None),
        )
    )
    return session.scalar(link.with_for_update(of=AccessLink) if to_use else link)


def count_links_since(session: Session, *, user_id: UUID, purpose: Purpose, since: datetime) -> int:
    """Return how many links of a purpose were made for a person."""
    return (
        session.scalar(
            select(func.count()).where(
                AccessLink.user_id == user_id, AccessLink.purpose == purpose, AccessLink.created_at > since
            )
        )
        or 0
    )


def find_latest_invitation(session: Session, user_id: UUID) -> AccessLink | None:
    """Return the last invitation sent to a person, used or not, or None."""
    return session.scalar(
        select(AccessLink)
        .where(AccessLink.user_id == user_id, AccessLink.purpose == Purpose.INVITATION)
        .order_by(AccessLink.created_at.desc(), AccessLink.id.desc())
        .limit(1)
    )


def person_of(session: Session, user_id: UUID) -> Person:
    """Return one person as administrators see them. Raises NotFound."""
    user = session.scalar(select(User).where(User.id == user_id).options(selectinload(User.grants)))
    if user is None:
        raise NotFound
    return _person(user)


def people(session: Session, which: PeopleFilter) -> list[Person]:
    """Return one page of people, sorted by name."""
    users = session.scalars(
        select(User)
        .where(_matches(which))
        .options(selectinload(User.grants))
        .order_by(User.name, User.id)
        .offset((which.page - 1) * PEOPLE_A_PAGE)
        .limit(PEOPLE_A_PAGE)
    )
    return [_person(user) for user in users]


def every_person(session: Session, role: Role | None) -> list[Person]:
    """Return all people with a role, or all, sorted by name."""
    users = session.scalars(
        select(User)
        .where(_matches(PeopleFilter(role=role)))
        .options(selectinload(User.grants))
        .order_by(User.name, User.id)
    )
    return [_person(user) for user in users]


def count_people(session: Session, which: PeopleFilter) -> int:
    """Return how many people a filter finds on all its pages."""
    return session.scalar(select(func.count()).select_from(User).where(_matches(which))) or 0


def _matches(which: PeopleFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [User.id.is_not(None)]
    if which.term:
        conditions.append(
            or_(
                User.name.icontains(which.term, autoescape=True),
                User.email.contains(which.term.casefold(), autoescape=True),
            )
        )
    holds = select(RoleGrant.id).where(RoleGrant.user_id == User.id)
    if which.role is Role.PARTICIPANT:
        conditions.append(~holds.exists())  # a participant holds no other role
    elif which.role is not None:
        conditions.append(holds.where(RoleGrant.role == which.role).exists())
    match which.status:
        case Status.SUSPENDED:
            conditions.append(User.suspended_at.is_not(None))
        case Status.ACTIVE:
            conditions += [User.suspended_at.is_(None), User.password_hash.is_not(None)]
        case Status.INVITED:
            conditions += [User.suspended_at.is_(None), User.password_hash.is_(None)]
        case None:
            pass
    return and_(*conditions)


def _person(user: User) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        country=user.country,
        status=status_of(
            has_password=user.password_hash is not None, is_suspended=user.suspended_at is not None
        ),
        grants=tuple(
            sorted(
                (Grant(grant.as_role, grant.programme_slug) for grant in user.grants),
                key=lambda grant: (grant.role, grant.programme or ""),
            )
        ),
    )
