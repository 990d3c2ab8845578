"""Trying another like this: after an attempt, in place, kept nowhere, and never while an attempt is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Reveal, Review
from studyvisit.curriculum.questions import Question
from tests.client import PageClient, Read
from tests.people import Cast
from tests.quizzing import EVERY_KIND, FEEDBACK, QUESTIONS, QUIZ_URL, publish_quiz
from tests.seeded import row_counts

Browser = Callable[[User], PageClient]
TWICE: tuple[Question, ...] = (
    replace(QUESTIONS[0], lesson="the-lesson"),
    replace(QUESTIONS[0], id="another", lesson="the-lesson", prompt="<p>Which one else?</p>"),
    replace(QUESTIONS[2], lesson="elsewhere"),
)

pytestmark = pytest.mark.one_database


def sit(browser: PageClient, answers: dict[str, str | list[str]]) -> Read:
    """Sit the quiz and return the result."""
    page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
    return browser.submit(browser.submit(page, answers, button="review"), action="/submit")


def likes(page: Read) -> list[str]:
    """Return the addresses of the questions to practise."""
    return [url for words, url in page.links().items() if words.startswith("Try another like this")]


def test_a_question_like_the_one_missed_is_answered_in_place_and_kept_nowhere(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, (*TWICE[:2],), draw=1, practice=True)
    browser = client_for(cast.alem)
    result = sit(browser, {"q1": "no"})
    [url] = likes(result)
    before = row_counts(session)
    page = browser.read(url)
    assert page.title == "One like question 1"
    assert ("Which one else?" in page.text) is ("Which one else?" not in result.text)
    assert FEEDBACK not in page.html
    name = next(field.get("name", "") for field in page.all("input") if field.get("type") == "radio")
    answered = browser.read(f"{url}&{name}=yes")
    assert "Right" in answered.text
    assert FEEDBACK in answered.html
    session.rollback()
    assert row_counts(session) == before


def test_generated_numbers_are_drawn_afresh_each_turn(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, generated(), practice=True)
    browser = client_for(cast.alem)
    [url] = likes(sit(browser, {}))
    prompts = set()
    for _turn in range(4):
        page = browser.read(url)
        prompts.add(page.text.partition("How much is ")[2].partition("?")[0])
        url = page.links()["Another one"]
    assert len(prompts) > 1


def generated() -> tuple[Question, ...]:
    """Return the questions of generated numbers."""
    return tuple(question for question in EVERY_KIND if question.kind == "generated-number")


def test_nothing_is_practised_where_the_rule_does_not_say_so_or_the_outcome_is_hidden(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    browser = client_for(cast.alem)
    publish_quiz(session, TWICE[:2], draw=1, attempts=None)
    result = sit(browser, {"q1": "no"})
    assert likes(result) == []
    for question in ("one", "another"):
        assert browser.read(f"{result.response.request.path}/practice/{question}").status == 404
    publish_quiz(session, TWICE[:2], draw=1, attempts=None, practice=True, review=Review(marks=Reveal.NEVER))
    assert likes(sit(browser, {"q1": "no"})) == []


def test_nobody_practises_while_an_attempt_is_open(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, TWICE[:2], draw=1, practice=True)
    browser = client_for(cast.alem)
    result = sit(browser, {"q1": "no"})
    [url] = likes(result)
    browser.submit(browser.read(QUIZ_URL), action="/quiz")
    assert browser.read(url).title == "Your result"
    assert likes(browser.read(result.response.request.path)) == []
