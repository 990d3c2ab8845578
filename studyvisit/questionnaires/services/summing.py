"""Adding ratings up, cohort by cohort: a report of the gain then reads sums and not a million ratings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, cast, delete, func, insert, literal, null, select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.services import begin_making_again
from studyvisit.questionnaires.models import RatedCount, RatingsChanged, RatingsSummed, SummedCount
from studyvisit.questionnaires.queries.sums import (
    SUMS,
    ratings_by_person,
    ratings_by_statement,
    ratings_have_changed,
)

_RATED = ("before", "after", "then")


def cohorts_to_sum(session: Session) -> list[UUID]:
    """Return the cohorts whose ratings were never added up, or have changed since."""
    return list(session.scalars(select(Cohort.id).where(ratings_have_changed()).order_by(Cohort.id)))


def sum_ratings(session: Session, cohort_id: UUID, now: datetime) -> None:
    """Add the ratings of a cohort up, in a fresh transaction that sees one moment throughout; not committed.

    What others commit meanwhile leaves its note in `RatingsChanged`.
    """
    begin_making_again(session)
    for model in (RatingsChanged, RatingsSummed, RatedCount, SummedCount):
        session.execute(delete(model).where(model.cohort_id == cohort_id))
    people = [Enrolment.cohort_id == cohort_id, Enrolment.withdrawn_at.is_(None)]
    one = ratings_by_statement(people, (Enrolment.cohort_id, Enrolment.country, cast(null(), String())))
    keys = (one.c.cohort, one.c.country, one.c.module, one.c.statement, *(one.c[name] for name in _RATED))
    into = ["cohort_id", "country", "module_slug", "statement_id", *_RATED, "people"]
    session.execute(insert(RatedCount).from_select(into, select(*keys, func.count()).group_by(*keys)))
    for by_module in (True, False):
        person = ratings_by_person(one, by_module=by_module)
        place = (person.c.cohort, person.c.country, *((person.c.module,) if by_module else ()))
        sums = tuple(person.c[name] for name in SUMS)
        module = person.c.module if by_module else literal("")
        question = select(person.c.cohort, person.c.country, module, *sums, func.count())
        into = ["cohort_id", "country", "module_slug", *SUMS, "people"]
        session.execute(insert(SummedCount).from_select(into, question.group_by(*place, *sums)))
    session.add(RatingsSummed(cohort_id=cohort_id, made_at=now))
    session.flush()
