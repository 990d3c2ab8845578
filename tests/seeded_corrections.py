"""A question that was corrected after an attempt, for the seeded database."""

from __future__ import annotations

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module
from studyvisit.library.queries import Published
from studyvisit.quizzes.models import Attempt, Regrade, RegradeChange
from tests.factories import NOW
from tests.people import PROGRAMME


def seed_correction(session: Session, attempt: Attempt, module: Published[Module]) -> None:
    """Give everyone the points of the first question of a finished attempt."""
    attempt.is_corrected = True
    made = Regrade(
        programme_slug=PROGRAMME,
        module_slug=attempt.module_slug,
        quiz_id=attempt.quiz_id,
        question_id=str(next(iter(attempt.question_ids))),
        remedy="credit",
        revision_id=module.revision_id,
        revision_number=module.number,
        reason="Two answers were right",
        declared_at=NOW,
    )
    session.add(made)
    session.flush()
    session.add(
        RegradeChange(
            regrade_id=made.id,
            attempt_id=attempt.id,
            points_before=0.0,
            points_after=float(attempt.points or 0),
            available_before=attempt.available,
            available_after=attempt.available,
            passed_before=False,
            passed_after=True,
            keeps_pass=False,
        )
    )
