"""What was added up by cohort of indicators and checks, and which cohorts are to be read themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import Cohort
from studyvisit.reporting.models import EvidenceChanged, EvidenceSummed, LedgerCount
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import cohort_conditions
from studyvisit.reporting.rules import Filters


class Part(NamedTuple):
    """A part of what a measure counts: how many, of how many, and when the last of them was recorded.

    `country` is where they are from, only where a measure counts countries.
    """

    measure: str
    country: str | None
    people: int
    among: int
    last_at: datetime | None


def evidence_has_changed(measures: str | None = None) -> ColumnElement[bool]:
    """Return the condition on `Cohort` that its evidence was not added up by these measures, or has changed since.

    Without `measures`, by whichever.
    """
    summed = select(EvidenceSummed.cohort_id)
    if measures is not None:
        summed = summed.where(EvidenceSummed.measures == measures)
    return or_(Cohort.id.not_in(summed), Cohort.id.in_(select(EvidenceChanged.cohort_id)))


def evidence_changed(session: Session, scope: Scope, filters: Filters) -> Select[UUID]:
    """Return the question for the cohorts of a scope and the filters whose evidence is to be read itself."""
    conditions = cohort_conditions(session, scope, filters)
    return select(Cohort.id).where(*conditions, evidence_has_changed())


def kept_parts(
    session: Session, scope: Scope, filters: Filters, measures: str
) -> tuple[list[Part], list[UUID]]:
    """Return what was added up by these measures, and the cohorts whose evidence is to be read itself instead."""
    has_changed = evidence_has_changed(measures).label("has_changed")
    question: Select[*tuple[Any, ...]] = (
        select(
            Cohort.id,
            has_changed,
            LedgerCount.measure,
            LedgerCount.country,
            LedgerCount.people,
            LedgerCount.among,
            LedgerCount.last_at,
        )
        .outerjoin(LedgerCount, LedgerCount.cohort_id == Cohort.id)
        .where(*cohort_conditions(session, scope, filters))
    )
    parts: list[Part] = []
    changed: dict[UUID, None] = {}
    for cohort_id, is_changed, *part in session.execute(question):
        if is_changed:
            changed[cohort_id] = None
        elif part[0] is not None:
            parts.append(Part(*part))
    return parts, list(changed)
