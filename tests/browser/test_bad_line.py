"""A browser on a line that fails: what was not saved is said, kept and sent again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User, UserSession
from studyvisit.clock import utc_now
from studyvisit.quizzes.models import Response
from studyvisit.receipts.models import Receipt
from tests.client import PageClient
from tests.quizzing import QUIZ_URL

Open = Callable[[User], PageClient]
SAVING = "**/answers/*"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return the page of an attempt that has just begun."""
    opened = context.new_page()
    opened.goto(QUIZ_URL)
    opened.get_by_role("button", name="Start the quiz").click()
    expect(opened.locator("[data-save]").first).to_be_visible()
    opened.wait_for_load_state("load")  # the script hears what is given from then on
    return opened


def answers(session: Session) -> dict[str, object]:
    """Return what the server holds."""
    session.rollback()
    return {response.question_id: response.answer for response in session.scalars(select(Response))}


def test_each_answer_is_saved_as_it_is_given(page: Page, session: Session) -> None:
    page.get_by_label("That one").check()
    expect(page.locator("#q1 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    page.locator("#q5-input").fill("a word")
    expect(page.locator("#q5 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    expect(page.locator("#progress")).to_have_text("2 of 5 answered")
    assert answers(session) == {"one": ["no"], "short": ["a word"]}


def test_what_is_given_before_the_script_is_there_is_saved_when_it_comes(
    page: Page, context: BrowserContext, session: Session
) -> None:
    scripts: list[Route] = []
    context.route("**/save*.js", lambda route: scripts.append(route))
    late = context.new_page()
    late.goto(page.url, wait_until="commit")
    late.locator("#q5-input").fill("a word")
    late.get_by_label("That one").check()
    page.get_by_label("This one").check()
    page.locator("#q2 input").first.check()
    for number in (1, 2):
        expect(page.locator(f"#q{number} .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    scripts[0].continue_()
    expect(late.locator("#q5 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    expect(late.locator("#q1 .receipt")).to_contain_text("A newer answer was saved elsewhere.")
    assert answers(session) == {"one": ["yes"], "several": ["a"], "short": ["a word"]}


def test_without_a_line_it_says_not_saved_and_sends_after_a_reload(
    page: Page, context: BrowserContext, session: Session
) -> None:
    context.set_offline(True)
    page.get_by_label("That one").check()
    page.locator("#q1").get_by_label("Fairly sure").check()
    page.locator("#q5-input").fill("a word")
    for number in (1, 5):
        expect(page.locator(f"#q{number} .receipt")).to_contain_text("Not saved yet.")
    expect(page.locator("#unsaved")).to_be_visible()
    assert answers(session) == {}
    context.set_offline(False)
    page.reload()
    expect(page.locator("#q5-input")).to_have_value("a word")
    expect(page.get_by_label("That one")).to_be_checked()
    for number in (1, 5):
        expect(page.locator(f"#q{number} .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    expect(page.locator("#unsaved")).to_be_hidden()
    assert answers(session) == {"one": ["no"], "short": ["a word"]}
    assert set(session.scalars(select(Response.certainty))) == {"fairly", None}
    expect(page.locator("#q1").get_by_label("Fairly sure")).to_be_checked()
    assert page.evaluate("localStorage.length") == 0


def test_when_only_the_reply_is_lost_the_answer_is_sent_again_under_the_same_key(
    page: Page, context: BrowserContext, session: Session
) -> None:
    def drop_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    context.route(SAVING, drop_the_reply, times=1)
    page.get_by_label("That one").check()
    expect(page.locator("#q1 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    assert answers(session) == {"one": ["no"]}
    saved = session.scalars(select(Receipt).where(Receipt.key.not_like("%.%"))).all()
    assert len(saved) == 1


def test_what_is_no_number_stays_in_its_field_and_is_marked_as_not_saved(
    page: Page, session: Session
) -> None:
    page.locator("#q4-input").fill("thirty")
    expect(page.locator("#q4 .receipt")).to_have_text(re.compile(r"^Not saved\. Enter a number"))
    expect(page.locator("#q4-input")).to_have_attribute("aria-invalid", "true")
    page.reload()
    expect(page.locator("#q4-input")).to_have_value("thirty")
    page.locator("#q4-input").fill("30")
    expect(page.locator("#q4 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    assert answers(session) == {"number": ["30"]}


def test_an_older_tab_is_told_of_the_newer_answer_and_can_replace_it(
    page: Page, context: BrowserContext, session: Session
) -> None:
    other = context.new_page()
    other.goto(page.url)
    page.get_by_label("That one").check()
    expect(page.locator("#q1 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    other.get_by_label("This one").check()
    expect(other.locator("#q1 .receipt")).to_contain_text("A newer answer was saved elsewhere.")
    assert answers(session) == {"one": ["no"]}
    other.get_by_label("That one").check()
    other.get_by_label("This one").check()
    expect(other.locator("#q1 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    assert answers(session) == {"one": ["yes"]}


def test_once_signed_out_it_says_that_answers_are_kept_here(page: Page, session: Session) -> None:
    for signed_in in session.scalars(select(UserSession)):
        signed_in.ended_at = utc_now()
    session.commit()
    page.get_by_label("That one").check()
    expect(page.locator("#unsaved")).to_contain_text("You are signed out")
    assert page.evaluate("localStorage.length") == 1
    assert answers(session) == {}


def test_handing_in_takes_what_the_line_had_not_carried(
    page: Page, context: BrowserContext, session: Session
) -> None:
    context.route(SAVING, lambda route: route.abort())
    page.get_by_label("This one").check()
    expect(page.locator("#unsaved")).to_be_visible()
    page.get_by_role("button", name="Review and submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you submit")
    context.unroute(SAVING)
    page.get_by_role("button", name="Submit anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result")
    expect(page.locator("main")).to_contain_text("1 of 5 points, 20 %")
    expect(page.locator("main")).not_to_contain_text("came too late")
