"""What demonstration people must have reached, told from their evidence alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.completion.models import Certificate, Completion
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.queries import Shelf
from studyvisit.programmes.rules import Milestone
from studyvisit.questionnaires.models import Assessment
from studyvisit.quizzes.models import Attempt
from tests.people import MODULES


def milestones_by_evidence(session: Session) -> dict[tuple[UUID, str], dict[Milestone, datetime]]:
    """Return the milestones of every module begun, from what was read, answered and rated alone."""
    shelf = Shelf(session)
    modules = {slug: shelf.module(slug).content for slug in MODULES}
    steps: defaultdict[tuple[UUID, str], dict[Milestone, datetime]] = defaultdict(dict)
    begun: defaultdict[tuple[UUID, str], list[datetime]] = defaultdict(list)
    read: defaultdict[tuple[UUID, str], dict[str, datetime]] = defaultdict(dict)
    for lesson in session.scalars(select(LessonProgress)):
        if lesson.read_at:
            read[lesson.enrolment_id, lesson.module_slug][lesson.lesson_id] = lesson.read_at
    for key, lessons in read.items():
        begun[key] += lessons.values()
        if set(lessons) == {lesson.id for lesson in modules[key[1]].lessons}:
            steps[key][Milestone.LESSONS_READ] = max(lessons.values())
    _add_attempts_and_waves(session, steps, begun)
    rows = session.execute(
        select(Completion.enrolment_id, Completion.module_slug, Certificate.issued_at).join(
            Certificate, Certificate.completion_id == Completion.id
        )
    )
    for enrolment_id, slug, issued_at in rows:
        steps[enrolment_id, slug][Milestone.CERTIFIED] = issued_at
    return {key: {Milestone.STARTED: min(moments), **steps[key]} for key, moments in begun.items()}


def _add_attempts_and_waves(
    session: Session,
    steps: dict[tuple[UUID, str], dict[Milestone, datetime]],
    begun: dict[tuple[UUID, str], list[datetime]],
) -> None:
    for attempt in session.scalars(select(Attempt)):
        key = attempt.enrolment_id, attempt.module_slug
        begun[key].append(attempt.started_at)
        if attempt.passed and attempt.submitted_at:
            steps[key][Milestone.QUIZ_PASSED] = attempt.submitted_at
    for wave in session.scalars(select(Assessment)):
        key = wave.enrolment_id, wave.module_slug
        begun[key].append(wave.given_at)
        milestone = Milestone.ASSESSED_BEFORE if wave.wave == "pre" else Milestone.ASSESSED_AFTER
        steps[key][milestone] = wave.given_at
