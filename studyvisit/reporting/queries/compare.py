"""The two cohorts that are put side by side."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import Cohort
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import cohort_conditions
from studyvisit.reporting.rules import Asked


def cohorts_chosen(session: Session, scope: Scope, asked: Asked) -> list[tuple[str, str]]:
    """Return the slug and the title of the cohort and of the one it is compared with, in this order.

    What is not chosen, does not exist, or lies outside the scope and the filters is left out; one cohort chosen
    twice is one.
    """
    conditions = cohort_conditions(session, scope, replace(asked.filters, cohort=None))
    slugs = [slug for slug in dict.fromkeys((asked.filters.cohort, asked.compare)) if slug]
    rows = session.execute(select(Cohort.slug, Cohort.title).where(Cohort.slug.in_(slugs), *conditions))
    found = {row.slug: row.title for row in rows}
    return [(slug, found[slug]) for slug in slugs if slug in found]
