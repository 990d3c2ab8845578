"""Adding up what indicators and checks count, by cohort: a report then reads sums, not what everybody did."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort
from studyvisit.programmes.services import begin_making_again
from studyvisit.reporting.models import CheckedCount, EvidenceChanged, EvidenceSummed, LedgerCount
from studyvisit.reporting.queries.evidence import evidence_has_changed
from studyvisit.reporting.queries.ratings import CHECKED, checks_of_cohort
from studyvisit.reporting.services.counting import parts_of
from studyvisit.reporting.services.measures import indicators_of, measures_of


def evidence_to_sum(session: Session) -> list[UUID]:
    """Return the cohorts whose evidence was never added up, or has changed since, or is counted otherwise now."""
    shelf = Shelf(session)
    found: list[UUID] = []
    for slug in shelf.slugs("programme"):
        measures = measures_of(one for one, _all in indicators_of(shelf, shelf.programme(slug).content))
        its = select(Cohort.id).where(Cohort.programme_slug == slug, evidence_has_changed(measures))
        found += session.scalars(its.order_by(Cohort.id))
    return found


def sum_evidence(session: Session, cohort_id: UUID, now: datetime) -> None:
    """Add the evidence of a cohort up, in a fresh transaction that sees one moment throughout; not committed.

    What others commit meanwhile leaves its note in `EvidenceChanged`.
    """
    begin_making_again(session)
    shelf = Shelf(session)
    programme = session.scalars(select(Cohort.programme_slug).where(Cohort.id == cohort_id)).one()
    for model in (EvidenceChanged, EvidenceSummed, LedgerCount, CheckedCount):
        session.execute(delete(model).where(model.cohort_id == cohort_id))
    if programme not in shelf.slugs("programme"):
        return
    indicators = [one for one, _all in indicators_of(shelf, shelf.programme(programme).content)]
    parts = parts_of(session, indicators, [cohort_id])
    session.add_all([LedgerCount(cohort_id=cohort_id, **part._asdict()) for part in parts])
    into = ["cohort_id", "country", *CHECKED]
    session.execute(insert(CheckedCount).from_select(into, checks_of_cohort(cohort_id)))
    session.add(EvidenceSummed(cohort_id=cohort_id, measures=measures_of(indicators), made_at=now))
    session.flush()
