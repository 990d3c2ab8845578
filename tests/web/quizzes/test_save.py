"""Answers saved one by one, as the script does, and what it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.receipts.models import Receipt
from studyvisit.reporting.models import EvidenceChanged
from tests.client import PageClient, Read, held_by
from tests.people import Cast
from tests.quizzing import FEEDBACK, KEYS, QUIZ_URL, publish_quiz

Browser = Callable[[User], PageClient]


class Script:
    """What save.js does: it posts answers of the page it is on."""

    def __init__(self, browser: PageClient, page: Read) -> None:
        self.browser, self.path = browser, page.response.request.path
        self.token = held_by(page.form())["csrf_token"]

    def save(self, question: str, *values: str, revision: object = 1, key: str = "key-1") -> TestResponse:
        """Post one answer."""
        return self.browser.post(
            f"{self.path}/answers/{question}",
            data={"value": list(values), "revision": revision, "key": key, "csrf_token": self.token},
            headers={"Accept": "application/json"},
        )


@pytest.fixture
def script(cast: Cast, client_for: Browser, session: Session) -> Script:
    """Return a script on the page of an attempt that Alem has just started."""
    publish_quiz(session)
    browser = client_for(cast.alem)
    return Script(browser, browser.submit(browser.read(QUIZ_URL), action="/quiz"))


def test_a_saved_answer_gets_a_receipt_in_words(script: Script) -> None:
    response = script.save("one", "yes")
    assert response.status_code == 200
    receipt = response.get_json()
    assert receipt["saved_at_words"].startswith("Saved ")
    assert (receipt["revision"], receipt["is_current"], receipt["is_late"]) == (1, True, False)
    assert receipt["progress"] == "1 of 5 answered"


def test_a_saved_answer_costs_the_sums_of_reports_nothing(script: Script, session: Session) -> None:
    before = session.scalar(select(func.count()).select_from(EvidenceChanged))
    session.rollback()
    assert before
    assert script.save("one", "yes").status_code == 200
    assert script.save("one", "no", revision=2, key="key-2").status_code == 200
    assert session.scalar(select(func.count()).select_from(EvidenceChanged)) == before


def test_the_same_save_again_gets_the_same_receipt_and_stores_nothing_more(
    script: Script, session: Session
) -> None:
    first = script.save("one", "yes").get_json()
    script.save("one", "no", revision=2, key="key-2")
    assert script.save("one", "yes").get_json() == first
    assert session.scalars(select(Response)).one().answer == ["no"]
    assert session.scalar(select(func.count()).select_from(Receipt).where(Receipt.key.like("key-%"))) == 2


def test_another_answer_under_the_same_key_is_refused(script: Script, session: Session) -> None:
    script.save("one", "yes")
    response = script.save("one", "no", revision=2)
    assert (response.status_code, response.get_json()["error"]) == (422, "key-reused")
    assert session.scalars(select(Response)).one().answer == ["yes"]


def test_an_older_revision_is_told_that_a_newer_answer_is_there(script: Script) -> None:
    script.save("one", "no", revision=5)
    receipt = script.save("one", "yes", revision=4, key="key-2").get_json()
    assert (receipt["is_current"], receipt["revision"]) == (False, 5)
    assert "A newer answer was saved elsewhere" in receipt["saved_at_words"]


def test_what_cannot_be_read_as_a_number_is_refused_in_words_and_leaves_what_was_saved(
    script: Script, session: Session
) -> None:
    script.save("number", "42")
    response = script.save("number", "many", revision=2, key="key-2")
    assert response.status_code == 422
    assert "Enter a number in digits" in response.get_json()["explanation"]
    assert session.scalars(select(Response)).one().answer == ["42"]
    assert script.save("number", "43", revision=3, key="key-2").status_code == 200


@pytest.mark.parametrize("revision", ["", "-1", "1.5", "x", "99999999999", "٣"])
def test_a_revision_that_is_no_count_is_refused(script: Script, revision: str) -> None:
    assert script.save("one", "yes", revision=revision).status_code == 422


@pytest.mark.parametrize("key", ["", "k" * 101, "a\0b"])
def test_a_bad_key_is_refused(script: Script, key: str, session: Session) -> None:
    assert script.save("one", "yes", key=key).status_code == 422
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_an_option_or_question_that_was_not_asked_is_refused(script: Script) -> None:
    assert script.save("one", "other").status_code == 422
    assert script.save("nothing", "yes").status_code == 404


def test_nobody_saves_into_another_persons_attempt(
    script: Script, cast: Cast, client_for: Browser, session: Session
) -> None:
    for other in (cast.bina, cast.olu, cast.tara, cast.rosa, cast.ada):
        browser = client_for(other)
        page = browser.read("/")
        theirs = Script.__new__(Script)
        theirs.browser, theirs.path = browser, script.path
        theirs.token = held_by(page.all("form")[0])["csrf_token"]
        assert theirs.save("one", "yes").status_code == 404
        assert browser.read(script.path).status == 404
        assert browser.read(f"{script.path}/review").status == 404
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_without_a_token_nothing_is_saved(script: Script, session: Session) -> None:
    script.token = ""
    assert script.save("one", "yes").status_code == 400
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_after_the_time_is_up_an_answer_is_kept_but_does_not_count(script: Script, session: Session) -> None:
    script.save("one", "yes")
    attempt = session.get_one(Attempt, UUID(script.path.split("/")[-1]))
    attempt.due_at = utc_now() - timedelta(minutes=1)
    session.commit()
    receipt = script.save("one", "no", revision=2, key="key-2").get_json()
    assert receipt["is_late"] is True
    assert "does not count" in receipt["saved_at_words"]
    session.refresh(attempt)
    assert (attempt.points, attempt.submitted_at) == (1, attempt.due_at)
    assert "Some answers came after the attempt had ended" in script.browser.read(script.path).text


def test_no_receipt_gives_anything_away(script: Script) -> None:
    answers = {"one": "no", "several": "d", "claim": "false", "number": "7", "short": "word"}
    for number, (question, value) in enumerate(answers.items()):
        told = json.dumps(script.save(question, value, key=f"key-{number}").get_json())
        assert FEEDBACK not in told
        assert not any(key in told for key in KEYS)
