"""Questions about self-assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, and_, cast, null, select, union_all
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Questionnaire, Wave
from studyvisit.db import UtcDateTime
from studyvisit.errors import NotFound
from studyvisit.library.queries import content_of
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment, Rating, RatingDraft
from studyvisit.questionnaires.rules import Value

_GIVEN = select(
    Assessment.enrolment_id,
    Assessment.module_slug,
    Assessment.wave,
    Assessment.id.label("assessment_id"),
    Assessment.revision_id,
    Assessment.given_at,
    Rating.statement_id,
    Rating.value,
    cast(null(), Integer()).label("revision"),
    cast(null(), UtcDateTime()).label("saved_at"),
).outerjoin(Rating, Rating.assessment_id == Assessment.id)
_DRAFTS = select(
    RatingDraft.enrolment_id,
    RatingDraft.module_slug,
    RatingDraft.wave,
    cast(null(), Uuid()),
    cast(null(), Uuid()),
    cast(null(), UtcDateTime()),
    RatingDraft.statement_id,
    RatingDraft.value,
    RatingDraft.revision,
    RatingDraft.saved_at,
)


@dataclass(slots=True)
class Given:
    """One wave as it was given; `ratings` maps a statement's id to the value."""

    assessment_id: UUID
    revision_id: UUID
    given_at: datetime
    ratings: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A rating as it was ticked last; `revision` is the client's count."""

    value: Value
    revision: int
    saved_at: datetime


Drafts = dict[tuple[Wave, str], Draft]
"""What was ticked and not given yet, by wave and statement."""


@dataclass(slots=True)
class Sitting:
    """What one enrolment has given and ticked in one module, and whether the time for looking back has come."""

    lessons_read_at: datetime | None
    quiz_passed_at: datetime | None
    waves: dict[Wave, Given] = field(default_factory=dict)
    drafts: Drafts = field(default_factory=dict)


@dataclass(slots=True)
class FollowUp:
    """What one enrolment has given, by module, and what it ticked for all modules in one follow-up."""

    waves: dict[str, dict[Wave, Given]] = field(default_factory=dict)
    drafts: Drafts = field(default_factory=dict)


def sitting_of(session: Session, enrolment_id: UUID, questionnaire_slug: str, module_slug: str) -> Sitting:
    """Return where an enrolment stands with a self-assessment. Raises NotFound for no such enrolment."""
    kept = union_all(
        _GIVEN.where(
            Assessment.enrolment_id == enrolment_id,
            Assessment.questionnaire_slug == questionnaire_slug,
            Assessment.module_slug == module_slug,
        ),
        _DRAFTS.where(
            RatingDraft.enrolment_id == enrolment_id,
            RatingDraft.questionnaire_slug == questionnaire_slug,
            RatingDraft.module_slug == module_slug,
        ),
    ).subquery()
    rows = session.execute(
        select(ModuleStanding.lessons_read_at, ModuleStanding.quiz_passed_at, kept)
        .select_from(Enrolment)
        .outerjoin(
            ModuleStanding,
            and_(ModuleStanding.enrolment_id == Enrolment.id, ModuleStanding.module_slug == module_slug),
        )
        .outerjoin(kept, kept.c.enrolment_id == Enrolment.id)
        .where(Enrolment.id == enrolment_id)
    ).all()
    if not rows:
        raise NotFound
    sitting = Sitting(rows[0].lessons_read_at, rows[0].quiz_passed_at)
    for row in rows:
        _add(sitting.waves, sitting.drafts, row)
    return sitting


def follow_up_of(session: Session, enrolment_id: UUID, questionnaire_slug: str, wave: Wave) -> FollowUp:
    """Return where an enrolment stands with a follow-up."""
    found = FollowUp()
    kept = union_all(
        _GIVEN.where(Assessment.enrolment_id == enrolment_id),
        _DRAFTS.where(
            RatingDraft.enrolment_id == enrolment_id,
            RatingDraft.questionnaire_slug == questionnaire_slug,
            RatingDraft.module_slug == "",
            RatingDraft.wave == wave,
        ),
    )
    for row in session.execute(kept):
        _add(found.waves.setdefault(row.module_slug, {}), found.drafts, row)
    return found


def _add(waves: dict[Wave, Given], drafts: Drafts, row: Any) -> None:
    if row.wave is None:
        return
    wave = Wave(row.wave)
    if row.assessment_id is None:
        drafts[wave, row.statement_id] = Draft(row.value, row.revision, row.saved_at)
        return
    given = waves.setdefault(wave, Given(row.assessment_id, row.revision_id, row.given_at))
    if row.statement_id is not None:
        given.ratings[row.statement_id] = row.value


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
