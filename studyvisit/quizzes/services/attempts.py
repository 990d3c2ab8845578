"""What a person does with a quiz: start an attempt, answer, hand it in; and what the clock does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.content import Module, Quiz, QuizWindow, Wave
from studyvisit.library.queries import Published, Shelf, module_revision
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import reach, touch
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries import record_at
from studyvisit.quizzes.rules import asking
from studyvisit.quizzes.rules.starting import ALWAYS
from studyvisit.quizzes.services.marks import hand_to_people
from studyvisit.quizzes.services.refusals import ensure_may_start
from studyvisit.quizzes.services.scoring import corrections_for, score_of


def start(
    session: Session,
    *,
    enrolment_id: UUID,
    user_id: UUID,
    modules: Sequence[str],
    module: Published[Module],
    seed: int,
    now: datetime,
    wave: Wave = Wave.POST,
    window: QuizWindow = ALWAYS,
) -> Attempt:
    """Start an attempt, or return the one that is open, ended first where its time is up.

    `modules` are the programme's, by slug; `window` is when it has the quiz open. PRE is the check before the
    module, of which there is one: asked for again it is returned, and whoever starts the quiz has handed it in.
    Raises a MayNotStart.
    """
    session.get_one(Enrolment, enrolment_id, with_for_update=True)
    quiz, slug = module.content.quiz, module.content.slug
    made = record_at(session, enrolment_id, slug, quiz.id)
    standing = made.before if wave is Wave.PRE else made.running
    if standing is not None:
        attempt = _locked(session, standing.id)
        is_over = attempt.submitted_at is None and rules.is_overdue(attempt.due_at, now, attempt.grace)
        if is_over or standing.wave != wave:
            _finish(session, attempt, modules=modules, user_id=None if is_over else user_id, now=now)
        if standing.wave == wave:
            return attempt
    ensure_may_start(quiz, made, wave, window, now)
    number = len(made.attempts) + 1 if wave is Wave.POST else 1
    form = asking.form_of(quiz.rules, user_id, slug, wave, number)
    attempt = Attempt(
        enrolment_id=enrolment_id,
        module_slug=slug,
        quiz_id=quiz.id,
        revision_id=module.revision_id,
        number=number,
        seed=seed,
        question_ids=list(asking.questions_of(quiz, seed, form)),
        started_at=now,
        due_at=rules.due_at(quiz.rules, now, extra=made.allowed.extra_seconds, closes=window.closes),
        wave=wave.value,
        form=form.value if form else None,
        grace=quiz.rules.grace,
    )
    attempt.is_corrected = bool(corrections_for(session, attempt))
    session.add(attempt)
    session.flush()
    _record(session, attempt, "attempt.started", user_id, now, number=attempt.number, wave=wave.value)
    reach(
        session,
        enrolment_id=enrolment_id,
        module_slug=slug,
        modules=modules,
        milestone=Milestone.STARTED,
        now=now,
    )
    return attempt


def submit(
    session: Session,
    *,
    attempt_id: UUID,
    enrolment_id: UUID,
    modules: Sequence[str],
    user_id: UUID,
    now: datetime,
) -> Attempt:
    """Hand an attempt in and mark it, once: an attempt that has ended stays as it is.

    `modules` are the programme's, by slug.
    """
    session.get_one(Enrolment, enrolment_id, with_for_update=True)
    attempt = _locked(session, attempt_id)
    if attempt.submitted_at is None:
        by_clock = rules.is_overdue(attempt.due_at, now, attempt.grace)
        _finish(session, attempt, modules=modules, user_id=None if by_clock else user_id, now=now)
    return attempt


def close_overdue(session: Session, *, now: datetime) -> int:
    """End and mark every open attempt whose time is up; return how many. Again changes nothing.

    Attempts in a programme that is not published now wait until it is.
    """
    shelf = Shelf(session)
    published = shelf.slugs("programme")
    overdue = session.execute(
        select(Attempt.id, Attempt.enrolment_id, Cohort.programme_slug, Attempt.due_at, Attempt.grace)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Attempt.submitted_at.is_(None),
            Attempt.due_at < now,
            Cohort.programme_slug.in_(published),
        )
        .order_by(Attempt.enrolment_id, Attempt.id)
    ).all()
    closed = 0
    for attempt_id, enrolment_id, programme_slug, due_at, grace in overdue:
        if not rules.is_overdue(due_at, now, grace):
            continue
        session.get_one(Enrolment, enrolment_id, with_for_update=True)
        attempt = _locked(session, attempt_id)
        if attempt.submitted_at is None and rules.is_overdue(attempt.due_at, now, attempt.grace):
            modules = shelf.programme(programme_slug).content.modules
            _finish(session, attempt, modules=modules, user_id=None, now=now)
            closed += 1
    return closed


def _finish(
    session: Session, attempt: Attempt, *, modules: Sequence[str], user_id: UUID | None, now: datetime
) -> None:
    """Mark what was saved in time; without a `user_id` it was the clock that ended the attempt."""
    quiz = module_revision(session, attempt.revision_id).quiz
    stored = _responses(session, attempt.id)
    current = {question_id: response for (question_id, is_late), response in stored.items() if not is_late}
    score = score_of(attempt, quiz, current, corrections_for(session, attempt))
    for question_id, response in current.items():
        response.points = float(score.by_key[question_id].points)
    percent = rules.percent_of(score.points, score.available)
    attempt.submitted_at = attempt.due_at if user_id is None and attempt.due_at else now
    attempt.points, attempt.available, attempt.percent = float(score.points), score.available, float(percent)
    attempt.passed = None if attempt.wave == Wave.PRE else _is_passed(session, attempt, quiz, percent)
    attempt.unmarked = hand_to_people(session, attempt, quiz, current)
    action = "attempt.closed" if user_id is None else "attempt.submitted"
    _record(session, attempt, action, user_id, now, points=attempt.points, passed=attempt.passed)
    session.flush()
    last = max((response.saved_at for response in current.values()), default=attempt.started_at)
    touch(session, attempt.enrolment_id, now if user_id else last)
    if attempt.passed:
        reach(
            session,
            enrolment_id=attempt.enrolment_id,
            module_slug=attempt.module_slug,
            modules=modules,
            milestone=Milestone.QUIZ_PASSED,
            now=attempt.submitted_at,
            by_clock=user_id is None,
        )


def _is_passed(session: Session, attempt: Attempt, quiz: Quiz, percent: Fraction) -> bool:
    """Return whether the quiz is passed once an attempt with that percentage counts."""
    earlier = record_at(session, attempt.enrolment_id, attempt.module_slug, attempt.quiz_id).attempts
    percents = [
        rules.percent_of(rules.exact(other.points), other.available)
        for other in earlier
        if other.points is not None and other.available is not None and other.id != attempt.id
    ]
    return rules.is_passed(quiz.rules, [*percents, percent])


def _locked(session: Session, attempt_id: UUID) -> Attempt:
    return session.get_one(Attempt, attempt_id, with_for_update=True, populate_existing=True)


def _responses(session: Session, attempt_id: UUID) -> dict[tuple[str, bool], Response]:
    responses = session.scalars(
        select(Response).where(Response.attempt_id == attempt_id).execution_options(populate_existing=True)
    )
    return {(response.question_id, response.is_late): response for response in responses}


def _record(
    session: Session, attempt: Attempt, action: str, user_id: UUID | None, now: datetime, **detail: Any
) -> None:
    record(
        session,
        actor_id=user_id,
        action=action,
        subject_kind="attempt",
        subject_id=attempt.id,
        now=now,
        **detail,
    )
