"""What one person has rated and answered in a module. A person reaches only their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, and_, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.calibration.rules import Answer, Given, answers_in
from studyvisit.curriculum.content import Module, Wave
from studyvisit.errors import NotFound
from studyvisit.library.queries import Pins, published_module
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt, Regrade, Response

SPOILT = ("drop", "credit")
"""Corrections after which an answer says nothing about who gave it."""


@dataclass(slots=True)
class Record:
    """What a person left in a module: the latest attempt handed in, and ratings by wave.

    `spoilt` are questions that were dropped or credited to everyone, with the newest revision that this is about.
    """

    enrolment_id: UUID
    programme_slug: str
    pins: Pins
    quiz_passed_at: datetime | None
    attempt: Attempt | None
    responses: dict[str, Response] = field(default_factory=dict)
    ratings: dict[Wave, dict[str, int | None]] = field(default_factory=dict)
    revisions: dict[Wave, UUID] = field(default_factory=dict)
    spoilt: dict[str, int] = field(default_factory=dict)


def record_of(session: Session, actor: Actor, cohort_slug: str, module_slug: str) -> Record:
    """Return what the actor left in a module of a cohort of theirs, in two statements. Raises NotFound."""
    latest = (
        select(Attempt.id)
        .where(
            Attempt.enrolment_id == Enrolment.id,
            Attempt.module_slug == module_slug,
            Attempt.wave == Wave.POST,
            Attempt.submitted_at.is_not(None),
        )
        .order_by(Attempt.submitted_at.desc())
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Enrolment.id, Cohort.programme_slug, Cohort.pins, ModuleStanding.quiz_passed_at, Attempt, Response
        )
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(
            ModuleStanding,
            and_(ModuleStanding.enrolment_id == Enrolment.id, ModuleStanding.module_slug == module_slug),
        )
        .outerjoin(Attempt, Attempt.id == latest)
        .outerjoin(Response, and_(Response.attempt_id == Attempt.id, Response.is_late.is_(False)))
        .where(
            Cohort.slug == cohort_slug,
            Enrolment.user_id == actor.user_id,
            Enrolment.withdrawn_at.is_(None),
        )
    ).all()
    if not rows:
        raise NotFound
    record = Record(*rows[0][:5])
    record.responses = {row[5].question_id: row[5] for row in rows if row[5] is not None}
    _add_ratings(session, record, module_slug)
    return record


def answers_of(session: Session, record: Record, module: Module) -> list[Answer]:
    """Return what the attempt's answers earned, without those that a person has yet to mark or that were spoilt."""
    if record.attempt is None:
        return []
    number = published_module(session, record.attempt.revision_id).number
    spoilt = {name for name, newest in record.spoilt.items() if newest >= number}
    given = {
        name: Given(response.points, (response.certainty or "") if response.answer else "")
        for name, response in record.responses.items()
    }
    return answers_in(module.quiz, record.attempt.question_ids, given, spoilt)


def _add_ratings(session: Session, record: Record, module_slug: str) -> None:
    ratings: Any = (
        select(literal("rating"), Assessment.wave, Rating.statement_id, Rating.value, Assessment.revision_id)
        .join(Rating, Rating.assessment_id == Assessment.id)
        .where(
            Assessment.enrolment_id == record.enrolment_id,
            Assessment.module_slug == module_slug,
            Assessment.wave.in_((Wave.PRE, Wave.POST)),
        )
    )
    regrades = select(
        literal("regrade"),
        Regrade.remedy,
        Regrade.question_id,
        cast(Regrade.revision_number, Integer()),
        cast(null(), Uuid()),
    ).where(
        Regrade.programme_slug == record.programme_slug,
        Regrade.module_slug == module_slug,
        Regrade.remedy.in_(SPOILT),
    )
    for kind, which, name, value, revision_id in session.execute(union_all(ratings, regrades)):
        if kind == "regrade":
            record.spoilt[name] = max(record.spoilt.get(name, 0), value)
        else:
            record.ratings.setdefault(Wave(which), {})[name] = value
            record.revisions[Wave(which)] = revision_id
