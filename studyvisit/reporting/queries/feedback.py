"""What people answered in reaction and follow-up forms, for those who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.errors import NotFound
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.feedback.queries import form_revision
from studyvisit.feedback.rules import Answers, batch, is_settled
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.plain_text import id_text, moment_text

ROWS_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class AskedCohort:
    """A cohort whose feedback may be read; `given` counts forms by occasion, withdrawn people left out."""

    id: UUID
    slug: str
    title: str
    programme_slug: str
    ends_on: date
    enrolled: int
    given: dict[str, int]


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """What a participant answered under their name; `answers` is None when the form was not taken.

    Id and moment are text, as a file writes them.
    """

    enrolment_id: str
    name: str
    country: str | None
    institution: str | None
    given_at: str | None
    revision_id: UUID | None
    answers: Answers | None


def asked_cohorts(session: Session, scope: Scope, slug: str | None = None) -> tuple[AskedCohort, ...]:
    """Return the cohorts in a scope, or the one of a slug, the latest first."""
    which = visible_in(scope) if slug is None else and_(visible_in(scope), Cohort.slug == slug)
    there = and_(Enrolment.cohort_id == Cohort.id, Enrolment.withdrawn_at.is_(None))
    cohorts = session.execute(
        select(
            Cohort.id,
            Cohort.slug,
            Cohort.title,
            Cohort.programme_slug,
            Cohort.ends_on,
            func.count(Enrolment.id),
        )
        .outerjoin(Enrolment, there)
        .where(which)
        .group_by(Cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.slug)
    ).all()
    given: dict[UUID, dict[str, int]] = {cohort.id: {} for cohort in cohorts}
    for cohort_id, occasion, count in session.execute(
        select(Enrolment.cohort_id, FeedbackGiven.occasion, func.count())
        .join(FeedbackGiven, FeedbackGiven.enrolment_id == Enrolment.id)
        .where(Enrolment.cohort_id.in_(given), Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.cohort_id, FeedbackGiven.occasion)
    ):
        given[cohort_id][occasion] = count
    return tuple(AskedCohort(*cohort, given[cohort.id]) for cohort in cohorts)


def asked_cohort(session: Session, scope: Scope, slug: str) -> AskedCohort:
    """Return one cohort in the scope. Raises NotFound."""
    found = asked_cohorts(session, scope, slug)
    if not found:
        raise NotFound
    return found[0]


def anonymous_sheets(
    session: Session, cohort: AskedCohort, occasion: FeedbackOccasion, today: date
) -> Iterator[tuple[UUID, Answers]]:
    """Yield the anonymous sheets of a cohort that are laid open, each with the revision that asked.

    Those that wait are among them once there are enough of them and they need not wait for more.
    """
    models: list[type[AnonymousFeedback | WaitingFeedback]] = [AnonymousFeedback]
    count = waiting_count(session, cohort, occasion)
    if is_settled(cohort.ends_on, today) and batch(count, is_last=True):
        models.append(WaitingFeedback)
    for model in models:
        question = select(model.revision_id, model.answers).where(
            model.cohort_id == cohort.id, model.occasion == occasion
        )
        for revision_id, kept in _rows(session, question):
            yield revision_id, Answers.read(kept)


def waiting_count(session: Session, cohort: AskedCohort, occasion: FeedbackOccasion) -> int:
    """Return how many anonymous sheets of a cohort wait for a batch."""
    question = (
        select(func.count())
        .select_from(WaitingFeedback)
        .where(WaitingFeedback.cohort_id == cohort.id, WaitingFeedback.occasion == occasion)
    )
    return session.scalar(question) or 0


def named_sheets(session: Session, cohort_id: UUID, occasion: FeedbackOccasion) -> Iterator[NamedSheet]:
    """Yield everybody of a cohort who has not withdrawn, with what they answered if they did."""
    question = (
        select(
            id_text(Enrolment.id),
            User.name,
            Enrolment.country,
            Institution.name,
            moment_text(NamedFeedback.given_at),
            NamedFeedback.revision_id,
            NamedFeedback.answers,
        )
        .join(User, User.id == Enrolment.user_id)
        .outerjoin(Institution, Institution.id == Enrolment.institution_id)
        .outerjoin(
            NamedFeedback,
            and_(NamedFeedback.enrolment_id == Enrolment.id, NamedFeedback.occasion == occasion),
        )
        .where(Enrolment.cohort_id == cohort_id, Enrolment.withdrawn_at.is_(None))
        .order_by(Enrolment.id)
    )
    for enrolment_id, name, country, institution, given_at, revision_id, kept in _rows(session, question):
        answers = Answers.read(kept) if kept is not None else None
        yield NamedSheet(enrolment_id, name, country, institution, given_at, revision_id, answers)


def forms_asked(
    session: Session, cohort_id: UUID, occasion: FeedbackOccasion, *, is_anonymous: bool
) -> dict[UUID, FeedbackForm]:
    """Return the form as each revision said it that people of a cohort answered."""
    models: list[Any] = [AnonymousFeedback, WaitingFeedback] if is_anonymous else [NamedFeedback]
    found: set[UUID] = set()
    for model in models:
        question = select(model.revision_id).distinct().where(model.occasion == occasion)
        if is_anonymous:
            question = question.where(model.cohort_id == cohort_id)
        else:
            question = question.join(Enrolment, Enrolment.id == model.enrolment_id)
            question = question.where(Enrolment.cohort_id == cohort_id)
        found |= set(session.scalars(question))
    return {revision_id: form_revision(session, revision_id) for revision_id in found}


def _rows(session: Session, question: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    result = session.connection().execute(question, execution_options={"yield_per": ROWS_AT_A_TIME})
    for rows in result.partitions():
        yield from rows
