"""The evidence of what a person has done, in one question to the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Uuid, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from studyvisit.completion.models import Certificate, Completion
from studyvisit.db import UtcDateTime
from studyvisit.lessons.models import LessonProgress
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment
from studyvisit.quizzes.models import Attempt


@dataclass(slots=True)
class Trace:
    """Everything that one enrolment has left in one module."""

    read_at: dict[str, datetime] = field(default_factory=dict)
    last_lesson: str = ""
    last_place: str = ""
    last_at: datetime | None = None
    open_attempt: UUID | None = None
    attempts: int = 0
    passed_at: datetime | None = None
    waves: dict[str, datetime] = field(default_factory=dict)
    certificate_code: str = ""
    certificate_revoked: bool = False
    read_through_at: datetime | None = None
    revisions: set[UUID] = field(default_factory=set)

    def touch(self, at: datetime) -> bool:
        """Remember the latest moment; return whether this was it."""
        is_latest = self.last_at is None or at >= self.last_at
        if is_latest:
            self.last_at = at
        return is_latest


def traces_of(session: Session, user_id: UUID) -> dict[tuple[UUID, str], Trace]:
    """Return what a person has left behind, by enrolment and module; what is missing was never touched."""
    traces: defaultdict[tuple[UUID, str], Trace] = defaultdict(Trace)
    rows = session.execute(union_all(*(part.where(Enrolment.user_id == user_id) for part in _parts())))
    for kind, enrolment_id, module_slug, key, detail, at, done_at, revision_id in rows:
        trace = traces[enrolment_id, module_slug]
        if revision_id is not None:
            trace.revisions.add(revision_id)
        _ADDERS[kind](trace, key, detail, at, done_at)
    return dict(traces)


def _parts() -> Iterator[Any]:
    """Yield one select a kind of evidence, all of the same eight columns."""
    nothing = cast(null(), UtcDateTime())
    yield _part(
        "lesson",
        LessonProgress,
        LessonProgress.lesson_id,
        LessonProgress.place,
        LessonProgress.touched_at,
        LessonProgress.read_at,
    )
    passed = cast(Attempt.passed, String)
    yield _part(
        "attempt", Attempt, cast(Attempt.id, String), passed, Attempt.started_at, Attempt.submitted_at
    )
    yield _part("assessment", Assessment, Assessment.wave, literal(""), Assessment.given_at, nothing)
    yield (
        select(
            literal("standing"),
            ModuleStanding.enrolment_id,
            ModuleStanding.module_slug,
            literal(""),
            literal(""),
            ModuleStanding.started_at,
            ModuleStanding.lessons_read_at,
            cast(null(), Uuid()),
        ).join(Enrolment, Enrolment.id == ModuleStanding.enrolment_id)
    )
    yield (
        select(
            literal("certificate"),
            Completion.enrolment_id,
            Completion.module_slug,
            Certificate.code,
            literal(""),
            Certificate.issued_at,
            Certificate.revoked_at,
            Completion.revision_id,
        )
        .join(Certificate, Certificate.completion_id == Completion.id)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
    )


def _part(kind: str, model: Any, key: Any, detail: Any, at: Any, done_at: Any) -> Any:
    return select(
        literal(kind), model.enrolment_id, model.module_slug, key, detail, at, done_at, model.revision_id
    ).join(Enrolment, Enrolment.id == model.enrolment_id)


def _add_lesson(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    if done_at:
        trace.read_at[key] = done_at
    if trace.touch(at):
        trace.last_lesson, trace.last_place = key, detail


def _add_attempt(trace: Trace, key: str, detail: str | None, at: datetime, done_at: datetime | None) -> None:
    trace.attempts += 1
    trace.touch(at)
    if done_at is None:
        trace.open_attempt = UUID(key)
    elif detail in ("1", "true", "t"):
        trace.passed_at = min(trace.passed_at or done_at, done_at)


def _add_assessment(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    trace.waves[key] = at
    trace.touch(at)


def _add_certificate(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    trace.certificate_code = key
    trace.certificate_revoked = done_at is not None


def _add_standing(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    trace.read_through_at = done_at


_ADDERS = {
    "lesson": _add_lesson,
    "attempt": _add_attempt,
    "assessment": _add_assessment,
    "certificate": _add_certificate,
    "standing": _add_standing,
}
