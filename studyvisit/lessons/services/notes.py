"""What learners say of a lesson, and what a trainer answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.curriculum.content import Lesson, Module
from studyvisit.errors import Conflict, NotFound
from studyvisit.lessons.models import LessonNote
from studyvisit.lessons.rules import NoteKind
from studyvisit.library.queries import Published
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.queries import Participation
from studyvisit.programmes.services import touch


class NoteMovedOn(Conflict):
    """The note was changed, or answered, since the trainer opened the page."""

    code: ClassVar[str] = "note-moved-on"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a lesson; `heading` is the id of what it is about, "" for the whole."""

    kind: NoteKind
    heading: str = ""
    text: str = ""


def keep_note(
    session: Session,
    *,
    participation: Participation,
    module: Published[Module],
    lesson: Lesson,
    said: Said,
    now: datetime,
) -> None:
    """Keep what a person says of a lesson, in the place of what they said before and nobody has settled yet.

    Saying the same again changes nothing, even where it was settled meanwhile. A heading that the lesson has not
    stands for the whole lesson.
    """
    # Whoever sends twice at the same moment waits here, and then finds what the first one left.
    session.get_one(Enrolment, participation.enrolment_id, with_for_update=True)
    heading = said.heading if any(one.id == said.heading for one in lesson.contents) else ""
    words = (said.kind.value, heading, said.text)
    notes = session.scalars(
        select(LessonNote)
        .where(
            LessonNote.enrolment_id == participation.enrolment_id,
            LessonNote.module_slug == module.content.slug,
            LessonNote.lesson_id == lesson.id,
        )
        .order_by(LessonNote.changed_at, LessonNote.id)
    ).all()
    if notes and (notes[-1].kind, notes[-1].heading, notes[-1].text) == words:
        return
    note = next((one for one in notes if one.settled_at is None), None)
    if note is None:
        note = LessonNote(
            enrolment_id=participation.enrolment_id,
            module_slug=module.content.slug,
            lesson_id=lesson.id,
            revision=0,
            made_at=now,
        )
        session.add(note)
    note.kind, note.heading, note.text = words
    note.revision_id, note.changed_at = module.revision_id, now
    note.revision += 1
    session.flush()
    touch(session, participation.enrolment_id, now)


def withdraw_note(
    session: Session,
    *,
    participation: Participation,
    module_slug: str,
    lesson_id: str,
    note_id: UUID,
    now: datetime,
) -> None:
    """Take back what a person said of a lesson, with what was answered; without such a note nothing happens."""
    note = session.scalar(
        select(LessonNote).where(
            LessonNote.id == note_id,
            LessonNote.enrolment_id == participation.enrolment_id,
            LessonNote.module_slug == module_slug,
            LessonNote.lesson_id == lesson_id,
        )
    )
    if note is None:
        return
    session.delete(note)
    record(
        session,
        actor_id=participation.user_id,
        action="lesson-note.withdrawn",
        subject_kind="lesson_note",
        subject_id=note_id,
        now=now,
        module=module_slug,
        lesson=lesson_id,
    )
    session.flush()


def settle_note(
    session: Session, *, note_id: UUID, actor_id: UUID, answer: str, revision: int, now: datetime
) -> None:
    """Settle a note with an answer, or change the answer; the person reads it beside the lesson.

    `revision` is that of the note as it was shown. The same answer again changes nothing. Raises NotFound where
    it was withdrawn, and NoteMovedOn where it is no longer as it was shown.
    """
    note = session.get(LessonNote, note_id, with_for_update=True, populate_existing=True)
    if note is None:
        raise NotFound
    if note.settled_at is not None and note.answer == answer:
        return
    if note.revision != revision:
        raise NoteMovedOn
    note.answer, note.settled_at, note.settled_by_id = answer, now, actor_id
    note.revision += 1
    record(
        session,
        actor_id=actor_id,
        action="lesson-note.settled",
        subject_kind="lesson_note",
        subject_id=note_id,
        now=now,
    )
    session.flush()
