"""What was added up: a report reads from the sums what the evidence itself says, whatever changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, make_transient

from studyvisit.cli.demo_load import load
from studyvisit.cli.summaries import sum_changed
from studyvisit.db import Base
from studyvisit.feedback.models import AnonymousFeedback, NamedFeedback
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.programmes.services import withdraw
from studyvisit.questionnaires.models import Assessment, Rating, RatingsSummed
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.models import EvidenceSummed
from studyvisit.reporting.queries.ratings import changed_cohorts, checked, rated, summed
from studyvisit.reporting.rules import NOT_STATED, Filters
from studyvisit.reporting.services.counting import counts_of
from studyvisit.reporting.services.measures import indicators_of
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
        checks = checked(session, None, filters)
        found.append(sorted(repr([_rounded(value) for value in one]) for one in checks))
    shelf = Shelf(session)
    for slug in shelf.slugs("programme"):
        indicators = [one for one, _all in indicators_of(shelf, shelf.programme(slug).content)]
        counts = counts_of(session, None, Filters(programme=slug), indicators, {slug: NOW.date()})
        found.append(sorted(map(repr, counts.items())))
    session.rollback()
    return found


def _rounded(value: object) -> object:
    """Return a sum of floating-point numbers apart from the order in which they were added."""
    return round(value, 3) if isinstance(value, float) else value


def themselves(session: Session) -> list[list[str]]:
    """Return the same from the evidence itself."""
    kept: list[Base] = [*session.scalars(select(RatingsSummed)), *session.scalars(select(EvidenceSummed))]
    for one in kept:
        session.delete(one)
    found = figures(session)
    for one in kept:
        make_transient(one)
        session.add(one)
    session.commit()
    return found


def add_up(session: Session) -> int:
    """Add up what has changed; return how many cohorts that were."""
    session.rollback()
    return sum_changed(session)


def test_the_sums_say_what_the_ratings_say_before_and_after_every_change(crowd: Session) -> None:
    before = figures(crowd)
    assert any(before)
    cohorts = crowd.scalar(select(func.count()).select_from(Cohort))
    assert add_up(crowd) == cohorts
    assert figures(crowd) == before == themselves(crowd)
    leaving, moving, erased, giving = _four(crowd)
    certified = select(Enrolment.id).where(
        Enrolment.certified_at.is_not(None),
        Enrolment.withdrawn_at.is_(None),
        Enrolment.id.not_in([leaving.id, moving.id, erased.id]),
    )
    attempts = select(Attempt).where(Attempt.enrolment_id.in_(certified)).order_by(Attempt.id)
    check = crowd.scalars(attempts.where(Attempt.wave == "pre", Attempt.percent > 0)).first()
    taken = crowd.scalars(attempts.where(Attempt.wave == "post")).first()
    assert check is not None
    assert taken is not None
    standing = crowd.get_one(ModuleStanding, (taken.enrolment_id, taken.module_slug))
    follow_ups = select(NamedFeedback).where(NamedFeedback.enrolment_id.in_(certified))
    follow_up = crowd.scalars(follow_ups.where(NamedFeedback.occasion == "follow-up-12")).first()
    reaction = crowd.scalars(select(AnonymousFeedback)).first()
    assert follow_up is not None
    assert reaction is not None
    for act in (
        lambda: withdraw(crowd, enrolment=leaving, by_id=None, now=NOW + timedelta(days=1)),
        lambda: setattr(moving, "country", "KE"),
        lambda: crowd.execute(delete(Assessment).where(Assessment.enrolment_id == erased.id)),
        lambda: _give(crowd, giving),
        lambda: setattr(check, "percent", 0.0),
        lambda: setattr(standing, "quiz_passed_at", None),
        lambda: setattr(giving, "certified_at", None if giving.certified_at else NOW),
        lambda: crowd.delete(follow_up),
        lambda: crowd.delete(reaction),
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
