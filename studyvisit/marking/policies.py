"""Who marks where. A scope is the programmes in which a person may; None means all of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true

from studyvisit.actor import Actor, Role
from studyvisit.programmes.models import Cohort

Scope = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a person marks answers, and where they decide between two who did."""

    marking: Scope
    moderating: Scope

    def may_mark(self, programme: str) -> bool:
        """Return whether the person marks answers in a programme."""
        return self.marking is None or programme in self.marking

    def may_moderate(self, programme: str) -> bool:
        """Return whether the person decides between two markers in a programme."""
        return self.moderating is None or programme in self.moderating


def marks_of(actor: Actor) -> Marks:
    """Return where a person may mark: trainers and administrators; reviewers may decide as well."""
    return Marks(
        actor.programmes_as(Role.TRAINER, Role.ADMINISTRATOR),
        actor.programmes_as(Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR),
    )


def within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on `Cohort` that keeps a question inside a scope."""
    return true() if scope is None else Cohort.programme_slug.in_(sorted(scope))
