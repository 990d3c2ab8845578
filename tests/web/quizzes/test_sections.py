"""Sections, and going one way: what a person without scripts sees, saves and cannot go back to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.content import Progress
from studyvisit.quizzes.models import Response
from tests.client import PageClient, Read
from tests.people import Cast
from tests.quizzing import QUIZ_URL, RIGHT, SECTIONS, publish_quiz

Browser = Callable[[User], PageClient]

pytestmark = pytest.mark.one_database


def start(browser: PageClient) -> Read:
    """Open the rules and start an attempt."""
    return browser.submit(browser.read(QUIZ_URL), action="/quiz")


def path_of(page: Read) -> str:
    """Return the address of the attempt."""
    return page.response.request.path


def test_sections_have_their_headings_and_save_in_place(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, sections=SECTIONS)
    browser = client_for(cast.alem)
    page = start(browser)
    assert [heading.get("id") for heading in page.all("h2")][:2] == ["section-choices", "section-words"]
    assert "Two of a kind." in page.text
    answer = browser.post(path_of(page), data=_filled(page, "save-choices", q1="yes", q5="a word"))
    assert answer.location == f"{path_of(page)}#save-choices"
    assert "2 of 5 answered" in browser.read(path_of(page)).text


def test_whoever_comes_back_is_led_to_where_they_left_off(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session)
    browser = client_for(cast.alem)
    path = path_of(start(browser))
    assert browser.get(f"{path}/continue").location == path
    browser.submit(browser.read(path), {"q1": "yes", "q2": ["a"], "q4": "3"}, button="save")
    assert browser.read(QUIZ_URL).links()["Continue your attempt"] == f"{path}/continue"
    assert browser.get(f"{path}/continue").location in (f"{path}#q3", f"{path}#q5")


def test_going_one_way_section_by_section(cast: Cast, client_for: Browser, session: Session) -> None:
    publish_quiz(session, sections=SECTIONS, progress=Progress.ONE_WAY)
    browser = client_for(cast.alem)
    first = start(browser)
    assert "Section 1 of 2" in first.text
    assert "Once you go on, you cannot come back to these answers." in first.text
    assert "How many?" not in first.text
    halfway = browser.submit(first, {"q1": "yes"}, button="next")
    assert halfway.title == "Before you go on"
    assert "2 questions have no answer yet:" in halfway.text
    second = browser.submit(halfway, action="/go-on")
    assert "Section 2 of 2" in second.text
    assert "Which one?" not in second.html
    again = browser.submit(first, {"q1": "no"}, button="save")
    assert "Some answers came too late" in again.text
    assert session.scalars(select(Response.answer).where(Response.is_late.is_(True))).all() == [["no"]]
    review = browser.submit(again, RIGHT, button="review")
    result = browser.submit(review, action="/submit")
    assert "3 of 5 points" in result.text


def test_what_is_behind_can_be_read_where_the_rule_says_so_and_needs_no_confirming(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, progress=Progress.ONE_WAY, look_back=True)
    browser = client_for(cast.alem)
    first = start(browser)
    assert "Question 1 of 5" in first.text
    assert "you can read these answers but no longer change them" in first.text
    second = browser.submit(first, {"q1": "no"}, button="next")
    assert "Question 2 of 5" in second.text
    assert "What you answered before" in second.text
    fields = {field.get("name"): field for field in second.all("input") if field.get("type") == "radio"}
    assert all(field.get("disabled") is not None for field in fields.values())


def test_a_page_for_a_step_that_is_not_open_yet_is_not_there(
    cast: Cast, client_for: Browser, session: Session
) -> None:
    publish_quiz(session, progress=Progress.ONE_WAY)
    browser = client_for(cast.alem)
    page = start(browser)
    assert browser.submit(page, {"step": "1"}, button="save").status == 404
    assert (
        browser.post(
            f"{path_of(page)}/answers/several", data=_filled(page, "", value="a", revision="1")
        ).status_code
        == 404
    )


def _filled(page: Read, button: str, **fields: str) -> dict[str, str]:
    hidden = {
        field.get("name", ""): field.get("value", "")
        for field in page.form("/attempts/").iter("input")
        if field.get("type") == "hidden"
    }
    return {**hidden, **fields, "button": button}
