"""Who may see which figures. A scope is the programmes a person may look into; None means all of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from studyvisit.actor import Actor, Role
from studyvisit.programmes.models import Cohort

Scope = frozenset[str] | None


def completion_scope(actor: Actor) -> Scope:
    """Return the programmes whose completion a person may see: those they review or administer."""
    return actor.programmes_as(Role.REVIEWER, Role.ADMINISTRATOR)


def cohorts_scope(actor: Actor) -> Scope:
    """Return the programmes whose cohorts a person may follow: those they train in or administer."""
    return actor.programmes_as(Role.TRAINER, Role.ADMINISTRATOR)


def people_scope(actor: Actor) -> Scope:
    """Return the programmes whose participants a person may look at one by one."""
    return actor.programmes_as(Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)


def questions_scope(actor: Actor) -> Scope:
    """Return the programmes whose quizzes a person may see figures of: those they train in, review or administer."""
    return people_scope(actor)


def visible_in(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on `Cohort` that keeps a question inside a scope."""
    return true() if scope is None else Cohort.programme_slug.in_(sorted(scope))


def is_in(scope: Scope, programme: str) -> bool:
    """Return whether a programme is inside a scope."""
    return scope is None or programme in scope


def is_within(made_for: Scope, scope: Scope) -> bool:
    """Return whether what was made for one scope shows nothing outside another."""
    return scope is None or (made_for is not None and made_for <= scope)
