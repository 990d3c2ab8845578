"""Who may take a certificate back."""

from __future__ import annotations

from studyvisit.actor import Actor, Role


def may_revoke(actor: Actor | None, programme_slug: str) -> bool:
    """Return whether a person, if any is signed in, administers the programme of a certificate."""
    return actor is not None and actor.has_role(Role.ADMINISTRATOR, programme_slug)
