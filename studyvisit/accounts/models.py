"""People, where they work, what they may do and how they are signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from studyvisit.actor import Role
from studyvisit.db import Base, new_id


class Institution(Base):
    """A ministry, agency or other body that people work for."""

    __tablename__ = "institution"
    __table_args__ = (UniqueConstraint("country", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))


class User(Base):
    """A person. `email` is stored case-folded; without a `password_hash` they were invited and never came."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("sex IN ('female', 'male', 'other', 'undisclosed')", name="sex_known"),
        CheckConstraint(
            "position_level IN ('head', 'senior', 'middle', 'professional', 'support', 'other')",
            name="position_level_known",
        ),
        CheckConstraint("length(country) = 2", name="country_is_a_code"),
        Index(None, "name", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    country: Mapped[str | None] = mapped_column(String(2))
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("institution.id"), index=True)
    position: Mapped[str] = mapped_column(default="")
    position_level: Mapped[str | None]
    sex: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    timezone: Mapped[str] = mapped_column(default="UTC")
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]

    institution: Mapped[Institution | None] = relationship(lazy="raise")
    grants: Mapped[list[RoleGrant]] = relationship(
        lazy="raise", cascade="all, delete-orphan", foreign_keys="RoleGrant.user_id"
    )


class RoleGrant(Base):
    """A role a person holds in one programme, or everywhere when `programme_slug` is NULL.

    Participants hold none: their enrolment is what makes them participants.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(None, "user_id", "role", "programme_slug", unique=True),
        CheckConstraint("role IN ('trainer', 'reviewer', 'administrator')", name="role_can_be_granted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[str]
    programme_slug: Mapped[str | None]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    @property
    def as_role(self) -> Role:
        """Return the role as its enumeration."""
        return Role(self.role)


class UserSession(Base):
    """One signing in, on one device. The cookie holds a token; only its hash is here."""

    __tablename__ = "user_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AccessLink(Base):
    """A single-use link sent by e-mail. Only its token's hash is kept.

    `new_email`, case-folded, is where the link to a change of address went, and the address it changes to.
    """

    __tablename__ = "access_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('invitation', 'password-reset', 'email-change')", name="purpose_known"),
        CheckConstraint(
            "(purpose = 'email-change') = (new_email IS NOT NULL)", name="new_email_to_change_to"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    new_email: Mapped[str | None]


class SignInFailure(Base):
    """An attempt to sign in that has not succeeded, counted per account (hashed) and per address."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "account_hash", "at"), Index(None, "address", "at"), Index(None, "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_hash: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]
