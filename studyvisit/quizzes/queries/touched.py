"""The results that a change to questions would touch."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import case, distinct, func, select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.web.results import Results


def results_touched(session: Session, module_slug: str, questions: Collection[str]) -> Results:
    """Return the results of a module's quiz that these questions bear on, over all programmes."""
    answered: dict[str, int] = {}
    if questions:
        rows = session.execute(
            select(Response.question_id, func.count(distinct(Attempt.id)).label("attempts"))
            .join(Attempt, Attempt.id == Response.attempt_id)
            .where(
                Attempt.module_slug == module_slug,
                Attempt.submitted_at.is_not(None),
                Response.question_id.in_(tuple(questions)),
            )
            .group_by(Response.question_id)
        )
        answered = {row.question_id: row.attempts for row in rows}
    programmes = session.execute(
        select(
            Cohort.programme_slug,
            func.min(Cohort.slug).label("cohort"),
            func.sum(case((Attempt.submitted_at.is_(None), 1), else_=0)).label("running"),
        )
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Attempt, Attempt.enrolment_id == Enrolment.id)
        .where(Attempt.module_slug == module_slug)
        .group_by(Cohort.programme_slug)
    ).all()
    return Results(
        answered=answered,
        running=sum(row.running for row in programmes),
        cohorts={row.programme_slug: row.cohort for row in programmes},
    )
