"""Answers as the database keeps them: the newest, in time, whatever the order they come in."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes import services
from studyvisit.quizzes.models import Response
from studyvisit.quizzes.services import Given
from tests.factories import NOW
from tests.integration.quizzes.sitting import (
    FIELDS,
    at_once,
    count_of,
    save,
    sheet_for,
    start,
    submit,
    writing,
)
from tests.people import Cast
from tests.quizzing import MODULE, RIGHT, publish_quiz


def test_the_highest_revision_wins_whatever_comes_last(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = start(session, cast)
    assert save(session, attempt, "one", ["no"], revision=3)["is_current"] is True
    late = save(session, attempt, "one", ["yes"], revision=2)
    tie = save(session, attempt, "one", ["yes"], revision=3)
    assert (late["is_current"], late["revision"], tie["is_current"]) == (False, 3, False)
    assert session.scalars(select(Response.answer)).one() == ["no"]
    assert save(session, attempt, "one", ["no"], revision=3)["is_current"] is True
    assert save(session, attempt, "one", ["yes"], revision=4)["is_current"] is True
    assert session.scalars(select(Response.answer)).one() == ["yes"]


def test_an_answer_taken_back_is_no_longer_counted_as_answered(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = start(session, cast)
    assert save(session, attempt, "short", ["word"], revision=1)["answered"] == 1
    assert save(session, attempt, "short", [], revision=2)["answered"] == 0


def test_saving_from_three_places_at_once_keeps_one_answer_the_highest(
    app: Flask, session: Session, cast: Cast
) -> None:
    publish_quiz(session)
    sheet = sheet_for(session, start(session, cast))
    revisions = iter((2, 3, 1))

    def act(own: Session) -> object:
        revision = next(revisions)
        given = Given("short", (f"answer {revision}",), revision)
        return services.save_answer(own, sheet=sheet, given=given, now=NOW)["revision"]

    at_once(app, act)
    session.rollback()
    assert session.scalars(select(Response)).one().answer == ["answer 3"]


def test_an_answer_within_the_grace_counts_and_a_later_one_is_kept_but_never_marked(
    session: Session, cast: Cast
) -> None:
    publish_quiz(session, time_limit=600)
    attempt = start(session, cast)
    assert save(session, attempt, "one", ["yes"], seconds=604)["is_late"] is False
    assert save(session, attempt, "one", ["no"], revision=2, seconds=606)["is_late"] is True
    assert save(session, attempt, "short", ["canary-accepted"], seconds=607)["is_late"] is True
    attempt = submit(session, cast, attempt, seconds=610)
    assert attempt.points == 1
    late = session.scalars(select(Response).where(Response.is_late).order_by(Response.question_id)).all()
    assert [(response.question_id, response.answer, response.points) for response in late] == [
        ("one", ["no"], None),
        ("short", ["canary-accepted"], None),
    ]


def test_an_answer_after_handing_in_is_kept_apart_unless_it_was_there_already(
    session: Session, cast: Cast
) -> None:
    publish_quiz(session)
    attempt = start(session, cast)
    save(session, attempt, "one", ["no"])
    submit(session, cast, attempt)
    assert save(session, attempt, "one", ["no"], revision=5, seconds=300)["is_late"] is False
    assert save(session, attempt, "one", ["yes"], revision=6, seconds=301)["is_late"] is True
    session.rollback()
    counted = session.scalars(select(Response).where(~Response.is_late)).one()
    assert (counted.answer, counted.points) == (["no"], 0)


def test_the_clock_ends_attempts_with_what_was_saved_and_does_it_once(session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=600)
    attempt = start(session, cast)
    for question, name in FIELDS.items():
        save(session, attempt, question, RIGHT[name])
    writing(session)
    assert services.close_overdue(session, now=NOW + timedelta(seconds=604)) == 0
    assert services.close_overdue(session, now=NOW + timedelta(hours=5)) == 1
    assert services.close_overdue(session, now=NOW + timedelta(hours=6)) == 0
    session.commit()
    session.refresh(attempt)
    assert (attempt.submitted_at, attempt.percent, attempt.passed) == (attempt.due_at, 100, True)
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).quiz_passed_at is not None
    assert (count_of(session, "attempt.closed"), count_of(session, "attempt.submitted")) == (1, 0)


def test_starting_when_the_time_of_the_open_attempt_is_up_ends_it_and_begins_nothing(
    session: Session, cast: Cast
) -> None:
    publish_quiz(session, time_limit=600)
    first = start(session, cast)
    again = start(session, cast, minutes=11)
    assert again.id == first.id
    assert again.submitted_at == first.due_at
    assert start(session, cast, minutes=12).number == 2


def test_an_attempt_without_a_limit_is_never_closed(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    start(session, cast)
    writing(session)
    assert services.close_overdue(session, now=NOW + timedelta(days=4000)) == 0


def test_the_command_closes_what_is_overdue(app: Flask, session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=600)
    attempt = start(session, cast)
    writing(session)
    attempt.due_at = NOW - timedelta(days=3650)
    session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["quizzes", "close"]).output == "1 closed\n"
    assert runner.invoke(args=["quizzes", "close"]).output == "0 closed\n"


def test_when_a_question_first_got_an_answer_is_never_overwritten(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = start(session, cast)
    save(session, attempt, "short", [], revision=1, seconds=10)
    assert session.scalars(select(Response.first_saved_at)).one() is None
    for revision in (2, 3, 4):
        save(session, attempt, "short", ["a word"] * (revision % 2), revision=revision, seconds=10 * revision)
    session.rollback()
    kept = session.scalars(select(Response)).one()
    assert (kept.first_saved_at, kept.saved_at) == (NOW + timedelta(seconds=30), NOW + timedelta(seconds=40))
