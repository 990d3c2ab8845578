"""What people answered, added up and handed out."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from studyvisit.errors import NotFound
from studyvisit.feedback.models import AnonymousFeedback, FeedbackGiven, NamedFeedback, WaitingFeedback
from studyvisit.feedback.rules import Answers, Value
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.reporting.queries.feedback import asked_cohort, asked_cohorts
from studyvisit.reporting.services import export_answers
from tests import factories
from tests.factories import NOW
from tests.people import PROGRAMME, Cast

REACTION, LATER = FeedbackOccasion.REACTION, FeedbackOccasion.FOLLOW_UP_3


def say(
    session: Session,
    cast: Cast,
    sheets: Iterable[Answers],
    model: type[AnonymousFeedback | WaitingFeedback] = AnonymousFeedback,
) -> None:
    """Lay anonymous sheets in Alem's cohort, open unless `model` says that they wait."""
    revision_id = Shelf(session).feedback_form("reaction").revision_id
    for sheet in sheets:
        session.add(
            model(cohort_id=cast.cohort.id, occasion=REACTION, revision_id=revision_id, answers=sheet.kept())
        )
    session.commit()


def tell(session: Session, enrolment_id: UUID, answers: Answers) -> None:
    """Give a follow-up under a name."""
    session.add(FeedbackGiven(enrolment_id=enrolment_id, occasion=LATER))
    session.add(
        NamedFeedback(
            enrolment_id=enrolment_id,
            occasion=LATER,
            revision_id=Shelf(session).feedback_form("follow-up").revision_id,
            given_at=NOW,
            answers=answers.kept(),
        )
    )
    session.commit()


def table(session: Session, occasion: FeedbackOccasion) -> list[dict[str, str]]:
    """Return the file of Alem's cohort, a dictionary a row."""
    cohort = asked_cohort(session, None, "incheon")
    session.rollback()
    text = "".join(export_answers(session, cohort, occasion, NOW.date())).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def sheets(count: int) -> list[Answers]:
    return [
        Answers({"relevant": 5, "intention": "no", "most-useful": f"=hour {number}"})
        for number in range(count)
    ]


def test_of_four_anonymous_answers_nothing_is_said(session: Session, cast: Cast) -> None:
    say(session, cast, sheets(4))
    rows = table(session, REACTION)
    assert {(row["answer"], row["count"]) for row in rows} == {("(too few)", "")}


def test_five_anonymous_answers_are_counted_option_by_option(session: Session, cast: Cast) -> None:
    say(
        session,
        cast,
        [*sheets(4), Answers({"relevant": 1, "intention": "perhaps"}, frozenset({"obstacles"}))],
    )
    rows = table(session, REACTION)
    relevant = {row["answer"]: row["count"] for row in rows if row["item"] == "relevant"}
    assert relevant == {
        "Not at all": "1",
        "Hardly": "0",
        "Partly": "0",
        "Mostly": "0",
        "Fully": "4",
        "(blank)": "0",
    }
    few = [row for row in rows if row["item"] == "obstacles"]
    assert [row["answer"] for row in few] == ["(too few)"], "five sheets, but nobody ticked anything"


def test_what_was_written_stands_in_another_order_for_each_question_and_is_no_formula(
    session: Session, cast: Cast
) -> None:
    both = [
        Answers({"relevant": 5, "intention": "no", "most-useful": f"={n}", "differently": f"={n}"})
        for n in range(12)
    ]
    say(session, cast, both)
    rows = table(session, REACTION)
    said = {
        item: [row["answer"] for row in rows if row["item"] == item and row["answer"][0] == "'"]
        for item in ("most-useful", "differently")
    }
    assert sorted(said["most-useful"]) == sorted(said["differently"]) == sorted(f"'={n}" for n in range(12))
    assert said["most-useful"] != said["differently"]
    assert table(session, REACTION) == rows, "the same file twice: the order does not tell when"


def test_zero_blank_declined_and_not_taken_are_four_values(session: Session, cast: Cast) -> None:
    cohort = session.get_one(Cohort, cast.cohort.id)
    factories.enrolment(session, cohort=cohort, user=factories.user(session, name="Zahra"))
    values: dict[str, Value] = {"applied": "once", "plan-status": "agreed", "shared": 0}
    values["what"] = ["journey", "data"]
    tell(session, cast.enrolment_id, Answers(values, frozenset({"helped"})))
    alem, zahra = table(session, LATER)
    assert (alem["name"], alem["status"], alem["given_at"]) == (
        "Alem Bekele",
        "given",
        "2026-11-23T09:00:00Z",
    )
    assert (alem["shared"], alem["example"], alem["helped"]) == ("0", "", "(declined)")
    assert (alem["applied"], alem["what"]) == ("once", "journey; data")
    assert (zahra["name"], zahra["status"], zahra["given_at"]) == ("Zahra", "not taken", "")
    assert {zahra[item] for item in ("shared", "example", "helped", "applied")} == {"not taken"}


def test_a_form_that_nobody_gave_has_only_who_did_not(session: Session, cast: Cast) -> None:
    assert [row["status"] for row in table(session, LATER)] == ["not taken"]
    assert table(session, REACTION) == []


def test_who_withdrew_is_left_out(session: Session, cast: Cast) -> None:
    tell(session, cast.enrolment_id, Answers({"applied": "once", "plan-status": "agreed"}))
    assert asked_cohort(session, None, "incheon").given == {LATER: 1}
    session.get_one(Enrolment, cast.enrolment_id).withdrawn_at = NOW
    session.commit()
    assert table(session, LATER) == []
    assert asked_cohort(session, None, "incheon").given == {}


def test_a_reviewer_of_another_programme_sees_no_cohort(session: Session, cast: Cast) -> None:
    assert [cohort.slug for cohort in asked_cohorts(session, frozenset({PROGRAMME}))] == [
        "elsewhere",
        "incheon",
    ]
    assert asked_cohorts(session, frozenset({"another"})) == ()
    with pytest.raises(NotFound):
        asked_cohort(session, frozenset({"another"}), "incheon")
