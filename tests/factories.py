"""One function a thing, each with what a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.accounts.services import hash_password
from studyvisit.db import new_id
from studyvisit.programmes.models import Cohort, Enrolment

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "a-long-walk-2030"


@cache
def password_hash() -> str:
    """Return the hash of PASSWORD, made once: argon2 is slow on purpose."""
    return hash_password(PASSWORD)


def institution(session: Session, *, name: str = "Ministry", country: str = "ET") -> Institution:
    """Make an institution."""
    made = Institution(name=name, country=country)
    session.add(made)
    session.flush()
    return made


def user(
    session: Session,
    *,
    name: str = "A Person",
    email: str = "",
    country: str | None = None,
    institution: Institution | None = None,
) -> User:
    """Make a person who signs in with PASSWORD."""
    made = person(name=name, email=email, country=country, institution=institution)
    session.add(made)
    session.flush()
    return made


def person(
    *, name: str, email: str = "", country: str | None = None, institution: Institution | None = None
) -> User:
    """Return such a person, not yet in a session: several are then written at once."""
    return User(
        id=new_id(),
        name=name,
        email=email or f"{name.split()[0].lower()}-{new_id().hex[-6:]}@example.org",
        password_hash=password_hash(),
        country=country,
        institution_id=institution.id if institution else None,
        created_at=NOW,
    )


def cohort(session: Session, *, slug: str, programme_slug: str, title: str = "Incheon, April 2019") -> Cohort:
    """Make a cohort."""
    made = Cohort(
        slug=slug,
        programme_slug=programme_slug,
        title=title,
        starts_on=date(2019, 4, 1),
        ends_on=date(2019, 4, 5),
    )
    session.add(made)
    session.flush()
    return made


def enrolment(session: Session, *, cohort: Cohort, user: User) -> Enrolment:
    """Enrol a person in a cohort."""
    made = enrolled(cohort, user)
    session.add(made)
    session.flush()
    return made


def enrolled(cohort: Cohort, user: User) -> Enrolment:
    """Return an enrolment, not yet in a session."""
    return Enrolment(
        id=new_id(),
        cohort_id=cohort.id,
        user_id=user.id,
        country=user.country,
        institution_id=user.institution_id,
        sex=user.sex,
        position_level=user.position_level,
        enrolled_at=NOW,
    )
