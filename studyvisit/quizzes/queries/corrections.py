"""What was declared wrong about questions, and what it did to scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.library.queries import module_revision, published_module
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, Regrade, RegradeChange, Response
from studyvisit.quizzes.queries import Corrections, Sitting
from studyvisit.quizzes.rules.correcting import Correction, Remedy


@dataclass(frozen=True, slots=True)
class Declared:
    """A correction with how many scores it changed."""

    regrade: Regrade
    changed: int


def declared_for(session: Session, programme_slug: str, module_slug: str) -> tuple[Declared, ...]:
    """Return the corrections declared of a module's quizzes in a programme, the latest first."""
    rows = session.execute(
        select(Regrade, func.count(RegradeChange.attempt_id))
        .outerjoin(RegradeChange, RegradeChange.regrade_id == Regrade.id)
        .where(Regrade.programme_slug == programme_slug, Regrade.module_slug == module_slug)
        .group_by(Regrade.id)
        .order_by(Regrade.declared_at.desc(), Regrade.id.desc())
    )
    return tuple(Declared(*row) for row in rows)


def in_force(session: Session, regrades: Iterable[Regrade], revision_id: UUID) -> dict[str, Correction]:
    """Return by question what holds for an attempt at a revision, of corrections in the order declared."""
    number = published_module(session, revision_id).number
    return {
        regrade.question_id: correction_of(session, regrade)
        for regrade in regrades
        if regrade.revision_number >= number
    }


def correction_of(session: Session, regrade: Regrade) -> Correction:
    """Return what a declared correction does."""
    quiz = module_revision(session, regrade.revision_id).quiz
    return Correction(Remedy(regrade.remedy), quiz.question(regrade.question_id))


def corrections_at(
    session: Session, *, enrolment_id: UUID, module_slug: str, quiz_id: str, revision_id: UUID
) -> dict[str, Correction]:
    """Return by question what was declared for an enrolment's attempts at a revision."""
    regrades = session.scalars(
        select(Regrade)
        .join(Cohort, Cohort.programme_slug == Regrade.programme_slug)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.id == enrolment_id, Regrade.module_slug == module_slug, Regrade.quiz_id == quiz_id)
        .order_by(Regrade.declared_at, Regrade.id)
    )
    return in_force(session, regrades, revision_id)


def corrections_seen(session: Session, sitting: Sitting) -> Corrections:
    """Return what was corrected in an attempt, and what that did to its score, in one statement."""
    attempt = sitting.attempt
    rows = session.execute(
        select(Regrade, RegradeChange)
        .outerjoin(
            RegradeChange,
            and_(RegradeChange.regrade_id == Regrade.id, RegradeChange.attempt_id == attempt.id),
        )
        .where(
            Regrade.programme_slug == sitting.programme_slug,
            Regrade.module_slug == attempt.module_slug,
            Regrade.quiz_id == attempt.quiz_id,
        )
        .order_by(Regrade.declared_at, Regrade.id)
    ).all()
    return Corrections(
        by_question=in_force(session, (regrade for regrade, _change in rows), attempt.revision_id),
        changes=tuple((regrade, change) for regrade, change in rows if change is not None),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """An attempt at a quiz, whose it is, and the answer to one question of it, if it asks it and there is one."""

    attempt: Attempt
    response: Response | None
    name: str


def attempts_in(
    session: Session, programme_slug: str, module_slug: str, quiz_id: str, question_id: str
) -> Sequence[Asked]:
    """Return every attempt at a module's quiz in a programme, by enrolment and in order."""
    rows = session.execute(
        select(Attempt, Response, User.name)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(User, User.id == Enrolment.user_id)
        .outerjoin(Response, _is_answer(question_id))
        .where(
            Cohort.programme_slug == programme_slug,
            Attempt.module_slug == module_slug,
            Attempt.quiz_id == quiz_id,
        )
        .order_by(Attempt.enrolment_id, Attempt.wave.desc(), Attempt.number)
        .execution_options(populate_existing=True)
    )
    return [Asked(*row) for row in rows]


def revisions_sat(session: Session, programme_slug: str, module_slug: str) -> Sequence[UUID]:
    """Return the revisions of a module at which somebody in a programme has sat its quiz."""
    return session.scalars(
        select(Attempt.revision_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.programme_slug == programme_slug, Attempt.module_slug == module_slug)
        .distinct()
    ).all()


def _is_answer(question_id: str) -> Any:
    return and_(
        Response.attempt_id == Attempt.id,
        Response.question_id == question_id,
        Response.is_late.is_(False),
    )
