"""Sitting a quiz through the services, one transaction a step as a request has it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.curriculum.content import QuizWindow, Wave
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.quizzes import services
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.queries import Sheet
from studyvisit.quizzes.rules.asking import places_of
from studyvisit.quizzes.rules.starting import ALWAYS
from studyvisit.quizzes.services import Given
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME, Cast
from tests.quizzing import MODULE, RIGHT, WRONG

FIELDS = {"one": "q1", "several": "q2", "claim": "q3", "number": "q4", "short": "q5"}


def writing(session: Session) -> None:
    """Begin to write, whatever was read before."""
    session.rollback()
    begin_write(session)


def start(
    session: Session,
    cast: Cast,
    *,
    minutes: float = 0,
    wave: Wave = Wave.POST,
    window: QuizWindow = ALWAYS,
) -> Attempt:
    """Start an attempt for Alem at NOW, or later by `minutes`, and commit."""
    writing(session)
    attempt = services.start(
        session,
        enrolment_id=cast.enrolment_id,
        user_id=cast.alem.id,
        modules=MODULES,
        module=Shelf(session).module(MODULE),
        seed=1,
        now=NOW + timedelta(minutes=minutes),
        wave=wave,
        window=window,
    )
    session.commit()
    return attempt


def sheet_for(session: Session, attempt: Attempt) -> Sheet:
    """Return what saving into an attempt needs to know of it."""
    quiz = module_revision(session, attempt.revision_id).quiz
    return Sheet(
        attempt_id=attempt.id,
        enrolment_id=attempt.enrolment_id,
        revision_id=attempt.revision_id,
        programme_slug=PROGRAMME,
        question_ids=[str(question_id) for question_id in attempt.question_ids],
        due_at=attempt.due_at,
        reached=attempt.reached,
        grace=attempt.grace,
        places=places_of(quiz, [str(question_id) for question_id in attempt.question_ids]),
    )


def save(
    session: Session,
    attempt: Attempt,
    question: str,
    answer: list[str],
    revision: int = 1,
    seconds: float = 60,
) -> dict[str, object]:
    """Save an answer so many seconds after NOW and commit."""
    writing(session)
    receipt = services.save_answer(
        session,
        sheet=sheet_for(session, attempt),
        given=Given(question, tuple(answer), revision),
        now=NOW + timedelta(seconds=seconds),
    )
    session.commit()
    return receipt


def go_on(session: Session, attempt: Attempt, place: int, seconds: float = 60) -> bool:
    """Go on from a step of a one-way attempt and commit; return whether that opened the next."""
    writing(session)
    session.refresh(attempt)
    sheet = sheet_for(session, attempt)
    went = services.go_on(session, sheet=sheet, place=place, now=NOW + timedelta(seconds=seconds))
    session.commit()
    return went


def submit(session: Session, cast: Cast, attempt: Attempt, seconds: float = 120) -> Attempt:
    """Hand an attempt in and commit."""
    writing(session)
    attempt = services.submit(
        session,
        attempt_id=attempt.id,
        enrolment_id=cast.enrolment_id,
        modules=MODULES,
        user_id=cast.alem.id,
        now=NOW + timedelta(seconds=seconds),
    )
    session.commit()
    return attempt


def sit(session: Session, cast: Cast, right: int) -> Attempt:
    """Start an attempt, answer the first so many questions right and the others wrong, and hand it in."""
    attempt = start(session, cast)
    for number, (question, name) in enumerate(FIELDS.items()):
        save(session, attempt, question, (RIGHT if number < right else WRONG)[name])
    return submit(session, cast, attempt)


def at_once(app: Flask, act: Callable[[Session], object], times: int = 3) -> list[object]:
    """Run an act so many times at once, each on a connection of its own, and return what each gave."""

    def run(_number: int) -> object:
        with app.app_context(), Session(db.engine) as session:
            begin_write(session)
            result = act(session)
            session.commit()
            return result

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def count_of(session: Session, action: str) -> int:
    """Return how often the audit log tells of an act."""
    session.rollback()
    counted = session.scalar(select(func.count()).where(AuditEntry.action == action))
    return counted or 0
