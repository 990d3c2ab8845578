"""Attempts as the database keeps them: one at a time, marked once, by the clock if need be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry
from studyvisit.curriculum.content import Scoring
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf, module_revision
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes import services
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.quizzes.queries import Sheet, attempts_of
from studyvisit.quizzes.services import AttemptsExhausted, Given
from tests.factories import NOW
from tests.people import MODULES, PROGRAMME, Cast
from tests.quizzing import MODULE, RIGHT, WRONG, publish_quiz

FIELDS = {"one": "q1", "several": "q2", "claim": "q3", "number": "q4", "short": "q5"}


def writing(session: Session) -> None:
    """Begin to write, whatever was read before."""
    session.rollback()
    begin_write(session)


def start(session: Session, cast: Cast, **at: object) -> Attempt:
    """Start an attempt for Alem at NOW, or later by `minutes`, and commit."""
    writing(session)
    attempt = services.start(
        session,
        enrolment_id=cast.enrolment_id,
        user_id=cast.alem.id,
        modules=MODULES,
        module=Shelf(session).module(MODULE),
        seed=1,
        now=NOW + timedelta(minutes=float(str(at.get("minutes", 0)))),
    )
    session.commit()
    return attempt


def sheet_for(attempt: Attempt) -> Sheet:
    """Return what saving into an attempt needs to know of it."""
    return Sheet(
        attempt_id=attempt.id,
        enrolment_id=attempt.enrolment_id,
        revision_id=attempt.revision_id,
        programme_slug=PROGRAMME,
        question_ids=[str(question_id) for question_id in attempt.question_ids],
        due_at=attempt.due_at,
    )


def save(
    session: Session,
    attempt: Attempt,
    question: str,
    answer: list[str],
    revision: int = 1,
    seconds: float = 60,
) -> dict[str, object]:
    """Save an answer so many seconds after NOW and commit."""
    writing(session)
    receipt = services.save_answer(
        session,
        sheet=sheet_for(attempt),
        given=Given(question, tuple(answer), revision),
        now=NOW + timedelta(seconds=seconds),
    )
    session.commit()
    return receipt


def submit(session: Session, cast: Cast, attempt: Attempt, seconds: float = 120) -> Attempt:
    """Hand an attempt in and commit."""
    writing(session)
    attempt = services.submit(
        session,
        attempt_id=attempt.id,
        enrolment_id=cast.enrolment_id,
        modules=MODULES,
        user_id=cast.alem.id,
        now=NOW + timedelta(seconds=seconds),
    )
    session.commit()
    return attempt


def sit(session: Session, cast: Cast, right: int) -> Attempt:
    """Start an attempt, answer the first so many questions right and the others wrong, and hand it in."""
    attempt = start(session, cast)
    for number, (question, name) in enumerate(FIELDS.items()):
        save(session, attempt, question, (RIGHT if number < right else WRONG)[name])
    return submit(session, cast, attempt)


def at_once(app: Flask, act: Callable[[Session], object], times: int = 3) -> list[object]:
    """Run an act so many times at once, each on a connection of its own, and return what each gave."""

    def run(_number: int) -> object:
        with app.app_context(), Session(db.engine) as session:
            begin_write(session)
            result = act(session)
            session.commit()
            return result

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def count_of(session: Session, action: str) -> int:
    """Return how often the audit log tells of an act."""
    session.rollback()
    counted = session.scalar(select(func.count()).where(AuditEntry.action == action))
    return counted or 0


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


def test_saving_from_three_places_at_once_keeps_one_answer_the_highest(
    app: Flask, session: Session, cast: Cast
) -> None:
    publish_quiz(session)
    sheet = sheet_for(start(session, cast))
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


def test_attempts_are_listed_by_enrolment_and_module_in_order(session: Session, cast: Cast) -> None:
    publish_quiz(session)
    sit(session, cast, right=1)
    start(session, cast)
    attempts = attempts_of(session, [cast.enrolment_id, cast.other_enrolment_id])
    assert list(attempts) == [(cast.enrolment_id, MODULE)]
    first, second = attempts[cast.enrolment_id, MODULE]
    assert (first.number, first.percent, first.passed) == (1, 20, False)
    assert (second.number, second.percent, second.submitted_at) == (2, None, None)
