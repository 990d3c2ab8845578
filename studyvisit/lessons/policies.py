"""Who reads what learners say about lessons."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from studyvisit.actor import Actor, Role
from studyvisit.programmes.models import Cohort

Scope = frozenset[str] | None
"""The programmes in which a person may; None means all of them."""


def notes_scope(actor: Actor) -> Scope:
    """Return the programmes whose learners' notes a person reads and answers: those they train in or administer."""
    return actor.programmes_as(Role.TRAINER, Role.ADMINISTRATOR)


def within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on `Cohort` that keeps a question inside a scope."""
    return true() if scope is None else Cohort.programme_slug.in_(sorted(scope))
