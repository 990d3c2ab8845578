"""What the overview counts: cohorts with their countries, modules, and what waits for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.quizzes.models import Attempt, MarkingTask
from studyvisit.reporting.policies import Scope, visible_in
from studyvisit.reporting.queries.conditions import stayed
from studyvisit.reporting.queries.counts import Dimension, enrolment_counts
from studyvisit.reporting.rules import QUIET, STEPS, Filters

ByModule = Mapping[str, Mapping[str | None, tuple[int, ...]]]
"""By module and country, how many reached each step."""

STILL_OURS = timedelta(days=90)
"""So long after its last day a cohort is still looked after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCount:
    """The people of one country in a cohort: how many, and how many reached each step, in the order of steps."""

    slug: str
    title: str
    programme: str
    starts_on: date
    ends_on: date
    country: str | None
    enrolled: int
    withdrawn: int
    reached: tuple[int, ...]


def cohorts_counted(session: Session, scope: Scope, filters: Filters) -> list[CohortCount]:
    """Return every cohort by country."""
    rows = session.execute(
        select(
            Cohort.id, Cohort.slug, Cohort.title, Cohort.programme_slug, Cohort.starts_on, Cohort.ends_on
        ).where(visible_in(scope))
    )
    cohorts = {row.id: row for row in rows}
    found = enrolment_counts(session, scope, filters, (Dimension.COHORT, Dimension.COUNTRY))
    return [
        CohortCount(
            slug=cohorts[cohort].slug,
            title=cohorts[cohort].title,
            programme=cohorts[cohort].programme_slug,
            starts_on=cohorts[cohort].starts_on,
            ends_on=cohorts[cohort].ends_on,
            country=cast("str | None", group.key[1]),
            enrolled=group.enrolled,
            withdrawn=group.withdrawn,
            reached=group.reached,
        )
        for group in found
        if (cohort := group.key[0]) in cohorts
    ]


def modules_counted(session: Session, scope: Scope, filters: Filters) -> ByModule:
    """Return how many reached each step of each module, by country."""
    found: defaultdict[str, dict[str | None, tuple[int, ...]]] = defaultdict(dict)
    for group in enrolment_counts(session, scope, filters, (Dimension.MODULE, Dimension.COUNTRY)):
        module, country = cast("tuple[str, str | None]", group.key)
        before = found[module].get(country, (0,) * len(STEPS))
        found[module][country] = tuple(a + b for a, b in zip(before, group.reached, strict=True))
    return dict(found)


def stuck_now(session: Session, scope: Scope, filters: Filters, *, now: datetime) -> int:
    """Return how many people are stuck in cohorts that have begun and did not end long ago."""
    today = now.date()
    active_at = func.coalesce(Enrolment.last_active_at, Enrolment.enrolled_at)
    present = select(Cohort.id).where(Cohort.starts_on <= today, Cohort.ends_on >= today - STILL_OURS)
    question = (
        select(func.count())
        .select_from(Enrolment)
        .where(
            *stayed(session, scope, filters),
            Enrolment.cohort_id.in_(present),
            Enrolment.certified_at.is_(None),
            active_at <= now - QUIET,
        )
    )
    return session.scalar(question) or 0


def answers_waiting(session: Session, scope: Scope, filters: Filters) -> int:
    """Return how many answers wait to be marked by a person."""
    question = (
        select(func.count())
        .select_from(MarkingTask)
        .join(Attempt, Attempt.id == MarkingTask.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(MarkingTask.state != "done", *stayed(session, scope, filters))
    )
    if filters.module is not None:
        question = question.where(Attempt.module_slug == filters.module)
    return session.scalar(question) or 0
