"""A cohort in the middle of its study visit: at least one row in every table, made without what people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import AccessLink, SignInFailure, User, UserSession
from studyvisit.accounts.queries import hash_of
from studyvisit.audit.models import AuditEntry
from studyvisit.completion.models import Certificate, Completion
from studyvisit.curriculum.content import Module, Wave
from studyvisit.curriculum.feedback import ItemKind
from studyvisit.curriculum.questions import drawn
from studyvisit.db import Base
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.models import MediaFile
from studyvisit.library.queries import Published, Shelf
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.programmes.services import fold_counts
from studyvisit.questionnaires.models import Assessment, Rating, RatingDraft
from studyvisit.questionnaires.services import sum_ratings
from studyvisit.quizzes.models import Allowance, Attempt, Response
from studyvisit.receipts.models import Receipt
from studyvisit.reporting.models import CheckedCount
from studyvisit.reporting.services.summing import sum_evidence
from tests.factories import NOW
from tests.people import MODULES, Cast
from tests.seeded_corrections import seed_correction
from tests.seeded_jobs import seed_jobs
from tests.seeded_mail import seed_mail
from tests.seeded_marking import ByPerson, seed_marking
from tests.seeded_notes import seed_notes
from tests.seeded_signing import SignedReport, seed_picture, seed_signing
from tests.seeded_studio import seed_studio

DAY = timedelta(days=1)
LINKS = {
    "invitation": "an-invitation-sent-by-e-mail",
    "password-reset": "a-link-to-set-a-password",
    "email-change": "a-link-to-a-new-address",
}


@dataclass(frozen=True)
class Traces:
    """What one participant left behind: the first module finished, the second begun."""

    enrolment_id: UUID
    finished_attempt: UUID
    open_attempt: UUID
    question_id: str
    code: str
    session_id: UUID
    by_person: ByPerson
    note_id: UUID


@dataclass(frozen=True)
class Seeded:
    """The traces of Alem and, in the other cohort, of Bina."""

    alem: Traces
    bina: Traces
    media: MediaFile
    lesson_id: str
    signed: SignedReport


def seed(session: Session, cast: Cast) -> Seeded:
    """Let Alem and Bina take part, fill every table and commit."""
    shelf = Shelf(session)
    modules = tuple(shelf.module(slug) for slug in MODULES)
    seeded = Seeded(
        alem=_take_part(session, shelf, modules, cast.alem, cast.enrolment_id, "ALEM-2345-6789"),
        bina=_take_part(session, shelf, modules, cast.bina, cast.other_enrolment_id, "BINA-2345-6789"),
        media=session.scalars(select(MediaFile).order_by(MediaFile.sha256)).first() or seed_picture(session),
        lesson_id=modules[0].content.lessons[0].id,
        signed=seed_signing(session, cast),
    )
    session.add_all(
        AccessLink(
            purpose=purpose,
            user_id=cast.olu.id,
            token_hash=hash_of(token),
            created_at=NOW,
            expires_at=NOW + 3650 * DAY,
            made_by_id=cast.ada.id,
            new_email="olu.new@example.org" if purpose == "email-change" else None,
        )
        for purpose, token in LINKS.items()
    )
    session.add(SignInFailure(account_hash=hash_of("nobody"), address="192.0.2.1", at=NOW))
    seed_mail(session, cast)
    seed_studio(session, cast)
    seed_jobs(session, cast)
    session.flush()
    fold_counts(session, most=2)
    cohort_id = cast.cohort.id
    session.commit()
    for add_up in (sum_ratings, sum_evidence):
        add_up(session, cohort_id, NOW)  # the other cohort's stay noted as changed
        session.commit()
    # In a cohort that has changed since, so that nobody reads it.
    sums = {"before": 50.0, "after": 75.0, "rise": 25.0, "squares": 625.0}
    session.add(
        CheckedCount(cohort_id=cast.other_cohort.id, module_slug=MODULES[0], people=1, both=1, **sums)
    )
    session.commit()
    return seeded


def _take_part(
    session: Session,
    shelf: Shelf,
    modules: tuple[Published[Module], ...],
    user: User,
    enrolment_id: UUID,
    code: str,
) -> Traces:
    first, second = modules[:2]
    enrolment = session.get_one(Enrolment, enrolment_id)
    enrolment.started_at = enrolment.last_active_at = NOW
    user.position = "Senior expert"
    _read(session, enrolment_id, first, [lesson.id for lesson in first.content.lessons])
    _read(session, enrolment_id, second, [second.content.lessons[0].id])
    for wave in (Wave.PRE, Wave.POST, Wave.THEN, Wave.FOLLOW_UP_3):
        _assess(session, shelf, enrolment_id, first.content, wave)
    _tick(session, shelf, enrolment_id, second.content)
    _give_feedback(session, shelf, enrolment, FeedbackOccasion.REACTION)
    _give_feedback(session, shelf, enrolment, FeedbackOccasion.FOLLOW_UP_3)
    finished = _attempt(session, enrolment_id, first, is_finished=True)
    seed_correction(session, finished, first)
    is_open = _attempt(session, enrolment_id, second, is_finished=False)
    session.add(
        Allowance(
            enrolment_id=enrolment_id,
            module_slug=second.content.slug,
            extra_seconds=600,
            extra_attempts=1,
            reason="A slow line",
            granted_by_id=user.id,
            granted_at=NOW,
        )
    )
    standing = ModuleStanding(enrolment_id=enrolment_id, module_slug=first.content.slug)
    for name in ("started", "assessed_before", "lessons_read", "quiz_passed", "assessed_after", "certified"):
        setattr(standing, f"{name}_at", NOW)
    session.add(standing)
    session.add(ModuleStanding(enrolment_id=enrolment_id, module_slug=second.content.slug, started_at=NOW))
    _certify(session, shelf, user, enrolment_id, first, code)
    session.add(
        Receipt(user_id=user.id, key=f"key-of-{code}", body_hash="0", answer={"saved": True}, created_at=NOW)
    )
    session.add(
        AuditEntry(
            at=NOW,
            actor_id=user.id,
            action="attempt.submitted",
            subject_kind="attempt",
            subject_id=str(finished.id),
        )
    )
    device = UserSession(
        user_id=user.id,
        token_hash=hash_of(f"session-{code}"),
        device="A shared computer",
        created_at=NOW,
        expires_at=NOW + 3650 * DAY,
    )
    session.add(device)
    session.flush()
    question = second.content.quiz.questions[0].id
    kept = (enrolment_id, first, user.id)
    by_person, note_id = seed_marking(session, *kept), seed_notes(session, *kept)
    return Traces(enrolment_id, finished.id, is_open.id, question, code, device.id, by_person, note_id)


def _read(session: Session, enrolment_id: UUID, module: Published[Module], lesson_ids: list[str]) -> None:
    session.add_all(
        LessonProgress(
            enrolment_id=enrolment_id,
            module_slug=module.content.slug,
            lesson_id=lesson_id,
            revision_id=module.revision_id,
            **dict.fromkeys(("opened_at", "touched_at", "read_at"), NOW),
        )
        for lesson_id in lesson_ids
    )


def _assess(session: Session, shelf: Shelf, enrolment_id: UUID, module: Module, wave: Wave) -> None:
    published = shelf.questionnaire("self-assessment")
    session.add(
        Assessment(
            enrolment_id=enrolment_id,
            questionnaire_slug=published.content.slug,
            module_slug=module.slug,
            wave=wave.value,
            revision_id=published.revision_id,
            given_at=NOW,
            ratings=[
                Rating(statement_id=statement.id, value=2 if wave is Wave.PRE else 4)
                for statement in published.content.statements_of(module)
            ],
        )
    )


def _tick(session: Session, shelf: Shelf, enrolment_id: UUID, module: Module) -> None:
    questionnaire = shelf.questionnaire("self-assessment").content
    session.add(
        RatingDraft(
            enrolment_id=enrolment_id,
            questionnaire_slug=questionnaire.slug,
            module_slug=module.slug,
            wave=Wave.PRE.value,
            statement_id=questionnaire.statements_of(module)[0].id,
            value=2,
            revision=1,
            saved_at=NOW,
        )
    )


def _give_feedback(session: Session, shelf: Shelf, enrolment: Enrolment, occasion: FeedbackOccasion) -> None:
    is_reaction = occasion is FeedbackOccasion.REACTION
    form = shelf.feedback_form("reaction" if is_reaction else "follow-up")
    texts = {item.id: "In my own words" for item in form.content.items if item.kind is ItemKind.TEXT}
    chosen = {item.id: item.options[0].id for item in form.content.items if item.kind is ItemKind.ONE_CHOICE}
    kept = {"occasion": occasion, "revision_id": form.revision_id}
    answers = {"values": texts | chosen, "declined": []}
    session.add(FeedbackGiven(enrolment_id=enrolment.id, occasion=occasion))
    if is_reaction:
        sheets = (AnonymousFeedback(cohort_id=enrolment.cohort_id, answers=answers, **kept) for _ in range(5))
        session.add_all(sheets)  # of fewer than five a reviewer sees nothing
        session.add(WaitingFeedback(cohort_id=enrolment.cohort_id, answers=answers, **kept))
    else:
        session.add(NamedFeedback(enrolment_id=enrolment.id, given_at=NOW, answers=answers, **kept))


def _attempt(
    session: Session, enrolment_id: UUID, module: Published[Module], *, is_finished: bool
) -> Attempt:
    quiz = module.content.quiz
    asked = quiz.questions[: quiz.rules.draw or len(quiz.questions)]
    made = Attempt(
        enrolment_id=enrolment_id,
        module_slug=module.content.slug,
        quiz_id=quiz.id,
        revision_id=module.revision_id,
        number=1,
        seed=1,
        question_ids=[question.id for question in asked],
        started_at=NOW,
        due_at=None,
    )
    if is_finished:
        points = sum(question.points for question in asked)
        made.submitted_at, made.points, made.available = NOW, float(points), points
        made.percent, made.passed = 100.0, True
    session.add(made)
    session.flush()
    session.add_all(
        Response(
            attempt_id=made.id,
            question_id=question.id,
            answer=list(drawn(question, made.seed).right_answer),
            revision=1,
            saved_at=NOW,
            points=float(question.points) if is_finished else None,
        )
        for question in asked[: None if is_finished else 1]
    )
    return made


def _certify(
    session: Session,
    shelf: Shelf,
    user: User,
    enrolment_id: UUID,
    module: Published[Module],
    code: str,
) -> None:
    programme = shelf.programme(shelf.slugs("programme")[0]).content
    completion = Completion(
        enrolment_id=enrolment_id,
        module_slug=module.content.slug,
        revision_id=module.revision_id,
        completed_at=NOW,
        evidence={},
    )
    session.add(completion)
    session.flush()
    session.add(
        Certificate(
            completion_id=completion.id,
            code=code,
            name=user.name,
            programme_title=programme.title,
            programme_note=programme.place,
            module_title=module.content.title,
            revision_label=f"{module.number} ({module.sha256[:12]})",
            issued_at=NOW,
        )
    )


def row_counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
