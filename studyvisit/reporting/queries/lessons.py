"""How far people got in each lesson, and how long it took them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from studyvisit.lessons.models import LessonProgress
from studyvisit.programmes.models import Enrolment
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import stayed
from studyvisit.reporting.queries.plain_text import moment_seconds
from studyvisit.reporting.rules import QUIET, Filters

MINUTE = 60
LONGEST_READING = timedelta(hours=4)
"""Whoever took longer was surely doing something else as well."""


@dataclass(slots=True)
class LessonCounts:
    """What people did with a lesson: how many opened it, read it, and opened it a week ago without reading it.

    `minutes` says for those who read it within one sitting how many minutes that took, to the nearest, and how
    many people it took as long.
    """

    opened: int = 0
    read: int = 0
    left: int = 0
    minutes: list[tuple[int, int]] = field(default_factory=list)


def lessons_counted(
    session: Session,
    scope: Scope,
    filters: Filters,
    *,
    now: datetime,
    where: Sequence[ColumnElement[bool]] = (),
    people: Sequence[ColumnElement[bool]] | None = None,
) -> dict[tuple[str, str], LessonCounts]:
    """Return by module and lesson how many people got how far; lessons that nobody opened are missing.

    The database counts by the minute: what is read is as long as lessons are many, not people. `where` are further
    conditions on `LessonProgress`, and `people` those on `Enrolment` in the place of the scope and the filters.
    """
    opened_at = func.coalesce(LessonProgress.opened_at, LessonProgress.touched_at)
    seconds = moment_seconds(LessonProgress.read_at) - moment_seconds(LessonProgress.opened_at)
    is_timed = and_(
        LessonProgress.opened_at.is_not(None),
        LessonProgress.read_at >= LessonProgress.opened_at,
        seconds < LONGEST_READING // timedelta(seconds=1),
    )
    minutes = case((is_timed, (seconds + MINUTE // 2) // MINUTE))
    is_left = and_(LessonProgress.read_at.is_(None), opened_at <= now - QUIET)
    question = (
        select(
            LessonProgress.module_slug,
            LessonProgress.lesson_id,
            minutes,
            func.count(),
            func.count(LessonProgress.read_at),
            func.count(case((is_left, 1))),
        )
        .select_from(Enrolment)
        .join(LessonProgress, LessonProgress.enrolment_id == Enrolment.id)
        .where(*(stayed(session, scope, filters) if people is None else people), *where)
        .group_by(LessonProgress.module_slug, LessonProgress.lesson_id, minutes)
    )
    if filters.module is not None:
        question = question.where(LessonProgress.module_slug == filters.module)
    found: defaultdict[tuple[str, str], LessonCounts] = defaultdict(LessonCounts)
    for module, lesson, took, opened, read, left in session.execute(question):
        counts = found[module, lesson]
        counts.opened += opened
        counts.read += read
        counts.left += left
        if took is not None:
            counts.minutes.append((int(took), opened))
    for counts in found.values():
        counts.minutes.sort()
    return dict(found)
