"""What one participant has done, for those who may look at people one by one.

How anyone rated themselves is not among it: participants were promised that only groups are reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.completion.models import Certificate, Completion
from studyvisit.curriculum.content import Wave
from studyvisit.errors import NotFound
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.queries import Pins
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.policies import Scope, visible_in


@dataclass(frozen=True, slots=True)
class Participant:
    """Who someone is, as far as a report says it."""

    enrolment_id: UUID
    name: str
    position: str
    country: str | None
    institution: str | None
    cohort_slug: str
    cohort_title: str
    programme_slug: str
    enrolled_at: datetime
    withdrawn_at: datetime | None
    last_active_at: datetime | None
    pins: Pins


@dataclass(frozen=True, slots=True)
class AttemptMade:
    """One attempt; `percent` and `passed` are None while it is open. `unmarked` answers wait for a person."""

    number: int
    started_at: datetime
    submitted_at: datetime | None
    percent: float | None
    passed: bool | None
    unmarked: int


@dataclass(frozen=True, slots=True)
class CertificateHeld:
    """A certificate; one that was revoked says when."""

    code: str
    issued_at: datetime
    revoked_at: datetime | None


@dataclass(slots=True)
class ModuleRecord:
    """What someone did in one module; `read_at` goes by lesson and `given_at` by wave."""

    standing: ModuleStanding | None = None
    read_at: dict[str, datetime] = field(default_factory=dict)
    attempts: list[AttemptMade] = field(default_factory=list)
    given_at: dict[str, datetime] = field(default_factory=dict)
    certificate: CertificateHeld | None = None


def participant(session: Session, scope: Scope, enrolment_id: UUID) -> Participant:
    """Return a participant of a programme in the scope. Raises NotFound, outside the scope as for nobody."""
    row = session.execute(
        select(
            Enrolment.id,
            User.name,
            User.position,
            Enrolment.country,
            Institution.name,
            Cohort.slug,
            Cohort.title,
            Cohort.programme_slug,
            Enrolment.enrolled_at,
            Enrolment.withdrawn_at,
            Enrolment.last_active_at,
            Cohort.pins,
        )
        .join(User, User.id == Enrolment.user_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Institution, Institution.id == Enrolment.institution_id)
        .where(Enrolment.id == enrolment_id, visible_in(scope))
    ).one_or_none()
    if row is None:
        raise NotFound
    values: tuple[Any, ...] = tuple(row)
    return Participant(*values)


def records_of(session: Session, enrolment_id: UUID, modules: tuple[str, ...]) -> dict[str, ModuleRecord]:
    """Return what an enrolment has left in each of the modules, by slug."""
    records = {slug: ModuleRecord() for slug in modules}
    for standing in session.scalars(
        select(ModuleStanding).where(
            ModuleStanding.enrolment_id == enrolment_id, ModuleStanding.module_slug.in_(modules)
        )
    ):
        records[standing.module_slug].standing = standing
    _add_readings(session, enrolment_id, records)
    _add_attempts(session, enrolment_id, records)
    _add_waves(session, enrolment_id, records)
    _add_certificates(session, enrolment_id, records)
    return records


def _add_readings(session: Session, enrolment_id: UUID, records: dict[str, ModuleRecord]) -> None:
    rows = session.execute(
        select(LessonProgress.module_slug, LessonProgress.lesson_id, LessonProgress.read_at).where(
            LessonProgress.enrolment_id == enrolment_id,
            LessonProgress.module_slug.in_(records),
        )
    )
    for slug, lesson_id, read_at in rows:
        if read_at is not None:
            records[slug].read_at[lesson_id] = read_at


def _add_attempts(session: Session, enrolment_id: UUID, records: dict[str, ModuleRecord]) -> None:
    rows = session.execute(
        select(
            Attempt.module_slug,
            Attempt.number,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.percent,
            Attempt.passed,
            Attempt.unmarked,
        )
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.module_slug.in_(records),
            Attempt.wave == Wave.POST.value,
        )
        .order_by(Attempt.number)
    )
    for slug, number, started_at, submitted_at, percent, passed, unmarked in rows:
        made = AttemptMade(number, started_at, submitted_at, percent, passed, unmarked)
        records[slug].attempts.append(made)


def _add_waves(session: Session, enrolment_id: UUID, records: dict[str, ModuleRecord]) -> None:
    rows = session.execute(
        select(Assessment.module_slug, Assessment.wave, Assessment.given_at).where(
            Assessment.enrolment_id == enrolment_id, Assessment.module_slug.in_(records)
        )
    )
    for slug, wave, given_at in rows:
        records[slug].given_at[wave] = given_at


def _add_certificates(session: Session, enrolment_id: UUID, records: dict[str, ModuleRecord]) -> None:
    rows = session.execute(
        select(Completion.module_slug, Certificate.code, Certificate.issued_at, Certificate.revoked_at)
        .join(Certificate, Certificate.completion_id == Completion.id)
        .where(Completion.enrolment_id == enrolment_id, Completion.module_slug.in_(records))
        .order_by(Certificate.revoked_at.is_(None), Certificate.issued_at)
    )
    for slug, code, issued_at, revoked_at in rows:  # the last one stays: it stands, or is the newest
        records[slug].certificate = CertificateHeld(code, issued_at, revoked_at)
