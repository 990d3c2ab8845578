"""Who may see a cohort without taking part in it."""

from __future__ import annotations

from studyvisit.actor import Actor, Role


def may_look_at(actor: Actor, programme_slug: str) -> bool:
    """Return whether a person works for a programme: they see its pages as a participant will, and no more."""
    return any(
        actor.has_role(role, programme_slug) for role in (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)
    )


def may_teach(actor: Actor, programme_slug: str) -> bool:
    """Return whether a person answers for what is taught and marked in a programme."""
    return any(actor.has_role(role, programme_slug) for role in (Role.TRAINER, Role.ADMINISTRATOR))
