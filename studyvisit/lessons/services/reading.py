"""What a reader does: stop somewhere, and finish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Lesson, Module
from studyvisit.lessons import rules
from studyvisit.lessons.models import LessonProgress
from studyvisit.lessons.queries import lessons_read
from studyvisit.library.queries import Published
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import reach, touch


def mark_read(
    session: Session,
    *,
    enrolment_id: UUID,
    modules: Sequence[str],
    module: Published[Module],
    lesson: Lesson,
    now: datetime,
    open_for: timedelta | None = None,
) -> None:
    """Record that a lesson was read; the first time counts. `modules` are the programme's, by slug.

    `open_for` is for how long the reader's device says that it has been open.
    """
    progress = _progress(session, enrolment_id, module, lesson, now)
    _note_opening(progress, open_for, now)
    progress.read_at = progress.read_at or now
    progress.touched_at = now
    session.flush()
    read = lessons_read(session, enrolment_id, module.content.slug)
    through = rules.is_read_through(module.content, read)
    reach(
        session,
        enrolment_id=enrolment_id,
        module_slug=module.content.slug,
        modules=modules,
        milestone=Milestone.LESSONS_READ if through else Milestone.STARTED,
        now=now,
    )


def keep_place(
    session: Session,
    *,
    enrolment_id: UUID,
    module: Published[Module],
    lesson: Lesson,
    place: str,
    now: datetime,
    open_for: timedelta | None = None,
) -> None:
    """Remember the heading that a reader had in view last; an unknown heading means the top.

    `open_for` is for how long the reader's device says that the lesson has been open.
    """
    progress = _progress(session, enrolment_id, module, lesson, now)
    progress.place = place if any(heading.id == place for heading in lesson.contents) else ""
    _note_opening(progress, open_for, now)
    progress.touched_at = now
    touch(session, enrolment_id, now)


def _note_opening(progress: LessonProgress, open_for: timedelta | None, now: datetime) -> None:
    """Keep when a lesson was opened, the first time that it is told; of one that was read before, nobody knows."""
    if progress.opened_at is None and progress.read_at is None and open_for is not None:
        progress.opened_at = now - open_for


def _progress(
    session: Session,
    enrolment_id: UUID,
    module: Published[Module],
    lesson: Lesson,
    now: datetime,
) -> LessonProgress:
    key = (enrolment_id, module.content.slug, lesson.id)
    progress = session.get(LessonProgress, key, with_for_update=True)
    if progress is None:
        progress = LessonProgress(
            enrolment_id=enrolment_id,
            module_slug=module.content.slug,
            lesson_id=lesson.id,
            revision_id=module.revision_id,
            place="",
            touched_at=now,
        )
        session.add(progress)
    progress.revision_id = module.revision_id
    return progress
