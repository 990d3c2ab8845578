"""Checking an answer within an attempt: it tells what the review rule says, and the answer stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum import document
from studyvisit.curriculum.content import Moment, QuizWindow, Reveal, Review
from studyvisit.db import new_id
from studyvisit.library.models import Publication, Revision
from studyvisit.library.queries import Shelf
from studyvisit.quizzes.models import Attempt, Response
from tests.client import PageClient, Read, held_by
from tests.people import PROGRAMME, Cast
from tests.quizzing import FEEDBACK, KEYS, MODULE, QUIZ_URL, RIGHT, WRONG, publish_quiz

Browser = Callable[[User], PageClient]
LEARNING = Review(marks=Reveal.DURING, feedback=Reveal.DURING, answers=Reveal.DURING)


def start(browser: PageClient) -> Read:
    """Open the rules and start an attempt."""
    return browser.submit(browser.read(QUIZ_URL), action="/quiz")


def check(browser: PageClient, page: Read, question: str, answers: dict[str, list[str]]) -> Read:
    """Send the page with the button that checks one question."""
    return browser.submit(page, {**answers, "check": [question]}, action="/attempts/")


def test_a_checked_answer_is_explained_at_once_and_the_others_keep_their_keys(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, review=LEARNING)
    browser = client_for(cast.alem)
    assert "Right answers: as soon as you check an answer" in browser.read(QUIZ_URL).text
    assert "An answer that was checked can no longer be changed." in browser.read(QUIZ_URL).text
    page = start(browser)
    assert page.text.count("Check my answer") == 5
    page = check(browser, page, "one", WRONG)
    first, rest = page.html.split('id="q2"')
    assert page.response.request.path.startswith("/attempts/")
    assert "Not right · 0 of 1 point" in page.text
    assert 'class="right"' in first
    assert FEEDBACK in first
    assert FEEDBACK not in rest
    assert not [key for key in KEYS if key in rest]
    assert page.text.count("Check my answer") == 4
    assert "5 of 5 answered" in page.text


def test_a_checked_answer_stays_whoever_sends_another(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, review=LEARNING)
    browser = client_for(cast.alem)
    old = start(browser)
    page = check(browser, old, "one", {"q1": ["no"]})
    told = browser.submit(old, {"q1": "yes"}, button="save")
    assert "An answer that was checked stays as it was: question 1." in told.text
    saved = browser.post(
        f"{page.response.request.path}/answers/one",
        data={"value": "yes", "revision": 9, "key": "k", "csrf_token": held_by(page.form())["csrf_token"]},
    ).get_json()
    assert (saved["is_current"], saved["saved_at_words"][:23]) == (False, "This answer was checked")
    review = browser.submit(page, {name: RIGHT[name] for name in ("q2", "q3", "q4", "q5")}, button="review")
    assert "4 of 5 points, 80 %" in browser.submit(review, action="/submit").text
    session.rollback()
    kept = session.scalars(select(Response).where(Response.question_id == "one")).one()
    assert (kept.answer, kept.points) == (["no"], 0)


def test_only_an_answer_that_is_there_can_be_checked(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, review=LEARNING)
    browser = client_for(cast.alem)
    page = check(browser, start(browser), "one", {})
    assert "Answer question 1 first, then check it." in page.text
    assert not [key for key in KEYS if key in page.html]
    assert session.scalars(select(Response.checked_at)).all() == []


def test_where_the_rule_shows_nothing_during_an_attempt_nothing_can_be_checked(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    page = start(browser)
    assert "Check my answer" not in page.text
    page = check(browser, page, "one", {"q1": ["yes"]})
    assert FEEDBACK not in page.html
    assert not [key for key in KEYS if key in page.html]
    assert set(session.scalars(select(Response.checked_at))) == {None}


def let_time_pass(session: Session, minutes: int) -> None:
    """Move what was handed in so many minutes into the past."""
    session.rollback()
    session.execute(update(Attempt).values(submitted_at=utc_now() - timedelta(minutes=minutes)))
    session.commit()


def close_quiz(session: Session, closes: datetime) -> None:
    """Publish the programme with a time at which the quiz closes."""
    before = Shelf(session).programme(PROGRAMME)
    programme = replace(before.content, quizzes={MODULE: QuizWindow(closes=closes)})
    revision = Revision(
        kind="programme",
        slug=PROGRAMME,
        number=before.number + 1,
        sha256=new_id().hex,
        source="{}",
        document=document.dump(programme),
        published_at=utc_now(),
    )
    session.add(revision)
    session.flush()
    session.get_one(Publication, ("programme", PROGRAMME)).revision_id = revision.id
    session.commit()


@pytest.mark.parametrize(
    ("review", "seen"),
    [
        (Review(answers=(Moment.JUST_AFTER,)), (True, False, False)),
        (Review(answers=Reveal.AFTER_CLOSE), (False, False, True)),
        (Review(own=(Moment.JUST_AFTER,)), (True, False, False)),
        (Review(answers=(Moment.LATER,)), (False, True, False)),
    ],
)
def test_right_answers_come_and_go_with_the_moments(
    review: Review, seen: tuple[bool, bool, bool], cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, review=review)
    browser = client_for(cast.alem)
    result = browser.submit(browser.submit(start(browser), WRONG, button="review"), action="/submit")
    found = [all(key in result.html for key in KEYS)]
    let_time_pass(session, 3)
    close_quiz(session, utc_now() + timedelta(hours=1))
    later = browser.read(result.response.request.path)
    found.append(all(key in later.html for key in KEYS))
    close_quiz(session, utc_now() - timedelta(minutes=1))
    closed = browser.read(result.response.request.path)
    found.append(all(key in closed.html for key in KEYS))
    assert tuple(found) == seen
    if review.own != Reveal.AFTER_SUBMIT:
        assert "Your answers are kept. They are not shown now." in closed.text
        assert "canary" not in closed.html
