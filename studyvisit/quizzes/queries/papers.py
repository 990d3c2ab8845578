"""What belongs to answers that people mark: files, and in the end what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.errors import NotFound
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes import policies
from studyvisit.quizzes.models import Attempt, MarkingTask, Response, Upload


@dataclass(frozen=True, slots=True)
class FileHeld:
    """A file of an answer, as its pages and whoever fetches it need to know it."""

    id: UUID
    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What belongs to an answer that a person marks: its files, and what was said once `is_marked`."""

    files: tuple[FileHeld, ...] = ()
    is_marked: bool = False
    points: float | None = None
    result: Mapping[str, Any] = field(default_factory=dict)


def papers_of(session: Session, attempt_id: UUID) -> dict[str, Paper]:
    """Return what people mark of an attempt, by question, files in the order they came; in one statement."""
    rows = session.execute(
        select(Response.question_id, Response.points, MarkingTask.state, MarkingTask.result, Upload)
        .outerjoin(MarkingTask, MarkingTask.response_id == Response.id)
        .outerjoin(
            Upload,
            and_(Upload.attempt_id == Response.attempt_id, Upload.question_id == Response.question_id),
        )
        .where(Response.attempt_id == attempt_id, Response.is_late.is_(False))
        .order_by(Upload.id)
    )
    papers: dict[str, Paper] = {}
    for question_id, points, state, result, upload in rows:
        paper = papers.get(question_id) or Paper((), state == "done", points, dict(result or {}))
        files = (*paper.files, file_held(upload)) if upload is not None else paper.files
        papers[question_id] = replace(paper, files=files)
    return papers


def file_held(upload: Upload) -> FileHeld:
    """Return a file as pages need to know it."""
    return FileHeld(upload.id, upload.name, upload.type, upload.size, upload.sha256)


def file_for(session: Session, actor: Actor, upload_id: UUID) -> tuple[FileHeld, bool]:
    """Return a file, and whether it is the actor's own: theirs, or of a programme in which they may mark.

    Raises NotFound to everyone else.
    """
    row = session.execute(
        select(Upload, Enrolment.user_id, Enrolment.withdrawn_at, Cohort.programme_slug)
        .join(Attempt, Attempt.id == Upload.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Upload.id == upload_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    upload, user_id, withdrawn_at, programme = row
    if user_id == actor.user_id and withdrawn_at is None:
        return file_held(upload), True
    if user_id == actor.user_id or not policies.may_read_answers(actor, programme):
        raise NotFound
    return file_held(upload), False
