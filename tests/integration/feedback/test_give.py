"""Giving a form: once, on its day, and an anonymous one without a trace that leads back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.feedback import services
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback
from studyvisit.feedback.queries import find_given
from studyvisit.feedback.rules import Answers
from studyvisit.feedback.services import MIXED, give
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.queries import Participation
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.receipts.models import Receipt
from tests import factories
from tests.factories import NOW
from tests.people import PROGRAMME, Cast

TODAY = NOW.date()
REACTION, FOLLOW_UP = FeedbackOccasion.REACTION, FeedbackOccasion.FOLLOW_UP_3
ENDED = {REACTION: TODAY, FOLLOW_UP: date(2026, 8, 23)}
ANSWERS = {
    REACTION: Answers({"relevant": 4, "intention": "yes-first"}),
    FOLLOW_UP: Answers({"applied": "once", "plan-status": "agreed", "shared": 0}),
}


def participation(cast: Cast, enrolment_id: Any = None, ends_on: date = TODAY) -> Participation:
    """Return a place in Alem's cohort, his own if no other is given."""
    return Participation(
        enrolment_id or cast.enrolment_id, cast.alem.id, "incheon", PROGRAMME, date(2019, 4, 1), ends_on
    )


def hand_in(
    session: Session,
    cast: Cast,
    occasion: FeedbackOccasion,
    answers: Answers | None = None,
    *,
    enrolment_id: Any = None,
    today: date = TODAY,
    page_key: str = "page",
) -> None:
    """Give a form on its first day."""
    slug = "reaction" if occasion is REACTION else "follow-up"
    give(
        session,
        participation=participation(cast, enrolment_id, ENDED[occasion]),
        occasion=occasion,
        form=Shelf(session).feedback_form(slug),
        answers=answers or ANSWERS[occasion],
        page_key=page_key,
        today=today,
        now=NOW,
    )


def many(session: Session, cast: Cast, count: int) -> list[Enrolment]:
    """Enrol so many more people in Alem's cohort."""
    cohort = session.get_one(Cohort, cast.cohort.id)
    return [
        factories.enrolment(session, cohort=cohort, user=factories.user(session, name=f"Person {number}"))
        for number in range(count)
    ]


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


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
    assert count(session, NamedFeedback) + count(session, AnonymousFeedback) == 1


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
    assert count(session, AnonymousFeedback) == count(session, FeedbackGiven) == 0


def test_an_anonymous_form_leaves_nothing_that_names_a_person_or_a_moment(
    session: Session, cast: Cast
) -> None:
    before = {model: count(session, model) for model in (AuditEntry, Receipt)}
    hand_in(session, cast, REACTION)
    session.commit()
    assert {model: count(session, model) for model in (AuditEntry, Receipt)} == before
    assert count(session, NamedFeedback) == 0
    assert session.get_one(Enrolment, cast.enrolment_id).last_active_at is None
    columns = {column.name for column in AnonymousFeedback.__table__.columns}
    assert columns == {"id", "cohort_id", "occasion", "revision_id", "answers"}
    assert {column.name for column in FeedbackGiven.__table__.columns} == {"enrolment_id", "occasion"}
    [sheet] = session.scalars(select(AnonymousFeedback))
    assert sheet.id.version == 4, "an id of version 7 would sort by time"
    assert sheet.answers == ANSWERS[REACTION].kept()


def test_no_order_of_rows_says_who_came_when(session: Session, cast: Cast, engine: str) -> None:
    """Nothing the database keeps lays the flags beside the sheets: neither ids, places nor transactions."""
    people = many(session, cast, 6)
    for step, one in enumerate(people):
        hand_in(session, cast, REACTION, _saying(step), enrolment_id=one.id)
        session.commit()
    if engine == "sqlite":
        for table in ("anonymous_feedback", "feedback_given"):
            with pytest.raises(DBAPIError):
                session.execute(text(f"SELECT rowid FROM {table}"))
            session.rollback()
    else:
        written = session.execute(text("SELECT DISTINCT xmin::text FROM anonymous_feedback")).all()
        assert len(written) == 1, "all were written anew with the last one"


def test_every_sheet_gets_a_new_id_and_no_answer_is_lost(session: Session, cast: Cast) -> None:
    seen: set[Any] = set()
    for step, one in enumerate(many(session, cast, 8)):
        hand_in(session, cast, REACTION, _saying(step), enrolment_id=one.id)
        session.commit()
        sheets = session.execute(select(AnonymousFeedback.id, AnonymousFeedback.answers)).all()
        assert not seen & {sheet.id for sheet in sheets}
        seen |= {sheet.id for sheet in sheets}
        said = sorted(sheet.answers["values"]["most-useful"] for sheet in sheets)
        assert said == [f"hour {number}" for number in range(step + 1)]


def test_the_order_of_rows_is_not_the_order_in_which_people_came(session: Session, cast: Cast) -> None:
    for step, one in enumerate(many(session, cast, 12)):
        hand_in(session, cast, REACTION, _saying(step), enrolment_id=one.id)
    session.commit()
    rows = session.scalars(select(AnonymousFeedback.answers)).all()
    said = [int(row["values"]["most-useful"].removeprefix("hour ")) for row in rows]  # type: ignore[call-overload]
    assert said != sorted(said), "one chance in 479 million"


def test_of_very_many_sheets_only_some_are_written_anew(session: Session, cast: Cast) -> None:
    form = Shelf(session).feedback_form("reaction")
    for number in range(MIXED + 10):
        session.add(
            AnonymousFeedback(
                cohort_id=cast.cohort.id,
                occasion=REACTION,
                revision_id=form.revision_id,
                answers=_saying(number).kept(),
            )
        )
    session.commit()
    before = set(session.scalars(select(AnonymousFeedback.id)))
    hand_in(session, cast, REACTION)
    session.commit()
    after = set(session.scalars(select(AnonymousFeedback.id)))
    assert len(after) == len(before) + 1
    assert len(after - before) == MIXED + 1


def test_cohorts_are_not_mixed_with_one_another(session: Session, cast: Cast) -> None:
    hand_in(session, cast, REACTION, _saying(1))
    hand_in(session, cast, REACTION, _saying(2), enrolment_id=cast.other_enrolment_id)
    session.commit()
    rows = session.execute(select(AnonymousFeedback.cohort_id, AnonymousFeedback.answers)).all()
    assert {row.cohort_id: row.answers["values"]["most-useful"] for row in rows} == {
        cast.cohort.id: "hour 1",
        cast.other_cohort.id: "hour 2",
    }


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
                hand_in(own, cast, REACTION, _saying(number), enrolment_id=people[number % 3])
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
    assert count(session, FeedbackGiven) == count(session, AnonymousFeedback) == 3


def _saying(step: int) -> Answers:
    values = {**ANSWERS[REACTION].values, "most-useful": f"hour {step}"}
    return replace(ANSWERS[REACTION], values=values)
