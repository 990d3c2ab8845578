"""The page before a quiz says the rules, shows what was done and leads on."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Reveal, Review, Scoring
from studyvisit.programmes.models import Enrolment
from tests.client import PageClient
from tests.people import Cast
from tests.quizzing import QUIZ_URL, RIGHT, WRONG, publish_quiz

Browser = Callable[[User], PageClient]


def sit(browser: PageClient, answers: dict[str, list[str]]) -> None:
    """Sit the whole quiz with these answers."""
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    browser.submit(browser.submit(page, answers, button="review"), action="/submit")


def test_the_rules_are_said_in_words(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(
        session,
        draw=4,
        pass_mark=75,
        attempts=3,
        time_limit=1800,
        scoring=Scoring.AVERAGE,
        review=Review(answers=Reveal.AFTER_PASS, feedback=Reveal.NEVER),
    )
    text = client_for(cast.alem).read(QUIZ_URL).text
    for words in (
        "4, drawn from 5, 1 point each",
        "75 % of the points or more",
        "3. The average of your attempts counts.",
        "30 minutes from the moment you start",
        "Marks: as soon as you submit",
        "Feedback: not shown",
        "Right answers: once you have passed",
    ):
        assert words in text


def test_an_open_attempt_is_continued_and_not_started_again(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    attempt = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    page = browser.read(QUIZ_URL)
    assert page.links()["Continue your attempt"] == f"{attempt.response.request.path}/continue"
    assert "Start" not in page.text


def test_a_double_click_on_start_gives_one_attempt(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = browser.read(QUIZ_URL)
    first = browser.submit(page, action="/quiz")
    browser.submit(browser.submit(first, RIGHT, button="review"), action="/submit")
    replayed = browser.submit(page, action="/quiz")
    assert replayed.response.request.path == first.response.request.path
    assert "Attempt 2" not in browser.read(QUIZ_URL).text


def test_earlier_attempts_are_listed_with_their_results(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, pass_mark=100)
    browser = client_for(cast.alem)
    sit(browser, RIGHT | {"q1": ["no"]})
    page = browser.read(QUIZ_URL)
    assert "4 of 5 points, 80 %" in page.text
    assert "1 of 2 left" in page.text
    assert "Start another attempt" in page.text


def test_that_no_attempt_is_left_is_said_and_no_button_offered(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, attempts=1)
    browser = client_for(cast.alem)
    before = browser.read(QUIZ_URL)
    sit(browser, WRONG)
    page = browser.read(QUIZ_URL)
    assert "You have used every attempt." in page.text
    assert "Start" not in page.text
    refused = browser.submit(before, {"key": "another-key"}, action="/quiz")
    assert (refused.status, refused.title) == (409, "No attempts left")


def test_someone_outside_the_cohort_finds_no_quiz(cast: Cast, client_for: Browser) -> None:
    assert client_for(cast.bina).read(QUIZ_URL).status == 404
    assert client_for(cast.olu).read(QUIZ_URL).status == 404


def test_a_module_outside_the_programme_has_no_quiz(cast: Cast, client_for: Browser) -> None:
    assert client_for(cast.alem).read("/cohorts/incheon/modules/nothing/quiz").status == 404


def test_after_withdrawing_neither_quiz_nor_attempt_is_there(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    attempt = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    session.get_one(Enrolment, cast.enrolment_id).withdrawn_at = utc_now()
    session.commit()
    assert browser.read(QUIZ_URL).status == 404
    assert browser.read(attempt.response.request.path).status == 404
    assert browser.submit(attempt, RIGHT, button="save").status == 404
