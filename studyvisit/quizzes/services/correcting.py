"""Correcting the past: what a correction would change, and declaring it, for every cohort of a programme."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.content import Module, Wave
from studyvisit.curriculum.questions import Mark, Question
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.errors import Conflict, NotFound
from studyvisit.library.queries import Published, module_revision, published_module
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import reach
from studyvisit.quizzes.models import Attempt, Regrade, RegradeChange
from studyvisit.quizzes.queries.corrections import (
    Asked,
    attempts_in,
    declared_for,
    in_force,
    revisions_sat,
)
from studyvisit.quizzes.rules import exact
from studyvisit.quizzes.rules.correcting import (
    Change,
    Correction,
    Remedy,
    Taken,
    changes_of,
    corrected,
)
from studyvisit.quizzes.services.scoring import earned_by


class PreviewIsOld(Conflict):
    """Scores have changed since the preview that was agreed to."""

    code: ClassVar[str] = "preview-is-old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is to be corrected: a question of a module's quiz, as published now, in one programme."""

    programme_slug: str
    module: Published[Module]
    question_id: str
    remedy: Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a proposal would change. `asking` finished attempts ask the question, and `running` ones that are open.

    `digest` stands for all of it: two previews with the same one say the same.
    """

    changes: tuple[Change, ...]
    names: dict[UUID, str]
    asking: int
    running: int
    digest: str


def questions_of(session: Session, programme_slug: str, module: Published[Module]) -> dict[str, Question]:
    """Return the questions that can be corrected, by id: those published, and those that were asked before."""
    found: dict[str, Question] = {}
    for revision_id in revisions_sat(session, programme_slug, module.content.slug):
        quiz = module_revision(session, revision_id).quiz
        if quiz.id == module.content.quiz.id:
            found.update((question.id, question) for question in quiz.questions)
    return found | {question.id: question for question in module.content.quiz.questions}


def preview(session: Session, proposal: Proposal) -> Preview:
    """Return what a correction would change, and change nothing. Raises NotFound for an unknown question."""
    return _worked_out(session, proposal)[0]


def declare(
    session: Session,
    *,
    proposal: Proposal,
    reason: str,
    digest: str,
    modules: Sequence[str],
    user_id: UUID | None,
    now: datetime,
) -> Regrade:
    """Correct every attempt that a question was asked in, and those that will be; what was passed stays so.

    `digest` is that of the preview that was agreed to, and `modules` are the programme's, by slug. Raises
    PreviewIsOld when other scores would change by now.
    """
    _lock_everyone(session, proposal.programme_slug)
    found, asking = _worked_out(session, proposal)
    if found.digest != digest:
        raise PreviewIsOld
    regrade = Regrade(
        programme_slug=proposal.programme_slug,
        module_slug=proposal.module.content.slug,
        quiz_id=proposal.module.content.quiz.id,
        question_id=proposal.question_id,
        remedy=proposal.remedy.value,
        revision_id=proposal.module.revision_id,
        revision_number=proposal.module.number,
        reason=reason,
        declared_by_id=user_id,
        declared_at=now,
    )
    session.add(regrade)
    session.flush()
    for one in asking:
        one.row.attempt.is_corrected = True
        # What an answer is worth by the key stays with it, so that figures about the question still tell.
        is_keyed = proposal.remedy is Remedy.KEY and not isinstance(one.question, MarkedByPerson)
        if one.row.response is not None and one.is_finished and is_keyed:
            one.row.response.points = float(one.after.points)
    _apply(session, regrade, found.changes, modules, now)
    record(
        session,
        actor_id=user_id,
        action="question.corrected",
        subject_kind="regrade",
        subject_id=regrade.id,
        now=now,
        programme=regrade.programme_slug,
        module=regrade.module_slug,
        question=regrade.question_id,
        remedy=regrade.remedy,
        changed=len(found.changes),
        passed=sum(change.is_new_pass for change in found.changes),
    )
    session.flush()
    return regrade


@dataclass(frozen=True, slots=True)
class _Asking:
    """An attempt that asks the question, with what it earns there before the correction and with it."""

    row: Asked
    question: Question
    before: Mark
    after: Mark

    @property
    def is_finished(self) -> bool:
        return self.row.attempt.submitted_at is not None


def _worked_out(session: Session, proposal: Proposal) -> tuple[Preview, list[_Asking]]:
    module, question_id = proposal.module.content, proposal.question_id
    if question_id not in questions_of(session, proposal.programme_slug, proposal.module):
        raise NotFound
    rows = attempts_in(session, proposal.programme_slug, module.slug, module.quiz.id, question_id)
    asking = list(_asking(session, proposal, rows))
    marks = {one.row.attempt.id: one for one in asking}
    changes = tuple(changes_of(_taken(session, rows, marks)))
    by_attempt = {row.attempt.id: row.name for row in rows}
    found = Preview(
        changes=changes,
        names={change.before.attempt_id: by_attempt[change.before.attempt_id] for change in changes},
        asking=sum(one.is_finished for one in asking),
        running=sum(not one.is_finished for one in asking),
        digest=_digest(proposal, changes),
    )
    return found, asking


def _asking(session: Session, proposal: Proposal, rows: Sequence[Asked]) -> Iterator[_Asking]:
    """Yield the attempts that ask the question and that the correction bears on."""
    module, question_id = proposal.module, proposal.question_id
    made = declared_for(session, proposal.programme_slug, module.content.slug)
    regrades = [one.regrade for one in reversed(made) if one.regrade.quiz_id == module.content.quiz.id]
    correction = Correction(proposal.remedy, module.content.quiz.question(question_id))
    for row in rows:
        attempt = row.attempt
        revision = published_module(session, attempt.revision_id)
        question = revision.content.quiz.question(question_id)
        if question is None or question_id not in attempt.question_ids or revision.number > module.number:
            continue
        answer = tuple(row.response.answer) if row.response else ()
        earned = earned_by(question, attempt.seed, row.response)
        standing = in_force(session, regrades, attempt.revision_id).get(question_id)
        before = corrected(question, attempt.seed, answer, earned, standing)
        after = corrected(question, attempt.seed, answer, earned, correction)
        yield _Asking(row, question, before, after)


def _taken(session: Session, rows: Sequence[Asked], marks: Mapping[UUID, _Asking]) -> Iterator[Taken]:
    for attempt in (row.attempt for row in rows):
        if attempt.points is None or attempt.available is None:
            continue
        asking = marks.get(attempt.id)
        yield Taken(
            attempt_id=attempt.id,
            enrolment_id=attempt.enrolment_id,
            number=attempt.number,
            counts=attempt.wave == Wave.POST,
            rules=module_revision(session, attempt.revision_id).quiz.rules,
            points=exact(attempt.points),
            available=attempt.available,
            passed=attempt.passed,
            before=asking.before if asking else None,
            after=asking.after if asking else None,
        )


def _apply(
    session: Session, regrade: Regrade, changes: Sequence[Change], modules: Sequence[str], now: datetime
) -> None:
    for change in changes:
        before, after = change.before, change.after
        attempt = session.get_one(Attempt, after.attempt_id)
        attempt.points, attempt.available = float(after.points), after.available
        attempt.percent, attempt.passed = float(after.percent), after.passed
        session.add(
            RegradeChange(
                regrade_id=regrade.id,
                attempt_id=attempt.id,
                points_before=float(before.points),
                points_after=float(after.points),
                available_before=before.available,
                available_after=after.available,
                passed_before=before.passed,
                passed_after=after.passed,
                keeps_pass=change.keeps_pass,
            )
        )
        if change.is_new_pass:
            reach(
                session,
                enrolment_id=attempt.enrolment_id,
                module_slug=attempt.module_slug,
                modules=modules,
                milestone=Milestone.QUIZ_PASSED,
                now=now,
                by_clock=True,  # it is no sign that the person is there
            )


def _lock_everyone(session: Session, programme_slug: str) -> None:
    """Let nobody of a programme start or end an attempt until the transaction ends."""
    session.execute(
        select(Enrolment.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.programme_slug == programme_slug)
        .order_by(Enrolment.id)
        .with_for_update(of=Enrolment)
    ).all()


def _digest(proposal: Proposal, changes: Sequence[Change]) -> str:
    said = [str(proposal.module.revision_id), proposal.question_id, proposal.remedy.value]
    lines = sorted(
        f"{change.after.attempt_id} {change.after.points} {change.after.available} {change.after.passed}"
        for change in changes
    )
    return hashlib.sha256("\n".join([*said, *lines]).encode()).hexdigest()
