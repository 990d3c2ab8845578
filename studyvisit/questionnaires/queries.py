"""Questions about self-assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Questionnaire, Wave
from studyvisit.errors import NotFound
from studyvisit.library.queries import content_of
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment, Rating


@dataclass(slots=True)
class Given:
    """One wave as it was given; `ratings` maps a statement's id to the value."""

    assessment_id: UUID
    revision_id: UUID
    given_at: datetime
    ratings: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Sitting:
    """What one enrolment has given in one module, and whether the time for looking back has come."""

    lessons_read_at: datetime | None
    quiz_passed_at: datetime | None
    waves: dict[Wave, Given] = field(default_factory=dict)


def sitting_of(session: Session, enrolment_id: UUID, questionnaire_slug: str, module_slug: str) -> Sitting:
    """Return where an enrolment stands with a self-assessment. Raises NotFound for no such enrolment."""
    rows = session.execute(
        select(
            ModuleStanding.lessons_read_at,
            ModuleStanding.quiz_passed_at,
            Assessment.wave,
            Assessment.id,
            Assessment.revision_id,
            Assessment.given_at,
            Rating.statement_id,
            Rating.value,
        )
        .select_from(Enrolment)
        .outerjoin(
            ModuleStanding,
            and_(ModuleStanding.enrolment_id == Enrolment.id, ModuleStanding.module_slug == module_slug),
        )
        .outerjoin(
            Assessment,
            and_(
                Assessment.enrolment_id == Enrolment.id,
                Assessment.module_slug == module_slug,
                Assessment.questionnaire_slug == questionnaire_slug,
            ),
        )
        .outerjoin(Rating, Rating.assessment_id == Assessment.id)
        .where(Enrolment.id == enrolment_id)
    ).all()
    if not rows:
        raise NotFound
    sitting = Sitting(rows[0].lessons_read_at, rows[0].quiz_passed_at)
    for _read, _passed, wave, assessment_id, revision_id, given_at, statement_id, value in rows:
        if wave is not None:
            given = sitting.waves.setdefault(Wave(wave), Given(assessment_id, revision_id, given_at))
            if statement_id is not None:
                given.ratings[statement_id] = value
    return sitting


def assessments_of(
    session: Session, enrolment_ids: Sequence[UUID]
) -> dict[tuple[UUID, str], dict[Wave, Given]]:
    """Return what enrolments have given, by enrolment and module; what is missing was not given."""
    rows = session.execute(
        select(
            Assessment.enrolment_id,
            Assessment.module_slug,
            Assessment.wave,
            Assessment.id,
            Assessment.revision_id,
            Assessment.given_at,
            Rating.statement_id,
            Rating.value,
        )
        .outerjoin(Rating, Rating.assessment_id == Assessment.id)
        .where(Assessment.enrolment_id.in_(enrolment_ids))
        .order_by(Assessment.given_at)
    )
    found: defaultdict[tuple[UUID, str], dict[Wave, Given]] = defaultdict(dict)
    for enrolment_id, module_slug, wave, assessment_id, revision_id, given_at, statement_id, value in rows:
        given = found[enrolment_id, module_slug].setdefault(
            Wave(wave), Given(assessment_id, revision_id, given_at)
        )
        if statement_id is not None:
            given.ratings[statement_id] = value
    return dict(found)


def waves_of_enrolment(session: Session, enrolment_id: UUID) -> dict[str, dict[Wave, Given]]:
    """Return what one enrolment has given, by module; what is missing was not given."""
    given = assessments_of(session, [enrolment_id])
    return {module_slug: waves for (_enrolment_id, module_slug), waves in given.items()}


def questionnaire_revision(session: Session, revision_id: UUID) -> Questionnaire:
    """Return the questionnaire as one revision of it said. Raises NotFound."""
    content = content_of(session, revision_id)
    if not isinstance(content, Questionnaire):
        raise NotFound
    return content
