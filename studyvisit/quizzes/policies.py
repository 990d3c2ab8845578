"""Who may read what others answered."""

from __future__ import annotations

from studyvisit.actor import Actor, Role


def may_read_answers(actor: Actor, programme_slug: str) -> bool:
    """Return whether a person reads and marks answers in a programme, or decides between those who do."""
    return any(
        actor.has_role(role, programme_slug) for role in (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)
    )
