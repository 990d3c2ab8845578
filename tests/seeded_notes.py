"""What participants say of a lesson: something that was answered, and something that still waits."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Module
from studyvisit.lessons.models import LessonNote
from studyvisit.library.queries import Published
from tests.factories import NOW


def seed_notes(session: Session, enrolment_id: UUID, module: Published[Module], answered_by: UUID) -> UUID:
    """Let somebody have said of the first lesson what was answered and what waits; return the latter's id."""
    lesson = module.content.lessons[0]
    notes = [
        LessonNote(
            enrolment_id=enrolment_id,
            module_slug=module.content.slug,
            lesson_id=lesson.id,
            revision_id=module.revision_id,
            kind=kind,
            heading=lesson.contents[0].id,
            text="In my own words",
            made_at=NOW,
            changed_at=NOW,
            answer="In a trainer's words" if is_settled else "",
            settled_at=NOW if is_settled else None,
            settled_by_id=answered_by if is_settled else None,
        )
        for kind, is_settled in (("wrong", True), ("unclear", False))
    ]
    session.add_all(notes)
    session.flush()
    return notes[1].id
