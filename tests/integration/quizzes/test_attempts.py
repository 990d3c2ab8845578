"""Attempts as the database keeps them: one at a time, marked once, by the clock if need be."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Scoring
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.programmes.models import Enrolment, ModuleStanding
from studyvisit.programmes.services import touch
from studyvisit.quizzes import services
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries import record_at
from studyvisit.quizzes.services import AttemptsExhausted
from tests.factories import NOW
from tests.integration.quizzes.sitting import (
    FIELDS,
    at_once,
    count_of,
    save,
    sit,
    start,
    submit,
    writing,
)
from tests.people import MODULES, Cast
from tests.quizzing import MODULE, RIGHT, WRONG, publish_quiz


def test_starting_twice_gives_the_one_open_attempt(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    assert start(session, cast).id == start(session, cast).id
    assert count_of(session, "attempt.started") == 1
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).started_at == NOW


def test_starting_in_three_places_at_once_gives_one_attempt(app: Flask, session: Session, cast: Cast) -> None:
    publish_quiz(session)

    def act(own: Session) -> object:
        return services.start(
            own,
            enrolment_id=cast.enrolment_id,
            user_id=cast.alem.id,
            modules=MODULES,
            module=Shelf(own).module(MODULE),
            seed=1,
            now=NOW,
        ).id

    assert len(set(at_once(app, act))) == 1


def test_the_database_itself_refuses_a_second_open_attempt(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    first = start(session, cast)
    writing(session)
    session.add(
        Attempt(
            enrolment_id=first.enrolment_id,
            module_slug=first.module_slug,
            quiz_id=first.quiz_id,
            revision_id=first.revision_id,
            number=2,
            seed=2,
            question_ids=[],
            started_at=NOW,
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


def test_attempts_run_out(session: Session, cast: Cast) -> None:
    publish_quiz(session, attempts=2)
    sit(session, cast, right=0)
    sit(session, cast, right=0)
    with pytest.raises(AttemptsExhausted):
        start(session, cast)


def test_an_attempt_keeps_the_revision_it_began_with(session: Session, cast: Cast) -> None:
    publish_quiz(session, pass_mark=100)
    attempt = start(session, cast)
    publish_quiz(session, pass_mark=10)
    assert module_revision(session, attempt.revision_id).quiz.rules.pass_mark == 100
    save(session, attempt, "one", RIGHT["q1"])
    assert submit(session, cast, attempt).passed is False


def test_marks_are_exact_shares_and_are_kept_for_each_question(session: Session, cast: Cast) -> None:
    publish_quiz(session, pass_mark=60)
    attempt = start(session, cast)
    save(session, attempt, "one", ["yes"])
    save(session, attempt, "several", ["a", "b"])  # two of three right ones: two thirds of a point
    save(session, attempt, "claim", ["true"])
    attempt = submit(session, cast, attempt)
    assert attempt.points == pytest.approx(2 + 2 / 3)
    assert (attempt.available, attempt.passed) == (5, False)
    points = {response.question_id: response.points for response in session.scalars(select(Response))}
    assert points == {"one": 1, "several": pytest.approx(2 / 3), "claim": 1}


def test_exactly_the_pass_mark_passes_and_reaches_the_milestone(session: Session, cast: Cast) -> None:
    publish_quiz(session, pass_mark=60)
    attempt = sit(session, cast, right=3)
    assert (attempt.percent, attempt.passed) == (60, True)
    assert session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).quiz_passed_at is not None


@pytest.mark.parametrize(
    ("scoring", "passed"),
    [
        (Scoring.HIGHEST, [False, True, True]),
        (Scoring.LATEST, [False, True, False]),
        (Scoring.FIRST, [False, False, False]),
        (Scoring.AVERAGE, [False, True, False]),
    ],
)
def test_passing_follows_the_scoring_method(
    session: Session, cast: Cast, scoring: Scoring, passed: list[bool]
) -> None:
    publish_quiz(session, scoring=scoring, attempts=None, pass_mark=60)
    assert [sit(session, cast, right=right).passed for right in (2, 4, 1)] == passed


def test_handing_in_is_being_active_and_running_out_of_time_is_not(session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=600)
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    submit(session, cast, start(session, cast), seconds=90)
    assert enrolment.last_active_at == NOW + timedelta(seconds=90)
    began = start(session, cast, minutes=5)
    assert submit(session, cast, began, seconds=3600).passed is False
    assert enrolment.last_active_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("right", [5, 0])
def test_who_leaves_an_attempt_to_the_clock_was_last_active_with_their_last_answer(
    session: Session, cast: Cast, right: int
) -> None:
    publish_quiz(session, time_limit=600)
    attempt = start(session, cast)
    for number, (question, name) in enumerate(FIELDS.items()):
        save(session, attempt, question, (RIGHT if number < right else WRONG)[name], seconds=60 + number)
    save(session, attempt, "one", WRONG["q1"], revision=2, seconds=900)  # too late to count for anything
    writing(session)
    assert services.close_overdue(session, now=NOW + timedelta(days=9)) == 1
    session.commit()
    enrolment = session.get_one(Enrolment, cast.enrolment_id)
    assert enrolment.last_active_at == NOW + timedelta(seconds=64)
    passed_at = session.get_one(ModuleStanding, (cast.enrolment_id, MODULE)).quiz_passed_at
    assert passed_at == (NOW + timedelta(seconds=600) if right else None)


def test_the_clock_does_not_take_back_what_was_done_since(session: Session, cast: Cast) -> None:
    publish_quiz(session, time_limit=600)
    start(session, cast)
    writing(session)
    touch(session, cast.enrolment_id, NOW + timedelta(days=1))
    services.close_overdue(session, now=NOW + timedelta(days=9))
    session.commit()
    assert session.get_one(Enrolment, cast.enrolment_id).last_active_at == NOW + timedelta(days=1)


def test_handing_in_twice_marks_once(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = sit(session, cast, right=5)
    before = (attempt.submitted_at, attempt.percent)
    again = submit(session, cast, attempt, seconds=500)
    assert (again.submitted_at, again.percent) == before
    assert count_of(session, "attempt.submitted") == 1


def test_handing_in_from_three_places_at_once_marks_once(app: Flask, session: Session, cast: Cast) -> None:
    publish_quiz(session)
    attempt = start(session, cast)
    attempt_id: UUID = attempt.id

    def act(own: Session) -> object:
        return services.submit(
            own,
            attempt_id=attempt_id,
            enrolment_id=cast.enrolment_id,
            modules=MODULES,
            user_id=cast.alem.id,
            now=NOW,
        ).percent

    assert at_once(app, act) == [0, 0, 0]
    assert count_of(session, "attempt.submitted") == 1


def test_attempts_are_listed_in_order_and_nobody_elses(session: Session, cast: Cast) -> None:
    quiz = publish_quiz(session)
    sit(session, cast, right=1)
    start(session, cast)
    first, second = record_at(session, cast.enrolment_id, MODULE, quiz.id).attempts
    assert (first.number, first.percent, first.passed) == (1, 20, False)
    assert (second.number, second.percent, second.submitted_at) == (2, None, None)
    assert record_at(session, cast.other_enrolment_id, MODULE, quiz.id).attempts == ()
