"""Ratings added up: what a report reads from the sums is what the ratings themselves say, whatever changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from studyvisit.cli.demo_load import load
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.services import withdraw
from studyvisit.questionnaires.models import Assessment, Rating, RatingsSummed
from studyvisit.questionnaires.services import cohorts_to_sum, sum_ratings
from studyvisit.reporting.queries.ratings import changed_cohorts, rated, summed
from studyvisit.reporting.rules import NOT_STATED, Filters
from tests.factories import NOW
from tests.people import MODULES, Cast

FILTERS = (
    Filters(),
    Filters(module=MODULES[0]),
    Filters(country="BD"),
    Filters(country=NOT_STATED),
    Filters(sex="female"),
)


@pytest.fixture
def crowd(cast: Cast, session: Session) -> Session:
    """Return a session on a database where a hundred people rated themselves."""
    for _progress in load(
        session,
        participants=100,
        seed=5,
        evidence_of=None,
        note_of=lambda programme, first, last: programme.place,
        now=NOW,
    ):
        pass
    return session


def figures(session: Session) -> list[list[str]]:
    """Return everything that a report of the gain is made of, sorted."""
    session.commit()
    found = []
    for filters in FILTERS:
        changed = changed_cohorts(session, None, filters)
        found.append(sorted(map(repr, rated(session, None, filters, changed))))
        for group in ("", "sex"):
            for by_module in (True, False):
                rows = summed(session, None, filters, changed, group, by_module=by_module)
                found.append(sorted(map(repr, rows)))
    session.rollback()
    return found


def themselves(session: Session) -> list[list[str]]:
    """Return the same from the ratings themselves."""
    kept = {one.cohort_id: one.made_at for one in session.scalars(select(RatingsSummed))}
    session.execute(delete(RatingsSummed))
    found = figures(session)
    session.add_all(RatingsSummed(cohort_id=key, made_at=made_at) for key, made_at in kept.items())
    session.commit()
    return found


def add_up(session: Session) -> int:
    """Add up what has changed; return how many cohorts that were."""
    cohorts = cohorts_to_sum(session)
    for cohort_id in cohorts:
        session.rollback()
        sum_ratings(session, cohort_id, NOW)
        session.commit()
    session.rollback()
    return len(cohorts)


def test_the_sums_say_what_the_ratings_say_before_and_after_every_change(crowd: Session) -> None:
    before = figures(crowd)
    assert any(before)
    cohorts = crowd.scalar(select(func.count()).select_from(Cohort))
    assert add_up(crowd) == cohorts
    assert figures(crowd) == before == themselves(crowd)
    leaving, moving, erased, giving = _four(crowd)
    for act in (
        lambda: withdraw(crowd, enrolment=leaving, by_id=None, now=NOW + timedelta(days=1)),
        lambda: setattr(moving, "country", "KE"),
        lambda: crowd.execute(delete(Assessment).where(Assessment.enrolment_id == erased.id)),
        lambda: _give(crowd, giving),
    ):
        act()
        crowd.commit()
        now = figures(crowd)
        assert now != before, "a change shows at once, not added up yet"
        assert now == themselves(crowd)
        crowd.rollback()
        assert 1 <= add_up(crowd) <= 2
        assert figures(crowd) == now
        before = now


def _four(session: Session) -> list[Enrolment]:
    """Return four people who rated themselves, and did not withdraw."""
    rated_themselves = select(Assessment.enrolment_id)
    return list(
        session.scalars(
            select(Enrolment)
            .where(Enrolment.id.in_(rated_themselves), Enrolment.withdrawn_at.is_(None))
            .order_by(Enrolment.id)
            .limit(4)
        )
    )


def _give(session: Session, enrolment: Enrolment) -> None:
    like = session.scalars(select(Assessment).where(Assessment.enrolment_id == enrolment.id)).first()
    assert like is not None
    session.add(
        Assessment(
            enrolment_id=enrolment.id,
            questionnaire_slug=like.questionnaire_slug,
            module_slug="another-module",
            wave="pre",
            revision_id=like.revision_id,
            given_at=NOW,
            ratings=[Rating(statement_id="one", value=3), Rating(statement_id="two", value=None)],
        )
    )
