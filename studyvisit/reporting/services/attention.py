"""What needs somebody's attention in a programme, told from its data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from studyvisit.programmes.rules import FeedbackOccasion, present_occasion
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.overview import CohortCount, answers_waiting, stuck_now
from studyvisit.reporting.rules import STEPS, Filters, Sort
from studyvisit.tables.content import Absent, Cell, Column, Kind, Rows, Table

MOST_COHORTS = 5
AFTER = list(STEPS).index(Sort.ASSESSED_AFTER)


class Matter(StrEnum):
    """What may need somebody's attention."""

    STUCK = "stuck"
    UNMARKED = "unmarked"
    NO_COUNTRY = "no-country"
    NONE_AFTER = "none-after"
    FOLLOW_UP = "follow-up"


def attention(
    session: Session, scope: Scope, filters: Filters, cohorts: Sequence[CohortCount], now: datetime
) -> Table:
    """Return what needs attention: how many, and of which cohort where it is about one. Never for publication."""
    return Table(
        name="attention",
        columns=(
            Column(name="matter", kind=Kind.CODE, is_key=True),
            Column(name="cohort", kind=Kind.CODE, empty=Absent.NOT_DEFINED),
            Column(name="cohort_title", kind=Kind.TEXT, empty=Absent.NOT_DEFINED),
            Column(name="count", kind=Kind.COUNT),
        ),
        rows=tuple(_matters(session, scope, filters, cohorts, now)),
        rows_are=Rows.PEOPLE,
    )


def _matters(
    session: Session, scope: Scope, filters: Filters, cohorts: Sequence[CohortCount], now: datetime
) -> Iterator[tuple[Cell, ...]]:
    overall = (
        (Matter.STUCK, stuck_now(session, scope, filters, now=now)),
        (Matter.UNMARKED, answers_waiting(session, scope, filters)),
        (Matter.NO_COUNTRY, sum(one.enrolled for one in cohorts if one.country is None)),
    )
    yield from ((matter.value, None, None, count) for matter, count in overall if count)
    yield from list(_without_after(cohorts, now))[:MOST_COHORTS]
    yield from list(_asked_later(cohorts, now))[:MOST_COHORTS]


def _by_cohort(cohorts: Sequence[CohortCount]) -> list[tuple[CohortCount, int, int]]:
    """Return each cohort once with how many are enrolled and assessed themselves after, the latest first.

    Those that end on one day come by their slugs: a report that is verified has to come out as it was.
    """
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in cohorts:
        sums[one.slug][0] += one.enrolled
        sums[one.slug][1] += one.reached[AFTER]
    known = {one.slug: one for one in cohorts}
    latest = sorted(known.values(), key=lambda one: (-one.ends_on.toordinal(), one.slug))
    return [(one, sums[one.slug][0], sums[one.slug][1]) for one in latest]


def _without_after(cohorts: Sequence[CohortCount], now: datetime) -> Iterator[tuple[Cell, ...]]:
    for one, enrolled, after in _by_cohort(cohorts):
        if one.ends_on < now.date() and enrolled and not after:
            yield Matter.NONE_AFTER.value, one.slug, one.title, enrolled


def _asked_later(cohorts: Sequence[CohortCount], now: datetime) -> Iterator[tuple[Cell, ...]]:
    for one, enrolled, _after in _by_cohort(cohorts):
        occasion = present_occasion(one.ends_on, now.date())
        if enrolled and occasion not in (None, FeedbackOccasion.REACTION, FeedbackOccasion.FOLLOW_UP_12):
            yield Matter.FOLLOW_UP.value, one.slug, one.title, enrolled
