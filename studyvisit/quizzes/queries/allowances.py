"""What one person was granted at a quiz, for those who may grant it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.errors import NotFound
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Allowance


@dataclass(frozen=True, slots=True)
class Granted:
    """A participant with what they were granted; without `granted_at` that is nothing yet."""

    name: str
    extra_seconds: int | None
    extra_attempts: int | None
    reason: str | None
    granted_at: datetime | None


def granted_to(session: Session, cohort_slug: str, enrolment_id: UUID, module_slug: str) -> Granted:
    """Return a participant of a cohort with what they were granted there. Raises NotFound for anybody else."""
    row = session.execute(
        select(
            User.name,
            Allowance.extra_seconds,
            Allowance.extra_attempts,
            Allowance.reason,
            Allowance.granted_at,
        )
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(
            Allowance, and_(Allowance.enrolment_id == Enrolment.id, Allowance.module_slug == module_slug)
        )
        .where(Enrolment.id == enrolment_id, Cohort.slug == cohort_slug, Enrolment.withdrawn_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Granted(*row)
