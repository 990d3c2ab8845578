"""Counting what indicators are about: from the sums where they hold, and from the evidence where it has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.curriculum.indicators import Indicator, IndicatorRule
from studyvisit.programmes.models import Enrolment
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries import ledger as queries
from studyvisit.reporting.queries.conditions import STAYED, stayed
from studyvisit.reporting.queries.evidence import Part, kept_parts
from studyvisit.reporting.queries.ledger import Count
from studyvisit.reporting.rules import Filters
from studyvisit.reporting.services.ledger_answers import FEWEST, answer_parts
from studyvisit.reporting.services.measures import measure_of, measures_of

_RATINGS = (IndicatorRule.ROSE, IndicatorRule.RATED)
ANSWERS = (IndicatorRule.REACTED, IndicatorRule.ANSWERED, IndicatorRule.COUNTRIES)


def counts_of(
    session: Session,
    scope: Scope,
    filters: Filters,
    indicators: Sequence[Indicator],
    today: Mapping[str, date],
) -> dict[str, Count]:
    """Return by measure what indicators of one programme come to; `today` is the day there, by programme."""
    kept, changed = kept_parts(session, scope, filters, measures_of(indicators))
    parts: defaultdict[str, list[Part]] = defaultdict(list)
    for part in kept:
        parts[part.measure].append(part)
    if changed:
        conditions = stayed(session, scope, filters)
        for part in parts_of(session, indicators, changed, conditions):
            parts[part.measure].append(part)
    waiting = queries.waiting_sheets(session, scope, filters, today)
    for part in answer_parts([one for one in indicators if one.rule in ANSWERS], waiting):
        parts[part.measure].append(part)
    return {measure_of(one): _count(one.rule, parts[measure_of(one)]) for one in indicators}


def parts_of(
    session: Session,
    indicators: Sequence[Indicator],
    cohorts: Sequence[UUID],
    conditions: Sequence[queries.Condition] = (),
) -> Iterator[Part]:
    """Yield what indicators count in some cohorts, from the evidence; `conditions` narrow their enrolments.

    Sheets that are not laid open yet are left out.
    """
    indicators = list({measure_of(one): one for one in indicators}.values())  # two may count the same
    people = [STAYED, Enrolment.cohort_id.in_(cohorts), *conditions]
    rated = [one for one in indicators if one.rule in _RATINGS]
    for one, count in zip(rated, queries.count_ratings(session, people, rated), strict=True):
        yield _part(one, count)
    passed = queries.quizzes_passed(session, people)
    certified = queries.certified(session, people)
    for one in indicators:
        if one.rule is IndicatorRule.PASSED:
            yield _part(one, passed.get(one.module, Count(0, 0)))
        elif one.rule is IndicatorRule.CERTIFIED:
            yield _part(one, certified[one.module])
    asked = [one for one in indicators if one.rule in ANSWERS]
    yield from answer_parts(asked, queries.open_sheets(session, cohorts, people))


def _part(one: Indicator, count: Count) -> Part:
    return Part(measure_of(one), None, count.people, count.among, count.last_at)


def _count(rule: IndicatorRule, parts: Iterable[Part]) -> Count:
    """Return what parts come to; of countries, how many are in them."""
    parts = list(parts)
    people, among = sum(part.people for part in parts), sum(part.among for part in parts)
    last_at = max((part.last_at for part in parts if part.last_at is not None), default=None)
    is_too_few = rule in ANSWERS and among < FEWEST
    if rule is IndicatorRule.COUNTRIES:
        there = {part.country for part in parts if part.among} - {None}
        people, among = len({part.country for part in parts if part.people} - {None}), len(there)
    return Count(people, among, last_at, is_too_few=is_too_few)
