"""A person's ratings beside what the quiz shows; nobody else sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.library.queries import Shelf
from studyvisit.questionnaires.models import Rating
from studyvisit.questionnaires.rules import Occasion
from studyvisit.quizzes.models import Attempt, Regrade, Response
from tests.client import PageClient, Read
from tests.people import PROGRAMME, Cast
from tests.quizzing import MODULE, QUESTIONS, publish_quiz
from tests.steps import rate, read_every_lesson

ClientFor = Callable[[User], PageClient]
PAGE = f"/cohorts/incheon/modules/{MODULE}/calibration"
ABOUT = "explain-enabler"


FOUR = [replace(QUESTIONS[0], id=f"q{number}", competency=ABOUT) for number in range(4)]


def publish_four(session: Session) -> None:
    """Publish a quiz of four questions about one competency."""
    publish_quiz(session, FOUR)


def sit(session: Session, enrolment_id: UUID, right: float, certainty: str | None = "sure") -> Attempt:
    """Hand in an attempt at the four questions, so many of them right, a while ago."""
    at = utc_now() - timedelta(hours=1)
    attempt = Attempt(
        enrolment_id=enrolment_id,
        module_slug=MODULE,
        quiz_id=Shelf(session).module(MODULE).content.quiz.id,
        revision_id=Shelf(session).module(MODULE).revision_id,
        number=1,
        seed=1,
        question_ids=[question.id for question in FOUR],
        started_at=at,
        submitted_at=at,
        points=right,
        available=4,
        percent=25 * right,
        passed=False,
    )
    session.add(attempt)
    session.flush()
    for number, question in enumerate(FOUR):
        session.add(
            Response(
                attempt_id=attempt.id,
                question_id=question.id,
                answer=["yes"],
                revision=1,
                saved_at=at,
                points=float(number < right),
                certainty=certainty,
            )
        )
    session.commit()
    return attempt


def say(session: Session, enrolment_id: UUID, value: int | None) -> None:
    rate(session, enrolment_id, Occasion.BEFORE, MODULE, value=value)
    session.commit()


def words(page: Read) -> str:
    """Return what the page says of the competency."""
    [body] = [
        one for one in page.all("tbody") if "how e-government supports the SDGs" in "".join(one.itertext())
    ]
    return " ".join("".join(body.itertext()).split())


@pytest.mark.one_database
def test_until_there_is_something_to_compare_the_page_says_what_comes_first(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    page = client_for(cast.alem).read(PAGE)
    assert page.links()["sit the quiz"] == f"/cohorts/incheon/modules/{MODULE}/quiz"
    assert "rate yourself" in page.links()
    assert page.all("table") == []


@pytest.mark.one_database
def test_a_high_rating_and_a_low_result_are_told_gently(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    publish_four(session)
    sit(session, cast.enrolment_id, right=1)
    say(session, cast.enrolment_id, 5)
    told = words(client_for(cast.alem).read(PAGE))
    assert "You rated yourself higher than these questions show." in told
    assert "5: Can guide others" in told
    assert "1 of 4 points in 4 questions" in told
    assert "Where you were sure1 of 4 right" in told


@pytest.mark.one_database
def test_a_low_rating_and_a_good_result_are_told_too(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    publish_four(session)
    sit(session, cast.enrolment_id, right=4, certainty="guess")
    say(session, cast.enrolment_id, 1)
    told = words(client_for(cast.alem).read(PAGE))
    assert "You know more about this than you gave yourself credit for." in told
    assert "Where you guessed4 of 4 right" in told


def test_the_rating_after_the_module_takes_the_place_of_the_one_before(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    publish_four(session)
    sit(session, cast.enrolment_id, right=4)
    say(session, cast.enrolment_id, 1)
    read_every_lesson(session, cast.enrolment_id, MODULE)
    rate(session, cast.enrolment_id, Occasion.AFTER, MODULE, value=5)
    session.commit()
    told = words(client_for(cast.alem).read(PAGE))
    assert "You said, after the module5: Can guide others" in told
    assert "Your rating and the quiz go together." in told


def test_what_does_not_apply_and_what_was_spoilt_are_not_compared(
    client_for: ClientFor, session: Session, cast: Cast
) -> None:
    publish_four(session)
    attempt = sit(session, cast.enrolment_id, right=1)
    say(session, cast.enrolment_id, 5)
    for number in range(3):
        session.add(
            Regrade(
                programme_slug=PROGRAMME,
                module_slug=MODULE,
                quiz_id=attempt.quiz_id,
                question_id=f"q{number + 1}",
                remedy="drop",
                revision_id=attempt.revision_id,
                revision_number=10**6,
                reason="It was ambiguous.",
                declared_at=utc_now(),
            )
        )
    session.commit()
    client = client_for(cast.alem)
    assert "1 of 1 points in 1 question" in words(client.read(PAGE))
    assert "Too little to compare." in words(client.read(PAGE))
    for rating in session.query(Rating):
        rating.value = None
    session.commit()
    assert "does not apply to my work" in words(client.read(PAGE))
