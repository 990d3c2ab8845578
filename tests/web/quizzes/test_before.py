"""The check before a module: offered, taken once, counting for nothing, right answers hidden till the pass."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Forms
from studyvisit.library.queries import module_revision
from studyvisit.quizzes.models import Attempt
from tests.client import PageClient, Read
from tests.people import Cast
from tests.quizzing import FEEDBACK, HALVES, KEYS, MODULE, QUIZ_URL, publish_quiz

Browser = Callable[[User], PageClient]
MODULE_URL = f"/cohorts/incheon/modules/{MODULE}"
BEFORE_URL = f"{QUIZ_URL}/before"

pytestmark = pytest.mark.one_database


def right_answers(session: Session, page: Read) -> dict[str, str | list[str]]:
    """Return the right answer to each question on an attempt's page, by its field."""
    attempt = session.get_one(Attempt, UUID(page.response.request.path.split("/")[2]))
    quiz = module_revision(session, attempt.revision_id).quiz
    asked = [quiz.question(str(question_id)) for question_id in attempt.question_ids]
    return {f"q{number}": list(one.right_answer) for number, one in enumerate(asked, start=1) if one}


def test_the_check_before_is_an_optional_step_that_counts_for_nothing(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER, attempts=1)
    browser = client_for(cast.alem)
    module = browser.read(MODULE_URL)
    assert "What do you know already? a check that counts for nothingIf you like" in module.text
    rules = browser.read(module.links()["What do you know already?"])
    assert "It counts for nothing" in rules.text
    page = browser.submit(rules, action="/before")
    assert "Continue: what do you know already?" in browser.read("/").text
    result = browser.submit(browser.submit(page, {"q1": "no"}, button="review"), action="/submit")
    assert result.title == "What you knew already"
    assert "0 of 5 points, 0 %" in result.text
    assert FEEDBACK not in result.html
    assert not [key for key in KEYS if key in result.html]
    assert "See how it went" in browser.read(BEFORE_URL).links()
    assert "What do you know already? a check that counts for nothingDone" in browser.read(MODULE_URL).text
    quiz = browser.read(QUIZ_URL)
    assert "Attempts 1" in quiz.text
    assert "The quiz asks other questions than the check before the module." in quiz.text


def test_right_answers_of_the_check_are_shown_once_the_quiz_is_passed(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER)
    browser = client_for(cast.alem)
    page = browser.submit(browser.read(BEFORE_URL), action="/before")
    checked = browser.submit(browser.submit(page, button="review"), action="/submit")
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    passed = browser.submit(
        browser.submit(page, right_answers(session, page), button="review"), action="/submit"
    )
    assert "You have passed this quiz" in passed.text
    again = browser.read(checked.response.request.path)
    assert "right answer" in again.html
    assert FEEDBACK in again.html
    assert "What do you know already?" in browser.read(QUIZ_URL).links(), "to compare with"


def test_it_is_too_late_for_the_check_once_the_quiz_is_begun(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, HALVES, forms=Forms.BEFORE_AFTER)
    browser = client_for(cast.alem)
    before = browser.read(BEFORE_URL)
    browser.submit(browser.read(QUIZ_URL), action="/quiz")
    refused = browser.submit(before, action="/before")
    assert (refused.status, refused.title) == (409, "Too late for this check")
    assert "It is too late for this check" in browser.read(BEFORE_URL).text
    assert "What do you know already?" not in browser.read(MODULE_URL).text


def test_a_quiz_without_forms_has_no_check_before(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    assert browser.read(BEFORE_URL).status == 404
    assert "What do you know already?" not in browser.read(MODULE_URL).text
