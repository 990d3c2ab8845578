"""How a module works: whom its figures are of, where people stop, and how far people rose by revision.

What would grow with everybody who ever read a module is of those who began it last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from studyvisit.curriculum.content import Wave
from studyvisit.errors import NotFound
from studyvisit.lessons.models import LessonProgress
from studyvisit.library.models import Revision
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.queries.sums import ratings_by_person, ratings_by_statement
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.conditions import STAYED, in_own_order
from studyvisit.reporting.queries.ratings import Summed, added_up
from studyvisit.reporting.rules import QUIET

NEWEST = 2_000
"""Figures of lessons and questions are of so many people at most, those enrolled last."""
NEWEST_OF_A_REVISION = 1_000
MOST_REVISIONS = 4

AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TakenRevision:
    """A revision of a module at which somebody sat its quiz."""

    id: UUID
    number: int
    published_at: datetime


def taught_scope(shelf: Shelf, scope: Scope, module: str) -> frozenset[str]:
    """Return the programmes of a scope that teach a module. Raises NotFound where none does."""
    found = frozenset(
        slug
        for slug in shelf.slugs("programme")
        if (scope is None or slug in scope) and module in shelf.programme(slug).content.modules
    )
    if not found:
        raise NotFound
    return found


def is_taught_nowhere(shelf: Shelf, module: str) -> bool:
    """Return whether a module is published and no programme has taken it up."""
    programmes = (shelf.programme(slug).content for slug in shelf.slugs("programme"))
    return module in shelf.slugs("module") and not any(module in one.modules for one in programmes)


def cohorts_taught(session: Session, scope: Scope) -> dict[str, str]:
    """Return the cohorts of a scope with their titles, the latest first."""
    question = select(Cohort.slug, Cohort.title).where(visible_in(scope))
    rows = session.execute(question.order_by(Cohort.starts_on.desc(), Cohort.slug))
    return {row.slug: row.title for row in rows}


def first_of_the_newest(session: Session, scope: Scope, cohort: str | None, module: str) -> UUID | None:
    """Return the enrolment from which on there are NEWEST who began a module; None where there are fewer in all."""
    question = (
        select(ModuleStanding.enrolment_id)
        .join(Enrolment, Enrolment.id == ModuleStanding.enrolment_id)
        .where(
            ModuleStanding.module_slug == module,
            ModuleStanding.started_at.is_not(None),
            *people_in(scope, cohort),
        )
        .order_by(ModuleStanding.enrolment_id.desc())
        .offset(NEWEST - 1)
        .limit(1)
    )
    return session.scalar(question)


def stopped_at(
    session: Session, scope: Scope, cohort: str | None, module: str, *, since: UUID | None, now: datetime
) -> dict[str, int]:
    """Return by lesson how many people did nothing after it for a week, and have not read the module through."""
    where = [LessonProgress.module_slug == module]
    if since is not None:
        where.append(LessonProgress.enrolment_id >= since)
    order = (LessonProgress.touched_at.desc(), LessonProgress.lesson_id)
    place = func.row_number().over(partition_by=LessonProgress.enrolment_id, order_by=order)
    last = (
        select(
            LessonProgress.enrolment_id,
            LessonProgress.lesson_id,
            LessonProgress.touched_at,
            place.label("place"),
        )
        .where(*where)
        .subquery()
    )
    is_standing = and_(
        ModuleStanding.enrolment_id == last.c.enrolment_id, ModuleStanding.module_slug == module
    )
    rows = session.execute(
        select(last.c.lesson_id, func.count())
        .join(Enrolment, Enrolment.id == last.c.enrolment_id)
        .outerjoin(ModuleStanding, is_standing)
        .where(
            last.c.place == 1,
            last.c.touched_at <= now - QUIET,
            ModuleStanding.lessons_read_at.is_(None),
            *people_in(scope, cohort),
        )
        .group_by(last.c.lesson_id)
    )
    return {row[0]: row[1] for row in rows}


def revisions_taken(session: Session, module: str) -> tuple[TakenRevision, ...]:
    """Return the last revisions of a module at which anybody sat its quiz, the newest first."""
    sat = exists().where(Attempt.module_slug == module, Attempt.revision_id == Revision.id)
    rows = session.execute(
        select(Revision.id, Revision.number, Revision.published_at)
        .where(Revision.kind == "module", Revision.slug == module, sat)
        .order_by(Revision.number.desc())
        .limit(MOST_REVISIONS)
    )
    return tuple(TakenRevision(*row) for row in rows)


def rises_by_revision(
    session: Session,
    scope: Scope,
    cohort: str | None,
    module: str,
    revisions: Sequence[TakenRevision],
) -> Mapping[UUID, list[Summed]]:
    """Return by revision how people rose of whom everything that is recorded of the module is of that revision.

    Of each revision those who sat its quiz last, at most NEWEST_OF_A_REVISION.
    """
    if not revisions:
        return {}
    whose = [Enrolment.id.in_(_of_one_revision(scope, cohort, module, one.id)) for one in revisions]
    revision = (
        select(Attempt.revision_id)
        .where(Attempt.enrolment_id == Enrolment.id, Attempt.module_slug == module)
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    groups = (Enrolment.cohort_id, Enrolment.country, revision)
    person = ratings_by_person(ratings_by_statement([or_(*whose)], groups, module), by_module=True)
    found: dict[UUID, list[Summed]] = {one.id: [] for one in revisions}
    for row in added_up(session, person):
        if isinstance(row.group, UUID):
            found[row.group].append(row)
    return found


def _of_one_revision(scope: Scope, cohort: str | None, module: str, revision_id: UUID) -> AnySelect:
    other, progress = aliased(Attempt), aliased(LessonProgress)
    sat_another = exists().where(
        other.enrolment_id == Attempt.enrolment_id,
        other.module_slug == module,
        other.revision_id != revision_id,
    )
    read_another = exists().where(
        progress.enrolment_id == Attempt.enrolment_id,
        progress.module_slug == module,
        progress.revision_id != revision_id,
    )
    newest = (
        select(Attempt.enrolment_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Attempt.module_slug == module,
            Attempt.revision_id == revision_id,
            Attempt.wave == Wave.POST.value,
            Attempt.number == 1,
            Attempt.submitted_at.is_not(None),
            ~sat_another,
            ~read_another,
            *people_in(scope, cohort),
        )
        .order_by(Attempt.id.desc())
        .limit(NEWEST_OF_A_REVISION)
        .subquery()
    )
    return select(newest.c.enrolment_id)


def people_in(scope: Scope, cohort: str | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on `Enrolment` that leave who has not withdrawn in a scope, and maybe one cohort.

    No index serves them: what is asked here begins with the few that are meant, and not with everybody.
    """
    where = [visible_in(scope)] if cohort is None else [visible_in(scope), Cohort.slug == cohort]
    return STAYED, in_own_order(Enrolment.cohort_id).in_(select(Cohort.id).where(*where))
