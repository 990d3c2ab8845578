"""The evidence of what a person has done, and the certificates it led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Uuid, case, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.completion import policies
from studyvisit.completion.models import Certificate, Completion
from studyvisit.completion.rules import Evidence
from studyvisit.completion.rules import Trace as Trace
from studyvisit.curriculum.content import Module, Wave
from studyvisit.db import UtcDateTime
from studyvisit.errors import NotFound
from studyvisit.feedback.models import FeedbackGiven
from studyvisit.lessons.models import LessonProgress
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment
from studyvisit.questionnaires.queries import assessments_of
from studyvisit.quizzes.models import Attempt

_REPLACEABLE = "replaceable"


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


def evidence_of(module: Module, trace: Trace) -> Evidence:
    """Return what a trace proves about a module as it is now."""
    return Evidence(
        assessed_before="pre" in trace.waves,
        lessons_read=sum(lesson.id in trace.read_at for lesson in module.lessons),
        lessons=len(module.lessons),
        quiz_passed=trace.passed_at is not None,
        assessed_after="post" in trace.waves and "then" in trace.waves,
        has_read_through=trace.read_through_at is not None,
        has_certificate=trace.certificate_stands or trace.certificate_is_lost,
    )


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
    key = cast(Attempt.id, String)
    yield _part("attempt", Attempt, key, Attempt.wave, Attempt.started_at, Attempt.submitted_at)
    yield _part("assessment", Assessment, Assessment.wave, literal(""), Assessment.given_at, nothing)
    yield (
        select(
            literal("feedback"),
            FeedbackGiven.enrolment_id,
            literal(""),
            FeedbackGiven.occasion,
            literal(""),
            nothing,
            nothing,
            cast(null(), Uuid()),
        ).join(Enrolment, Enrolment.id == FeedbackGiven.enrolment_id)
    )
    yield (
        select(
            literal("standing"),
            ModuleStanding.enrolment_id,
            ModuleStanding.module_slug,
            literal(""),
            literal(""),
            ModuleStanding.quiz_passed_at,
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
            case((Certificate.may_be_replaced, _REPLACEABLE), else_=""),
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


def _add_attempt(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    trace.touch(at)
    if detail == Wave.PRE:
        trace.before_at = at
        trace.open_before = UUID(key) if done_at is None else None
        return
    trace.has_begun_quiz = True
    if done_at is None:
        trace.open_attempt = UUID(key)


def _add_assessment(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    trace.waves[key] = at
    if not Wave(key).is_follow_up:  # months later; it does not say where the person goes on
        trace.touch(at)


def _add_feedback(trace: Trace, key: str, detail: str, at: datetime | None, done_at: datetime | None) -> None:
    trace.feedback.add(key)


def _add_certificate(trace: Trace, key: str, detail: str, at: datetime, done_at: datetime | None) -> None:
    # Revoked ones may have gone before, and rows come in any order; the one that stands is the newest.
    is_newest = done_at is None or trace.certificate_at is None or at > trace.certificate_at
    if is_newest and not trace.certificate_stands:
        trace.certificate_code, trace.certificate_at = key, at
        trace.certificate_stands = done_at is None
        trace.certificate_is_lost = done_at is not None and detail != _REPLACEABLE


def _add_standing(trace: Trace, key: str, detail: str, at: datetime | None, done_at: datetime | None) -> None:
    # Whether the quiz is passed is for its own scoring rule to say, which looks at all attempts.
    trace.passed_at, trace.read_through_at = at, done_at


_ADDERS: dict[str, Callable[[Trace, str, str, Any, datetime | None], None]] = {
    "lesson": _add_lesson,
    "attempt": _add_attempt,
    "assessment": _add_assessment,
    "feedback": _add_feedback,
    "certificate": _add_certificate,
    "standing": _add_standing,
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, in the words it was issued with."""

    code: str
    name: str
    programme_title: str
    programme_note: str
    module_title: str
    revision_label: str
    issued_at: datetime
    revoked_at: datetime | None
    revoked_reason: str | None
    completed_at: datetime
    module_slug: str
    programme_slug: str
    cohort_slug: str
    may_be_replaced: bool
    owner_id: UUID
    is_owner_enrolled: bool

    def may_be_replaced_by(self, user_id: UUID) -> bool:
        """Return whether this was a person's own, who may claim another now that it is revoked."""
        return self.may_be_replaced and self.is_owner_enrolled and self.owner_id == user_id


def find_certificate(session: Session, code: str) -> Issued | None:
    """Return the certificate of a code, revoked or not, to whoever knows the code; or None."""
    row: Sequence[Any] | None = session.execute(
        select(
            Certificate.code,
            Certificate.name,
            Certificate.programme_title,
            Certificate.programme_note,
            Certificate.module_title,
            Certificate.revision_label,
            Certificate.issued_at,
            Certificate.revoked_at,
            Certificate.revoked_reason,
            Completion.completed_at,
            Completion.module_slug,
            Cohort.programme_slug,
            Cohort.slug,
            Certificate.may_be_replaced,
            Enrolment.user_id,
            Enrolment.withdrawn_at.is_(None),
        )
        .join(Completion, Completion.id == Certificate.completion_id)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Certificate.code == code)
    ).one_or_none()
    return Issued(*row) if row else None


def certificate_to_revoke(session: Session, actor: Actor, code: str) -> Issued:
    """Return a certificate that the actor may revoke. Raises NotFound to everyone else."""
    issued = find_certificate(session, code)
    if issued is None or not policies.may_revoke(actor, issued.programme_slug):
        raise NotFound
    return issued


def certificate_at(session: Session, enrolment_id: UUID, module_slug: str) -> Certificate | None:
    """Return the certificate of an enrolment for a module that stands, or None."""
    return session.scalar(
        select(Certificate)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(
            Completion.enrolment_id == enrolment_id,
            Completion.module_slug == module_slug,
            Certificate.revoked_at.is_(None),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a completion rests on, ready to be kept as JSON, and when the last of it came."""

    document: dict[str, Any]
    completed_at: datetime


def proof_of(session: Session, enrolment_id: UUID, module_slug: str) -> Proof:
    """Return everything that proves a completed module: what was read, the best attempt, the ratings given.

    Of the ratings only that they were given is kept, never their values.
    """
    read = session.execute(
        select(LessonProgress.lesson_id, LessonProgress.read_at, LessonProgress.revision_id).where(
            LessonProgress.enrolment_id == enrolment_id,
            LessonProgress.module_slug == module_slug,
            LessonProgress.read_at.is_not(None),
        )
    ).all()
    best = session.execute(
        select(Attempt.id, Attempt.percent, Attempt.revision_id, Attempt.submitted_at)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.module_slug == module_slug,
            Attempt.passed.is_(True),
        )
        .order_by(Attempt.percent.desc(), Attempt.number)
        .limit(1)
    ).one()
    waves = assessments_of(session, [enrolment_id]).get((enrolment_id, module_slug), {})
    given = {wave: one for wave, one in waves.items() if not wave.is_follow_up}
    moments = [row.read_at for row in read if row.read_at] + [wave.given_at for wave in given.values()]
    if best.submitted_at:
        moments.append(best.submitted_at)
    return Proof(
        completed_at=max(moments),
        document={
            "lessons": {
                row.lesson_id: {
                    "read_at": row.read_at.isoformat() if row.read_at else None,
                    "revision": str(row.revision_id),
                }
                for row in read
            },
            "attempt": {
                "id": str(best.id),
                "percent": best.percent,
                "revision": str(best.revision_id),
            },
            "assessments": {wave.value: str(one.assessment_id) for wave, one in given.items()},
        },
    )
