"""An anonymous form leaves no trace that leads back, and is laid open only among others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.db import new_id
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.feedback.rules import SETTLES_AFTER
from studyvisit.feedback.services import MIXED
from studyvisit.programmes.models import Enrolment
from studyvisit.receipts.models import Receipt
from studyvisit.reporting.queries.feedback import anonymous_sheets, asked_cohort
from tests.factories import NOW
from tests.integration.feedback.giving import (
    ANSWERS,
    FOLLOW_UP,
    REACTION,
    TODAY,
    count,
    give_all,
    give_each,
    hand_in,
    place_of,
    saying,
    words,
)
from tests.people import Cast


def test_an_anonymous_form_leaves_nothing_that_names_a_person_or_a_moment(
    session: Session, cast: Cast
) -> None:
    before = {model: count(session, model) for model in (AuditEntry, Receipt)}
    hand_in(session, cast, REACTION)
    session.commit()
    assert {model: count(session, model) for model in (AuditEntry, Receipt)} == before
    assert count(session, NamedFeedback) == 0
    assert session.get_one(Enrolment, cast.enrolment_id).last_active_at is None
    for model in (AnonymousFeedback, WaitingFeedback):
        columns = {column.name for column in model.__table__.columns}
        assert columns == {"id", "cohort_id", "occasion", "revision_id", "answers"}
        leads = {key.target_fullname for key in model.__table__.foreign_keys}
        assert leads == {"cohort.id", "revision.id"}
    assert {column.name for column in FeedbackGiven.__table__.columns} == {"enrolment_id", "occasion"}
    [sheet] = session.scalars(select(WaitingFeedback))
    assert sheet.answers == ANSWERS[REACTION].kept()


@pytest.mark.parametrize("model", [AnonymousFeedback, WaitingFeedback])
def test_the_database_takes_no_anonymous_sheet_whose_id_tells_the_time(
    session: Session, cast: Cast, model: type[AnonymousFeedback | WaitingFeedback]
) -> None:
    session.add(model(id=new_id(), **place_of(session, cast), answers={}))
    with pytest.raises(IntegrityError, match="id_random"):
        session.commit()


@pytest.mark.parametrize("model", [AnonymousFeedback, WaitingFeedback])
def test_the_database_takes_only_what_is_asked_anonymously_without_a_name(
    session: Session, cast: Cast, model: type[AnonymousFeedback | WaitingFeedback]
) -> None:
    session.add(model(**place_of(session, cast, FOLLOW_UP), answers={}))
    with pytest.raises(IntegrityError, match="occasion_anonymous"):
        session.commit()


def test_the_database_keeps_no_reaction_under_a_name(session: Session, cast: Cast) -> None:
    place = place_of(session, cast)
    del place["cohort_id"]
    session.add(NamedFeedback(enrolment_id=cast.enrolment_id, given_at=NOW, answers={}, **place))
    with pytest.raises(IntegrityError, match="occasion_named"):
        session.commit()


def test_no_order_of_rows_says_who_came_when(session: Session, cast: Cast, engine: str) -> None:
    """Nothing the database keeps lays the flags beside the sheets: neither ids, places nor transactions."""
    give_all(session, cast, 11)
    if engine == "sqlite":
        for table in ("anonymous_feedback", "waiting_feedback", "feedback_given"):
            with pytest.raises(DBAPIError):
                session.execute(text(f"SELECT rowid FROM {table}"))
            session.rollback()
    else:
        for table, transactions in (("anonymous_feedback", 1), ("waiting_feedback", 1)):
            written = session.execute(text(f"SELECT DISTINCT xmin::text FROM {table}")).all()
            assert len(written) == transactions, "all were written anew together"


def test_sheets_are_laid_open_five_at_a_time_and_as_many_stay_to_hide_among(
    session: Session, cast: Cast
) -> None:
    opened, seen = [], set[Any]()
    for said in give_each(session, cast, 21):
        both = [*session.scalars(select(AnonymousFeedback)), *session.scalars(select(WaitingFeedback))]
        assert sorted(words(both)) == sorted(said), "no answer is lost"
        assert not seen & {sheet.id for sheet in session.scalars(select(WaitingFeedback))}
        seen |= {sheet.id for sheet in both}
        opened.append(count(session, AnonymousFeedback))
        session.expire_all()
    assert opened == [0] * 9 + [5] * 5 + [10] * 5 + [15] * 2


def test_a_batch_is_drawn_by_chance_and_not_by_who_came_first(session: Session, cast: Cast) -> None:
    give_all(session, cast, 30)
    opened = words(session.scalars(select(AnonymousFeedback)))
    assert len(opened) == 25
    assert set(opened) != {f"hour {number}" for number in range(25)}, "one chance in 59 million"
    assert opened != sorted(opened, key=lambda one: int(one.removeprefix("hour ")))


def test_when_everybody_has_answered_all_is_laid_open_together(session: Session, cast: Cast) -> None:
    give_all(session, cast, 6)
    assert count(session, AnonymousFeedback) == 0
    hand_in(session, cast, REACTION)  # Alem is the last
    session.commit()
    assert (count(session, AnonymousFeedback), count(session, WaitingFeedback)) == (7, 0)


def test_of_a_small_cohort_nothing_is_laid_open(session: Session, cast: Cast) -> None:
    give_all(session, cast, 3)
    hand_in(session, cast, REACTION)
    session.commit()
    assert (count(session, AnonymousFeedback), count(session, WaitingFeedback)) == (0, 4)


def test_after_two_weeks_two_looks_still_differ_by_a_batch(session: Session, cast: Cast) -> None:
    """Whoever reads the report before and after one person answers sees the same."""
    settled = TODAY + SETTLES_AFTER
    cohort = asked_cohort(session, None, "incheon")
    cohort = replace(cohort, ends_on=TODAY)

    def look(today: date) -> list[str]:
        sheets = anonymous_sheets(session, cohort, REACTION, today)
        return sorted(str(answers.values["most-useful"]) for _revision_id, answers in sheets)

    give_all(session, cast, 7)
    assert look(settled - timedelta(1)) == []
    looks = [look(settled)]
    assert len(looks[0]) == 7
    for said in give_each(session, cast, 6, today=settled):
        looks.append(look(settled))
        assert len(said) == len(looks) - 1
    assert [len(one) for one in looks] == [7, 7, 7, 7, 7, 12, 12]
    assert looks[0] == looks[4]


def test_of_very_many_sheets_only_some_are_written_anew(session: Session, cast: Cast) -> None:
    for number in range(MIXED + 10):
        session.add(AnonymousFeedback(**place_of(session, cast), answers=saying(number).kept()))
    session.commit()
    before = set(session.scalars(select(AnonymousFeedback.id)))
    give_all(session, cast, 10)
    after = set(session.scalars(select(AnonymousFeedback.id)))
    assert len(after) == len(before) + 5
    assert len(after - before) == MIXED + 5


def test_cohorts_are_not_mixed_with_one_another(session: Session, cast: Cast) -> None:
    hand_in(session, cast, REACTION, saying(1))
    hand_in(session, cast, REACTION, saying(2), enrolment_id=cast.other_enrolment_id)
    session.commit()
    rows = session.execute(select(WaitingFeedback.cohort_id, WaitingFeedback.answers)).all()
    assert {row.cohort_id: row.answers["values"]["most-useful"] for row in rows} == {
        cast.cohort.id: "hour 1",
        cast.other_cohort.id: "hour 2",
    }
