"""Who is asking: a plain value that policies can decide on without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person may be, everywhere or in one programme."""

    PARTICIPANT = "participant"
    TRAINER = "trainer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in one programme, or everywhere when `programme` is None."""

    role: Role
    programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person, as far as decisions and pages need to know them."""

    user_id: UUID
    session_id: UUID
    name: str
    email: str
    language: str
    timezone: str
    grants: frozenset[Grant] = field(default_factory=frozenset)

    def has_role(self, role: Role, programme: str | None = None) -> bool:
        """Return whether the person holds the role anywhere, or, given a programme, there or everywhere."""
        return any(
            grant.role is role and (programme is None or grant.programme in (None, programme))
            for grant in self.grants
        )

    def programmes_as(self, *roles: Role) -> frozenset[str] | None:
        """Return the programmes in which the person holds one of the roles; None means all of them."""
        held = {grant.programme for grant in self.grants if grant.role in roles}
        return None if None in held else frozenset(slug for slug in held if slug is not None)
