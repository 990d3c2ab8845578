"""Questions about a person's own answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.errors import NotFound
from studyvisit.feedback.models import FeedbackGiven, NamedFeedback
from studyvisit.feedback.rules import Answers
from studyvisit.library.queries import content_of
from studyvisit.programmes.rules import FeedbackOccasion


@dataclass(frozen=True, slots=True)
class Given:
    """A form that was given; of an anonymous one nothing more is known."""

    revision_id: UUID | None
    given_at: datetime | None
    answers: Answers | None


def find_given(session: Session, enrolment_id: UUID, occasion: FeedbackOccasion) -> Given | None:
    """Return what a person gave on an occasion, or None when they have not given it."""
    row = session.execute(
        select(NamedFeedback.revision_id, NamedFeedback.given_at, NamedFeedback.answers)
        .select_from(FeedbackGiven)
        .outerjoin(
            NamedFeedback,
            and_(
                NamedFeedback.enrolment_id == FeedbackGiven.enrolment_id,
                NamedFeedback.occasion == FeedbackGiven.occasion,
            ),
        )
        .where(FeedbackGiven.enrolment_id == enrolment_id, FeedbackGiven.occasion == occasion)
    ).one_or_none()
    if row is None:
        return None
    return Given(row[0], row[1], Answers.read(dict(row[2])) if row[2] is not None else None)


def form_revision(session: Session, revision_id: UUID) -> FeedbackForm:
    """Return the form as one revision of it said. Raises NotFound."""
    content = content_of(session, revision_id)
    if not isinstance(content, FeedbackForm):
        raise NotFound
    return content
