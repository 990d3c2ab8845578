"""What a participant does on the way to a certificate, taken through the services as the pages do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.lessons.services import mark_read
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import reach
from studyvisit.questionnaires.rules import Occasion
from studyvisit.questionnaires.services import give
from studyvisit.quizzes.models import Attempt
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME

MODULE = MODULES[1]
STATEMENTS = ("sa-explain-egdi", "sa-read-profile", "sa-propose-indicators")


def read_every_lesson(
    session: Session, enrolment_id: UUID, module_slug: str = MODULE, now: datetime = NOW
) -> None:
    """Mark every lesson of the module as read."""
    shelf = Shelf(session)
    module = shelf.module(module_slug)
    for lesson in module.content.lessons:
        mark_read(session, enrolment_id=enrolment_id, modules=MODULES, module=module, lesson=lesson, now=now)


def pass_quiz(
    session: Session, enrolment_id: UUID, module_slug: str = MODULE, now: datetime = NOW, percent: float = 80
) -> Attempt:
    """Add a passed attempt."""
    module = Shelf(session).module(module_slug)
    attempt = Attempt(
        enrolment_id=enrolment_id,
        module_slug=module_slug,
        quiz_id=module.content.quiz.id,
        revision_id=module.revision_id,
        number=1,
        seed=1,
        question_ids=[question.id for question in module.content.quiz.questions],
        started_at=now,
        submitted_at=now,
        points=percent,
        available=100,
        percent=percent,
        passed=True,
    )
    session.add(attempt)
    session.flush()
    reach(
        session,
        enrolment_id=enrolment_id,
        module_slug=module_slug,
        modules=MODULES,
        milestone=Milestone.QUIZ_PASSED,
        now=now,
    )
    return attempt


def rate(
    session: Session,
    enrolment_id: UUID,
    occasion: Occasion,
    module_slug: str = MODULE,
    now: datetime = NOW,
    *,
    value: int | None = 3,
    page_key: str = "page",
) -> None:
    """Rate every statement of the module alike."""
    shelf = Shelf(session)
    module = shelf.module(module_slug)
    questionnaire = shelf.questionnaire(shelf.programme(PROGRAMME).content.self_assessment)
    statements = questionnaire.content.statements_of(module.content)
    give(
        session,
        user_id=session.get_one(Enrolment, enrolment_id).user_id,
        enrolment_id=enrolment_id,
        modules=MODULES,
        module=module,
        questionnaire=questionnaire,
        occasion=occasion,
        ratings={wave: {statement.id: value for statement in statements} for wave in occasion.waves},
        page_key=page_key,
        now=now,
    )


STEPS: tuple[Callable[[Session, UUID], object], ...] = (
    lambda session, enrolment_id: rate(session, enrolment_id, Occasion.BEFORE),
    read_every_lesson,
    pass_quiz,
    lambda session, enrolment_id: rate(session, enrolment_id, Occasion.AFTER),
)


def complete(session: Session, enrolment_id: UUID) -> None:
    """Take every step that the certificate of MODULE needs, and commit."""
    for step in STEPS:
        step(session, enrolment_id)
    session.commit()
