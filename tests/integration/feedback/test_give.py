"""Giving a form: once, and on its day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.feedback import services
from studyvisit.feedback.models import FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.feedback.queries import find_given
from studyvisit.feedback.rules import Answers
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.rules import FeedbackOccasion
from tests.factories import NOW
from tests.integration.feedback.giving import (
    ANSWERS,
    FOLLOW_UP,
    REACTION,
    TODAY,
    count,
    hand_in,
    many,
    saying,
)
from tests.people import Cast


def test_a_follow_up_is_kept_under_a_name_with_its_revision_and_moment(session: Session, cast: Cast) -> None:
    hand_in(session, cast, FOLLOW_UP)
    session.commit()
    given = find_given(session, cast.enrolment_id, FOLLOW_UP)
    assert given is not None
    assert given.answers == ANSWERS[FOLLOW_UP]
    assert given.given_at == NOW
    assert given.revision_id == Shelf(session).feedback_form("follow-up").revision_id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "feedback.given")).one()
    assert (entry.actor_id, entry.subject_id) == (cast.alem.id, str(cast.enrolment_id))
    assert session.get_one(Enrolment, cast.enrolment_id).last_active_at == NOW


def test_zero_blank_declined_and_not_given_are_four_things(session: Session, cast: Cast) -> None:
    assert find_given(session, cast.enrolment_id, FOLLOW_UP) is None
    values = dict(ANSWERS[FOLLOW_UP].values)
    hand_in(session, cast, FOLLOW_UP, Answers(values, frozenset({"helped"})))
    session.commit()
    given = find_given(session, cast.enrolment_id, FOLLOW_UP)
    assert given is not None
    assert given.answers is not None
    assert given.answers.values["shared"] == 0
    assert "helped" in given.answers.declined
    assert "hindered" not in given.answers.values.keys() | given.answers.declined


def test_the_same_page_of_a_follow_up_sent_twice_counts_once(session: Session, cast: Cast) -> None:
    for _ in range(2):
        hand_in(session, cast, FOLLOW_UP)
    session.commit()
    assert count(session, NamedFeedback) == 1


@pytest.mark.parametrize("occasion", [REACTION, FOLLOW_UP])
def test_what_was_given_is_not_changed(session: Session, cast: Cast, occasion: FeedbackOccasion) -> None:
    hand_in(session, cast, occasion)
    session.commit()
    with pytest.raises(services.AlreadyGiven):
        hand_in(session, cast, occasion, page_key="another")
    session.rollback()
    assert count(session, NamedFeedback) + count(session, WaitingFeedback) == 1


@pytest.mark.parametrize("days", [-1, 100])
@pytest.mark.parametrize("occasion", [REACTION, FOLLOW_UP])
def test_a_form_is_taken_only_while_it_is_asked_for(
    session: Session, cast: Cast, occasion: FeedbackOccasion, days: int
) -> None:
    with pytest.raises(services.NotOpen):
        hand_in(session, cast, occasion, today=TODAY + timedelta(days))


@pytest.mark.parametrize(
    "answers",
    [
        Answers({"relevant": 4}),
        Answers({"relevant": 6, "intention": "no"}),
        Answers({"relevant": 4, "intention": "no", "unknown": "x"}),
        Answers({"relevant": 4, "intention": "no"}, frozenset({"sessions"})),
    ],
)
def test_a_form_with_a_gap_or_an_answer_it_does_not_offer_is_refused(
    session: Session, cast: Cast, answers: Answers
) -> None:
    with pytest.raises(services.Unanswered):
        hand_in(session, cast, REACTION, answers)
    session.rollback()
    assert count(session, WaitingFeedback) == count(session, FeedbackGiven) == 0


def test_people_who_answer_at_the_same_moment_each_count_once(
    app: Flask, session: Session, cast: Cast
) -> None:
    """Two at a time for each person; nobody's sheet is lost or doubled while the others are mixed."""
    people = [one.id for one in many(session, cast, 3)]
    session.commit()
    barrier = Barrier(6)

    def send(number: int) -> str:
        with app.app_context():
            barrier.wait()
            own = db.session()
            begin_write(own)
            try:
                hand_in(own, cast, REACTION, saying(number), enrolment_id=people[number % 3])
                own.commit()
            except services.AlreadyGiven:
                own.rollback()
                return "given"
            finally:
                db.session.remove()
            return "taken"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(send, range(6)))
    assert outcomes == ["given"] * 3 + ["taken"] * 3
    assert count(session, FeedbackGiven) == count(session, WaitingFeedback) == 3
