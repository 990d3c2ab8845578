"""What a trainer grants one person at a quiz: more time, more attempts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.content import QuizWindow
from studyvisit.library.queries import module_revision
from studyvisit.programmes.models import Enrolment
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Allowance, Attempt
from studyvisit.quizzes.rules.starting import Allowed


def grant(
    session: Session,
    *,
    enrolment_id: UUID,
    module_slug: str,
    allowed: Allowed,
    reason: str,
    window: QuizWindow,
    granted_by_id: UUID,
    now: datetime,
) -> Allowance:
    """Grant a person so much more time and so many more attempts at a module's quiz, in place of what they had.

    An attempt under way gets the time at once, while it lasts; none is ever shortened. The quiz closes for them
    when it closes for all.
    """
    session.get_one(Enrolment, enrolment_id, with_for_update=True)
    allowance = session.get(Allowance, (enrolment_id, module_slug), with_for_update=True)
    if allowance is None:
        allowance = Allowance(enrolment_id=enrolment_id, module_slug=module_slug)
        session.add(allowance)
    allowance.extra_seconds, allowance.extra_attempts = allowed.extra_seconds, allowed.extra_attempts
    allowance.reason, allowance.granted_by_id, allowance.granted_at = reason, granted_by_id, now
    session.flush()
    _prolong(session, enrolment_id, module_slug, allowed, window, now)
    record(
        session,
        actor_id=granted_by_id,
        action="allowance.granted",
        subject_kind="enrolment",
        subject_id=enrolment_id,
        now=now,
        module=module_slug,
        extra_seconds=allowed.extra_seconds,
        extra_attempts=allowed.extra_attempts,
        reason=reason,
    )
    return allowance


def _prolong(
    session: Session,
    enrolment_id: UUID,
    module_slug: str,
    allowed: Allowed,
    window: QuizWindow,
    now: datetime,
) -> None:
    running = session.scalars(
        select(Attempt)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.module_slug == module_slug,
            Attempt.submitted_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for attempt in running:
        quiz = module_revision(session, attempt.revision_id).quiz
        due = rules.due_at(quiz.rules, attempt.started_at, extra=allowed.extra_seconds, closes=window.closes)
        is_running = attempt.due_at is not None and not rules.is_overdue(attempt.due_at, now, attempt.grace)
        if is_running and due is not None and attempt.due_at is not None and due > attempt.due_at:
            attempt.due_at = due
    session.flush()
