"""Who may freeze, sign and publish reports: those who review or administer their programme."""

from __future__ import annotations

from studyvisit.actor import Actor, Role


def signing_scope(actor: Actor) -> frozenset[str] | None:
    """Return the programmes whose reports a person may freeze and sign; None means all of them."""
    return actor.programmes_as(Role.REVIEWER, Role.ADMINISTRATOR)


def may_sign(actor: Actor, programme: str) -> bool:
    """Return whether a person may freeze and sign reports of a programme."""
    scope = signing_scope(actor)
    return scope is None or programme in scope


def role_of(actor: Actor, programme: str) -> Role:
    """Return the role for which a person signs a report of a programme they may sign for."""
    return Role.REVIEWER if actor.has_role(Role.REVIEWER, programme) else Role.ADMINISTRATOR
