"""A quiz that also asks how sure people are: kept with each answer, told back, and without weight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Reveal, Review
from studyvisit.quizzes.models import Response
from tests.client import PageClient, Read, held_by
from tests.people import Cast
from tests.quizzing import QUIZ_URL, RIGHT, publish_quiz

Browser = Callable[[User], PageClient]
SAID = {"q1-certainty": ["sure"], "q3-certainty": ["sure"], "q4-certainty": ["guess"]}


def finish(browser: PageClient, answers: dict[str, list[str]]) -> Read:
    """Sit the quiz without scripts, saying how sure one is of three answers, and return the result."""
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    return browser.submit(browser.submit(page, answers | SAID, button="review"), action="/submit")


def test_how_sure_one_was_is_told_back_and_changes_no_mark(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, certainty=True)
    browser = client_for(cast.alem)
    assert "You may say so with each answer" in browser.read(QUIZ_URL).text
    result = finish(browser, RIGHT | {"q3": ["false"], "q2": []})
    assert "3 of 5 points, 60 %" in result.text
    assert "Where you were sure: 1 of 2 right" in result.text
    assert "Where you guessed: 1 of 1 right" in result.text
    assert "Something you were sure of was not right." in result.text
    assert result.text.count("How sure you were: Sure") == 2
    assert "fairly sure:" not in result.text


def test_how_well_one_judged_waits_for_the_marks(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, certainty=True, review=Review(marks=Reveal.NEVER))
    result = finish(client_for(cast.alem), RIGHT)
    assert "How sure you were: Sure" in result.text
    assert "Where you were sure" not in result.text


def test_changing_only_how_sure_one_is_is_saved_and_the_first_answer_keeps_its_time(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, certainty=True)
    browser = client_for(cast.alem)
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    page = browser.submit(page, {"q1-certainty": "guess"}, button="save")
    assert _kept(session) == ("guess", [], None)
    page = browser.submit(page, {"q1": "yes"}, button="save")
    first = _kept(session)[2]
    assert first is not None
    browser.submit(page, {"q1-certainty": "fairly"}, button="save")
    assert _kept(session) == ("fairly", ["yes"], first)
    assert session.scalars(select(Response.revision)).one() == 3


@pytest.mark.parametrize(("asks", "status"), [(True, 422), (False, 200)])
def test_only_what_is_asked_is_read(
    cast: Cast, client_for: Browser, session: Session, asks: bool, status: int
) -> None:
    publish_quiz(session, certainty=asks)
    browser = client_for(cast.alem)
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    sent = {
        "value": "yes",
        "certainty": "very",
        "revision": "1",
        "key": "key",
        "csrf_token": held_by(page.form())["csrf_token"],
    }
    saved = browser.post(f"{page.response.request.path}/answers/one", data=sent)
    assert saved.status_code == status


def _kept(session: Session) -> tuple[str | None, object, object]:
    session.rollback()
    kept = session.scalars(select(Response)).one()
    return kept.certainty, kept.answer, kept.first_saved_at
