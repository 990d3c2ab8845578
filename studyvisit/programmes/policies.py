"""Who may see a cohort."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, true

from studyvisit.actor import Actor, Role
from studyvisit.programmes.models import Cohort, Enrolment


def is_participant(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on cohorts that a person takes part in."""
    return exists().where(
        Enrolment.cohort_id == Cohort.id,
        Enrolment.user_id == actor.user_id,
        Enrolment.withdrawn_at.is_(None),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on cohorts that a person takes part in, or whose programme they work for."""
    programmes = actor.programmes_as(Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)
    if programmes is None:
        return true()
    return or_(is_participant(actor), Cohort.programme_slug.in_(programmes))
