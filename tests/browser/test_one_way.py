"""Going one way in a browser: never by accident, and a tab that was left behind says so."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Progress
from tests.browser.conftest import PHONE
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways, small_targets
from tests.quizzing import EVERY_KIND, QUIZ_URL, SECTIONS, publish_quiz

SAVED = re.compile(r"^Saved \d")


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with a page at the width of a phone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    load_axe(page)
    return axe_finds(page) + scrolls_sideways(page) + small_targets(page)


def test_enter_never_goes_on_and_a_tab_left_behind_is_told(context: BrowserContext, session: Session) -> None:
    publish_quiz(
        session, sections=tuple(reversed(SECTIONS)), progress=Progress.ONE_WAY, look_back=True, practice=True
    )
    page = context.new_page()
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_load_state("load")
    page.locator("#q1-input").fill("31337.25")
    page.locator("#q2-input").fill("a word")
    page.locator("#q2-input").press("Enter")
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    expect(page.get_by_text("Section 1 of 2")).to_be_visible()
    assert faults_of(page) == []
    left = context.new_page()
    left.goto(page.url)
    page.locator("#q2-input").fill("")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Before you go on")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Go back and answer").click()
    page.locator("#q2-input").fill("another word")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Section 2 of 2")).to_be_visible()
    page.get_by_text("What you answered before").click()
    assert faults_of(page) == []
    left.locator("#q2-input").fill("too late")
    expect(left.locator("#q2 .receipt")).to_contain_text("This came too late")
    page.get_by_label("This one").check()
    expect(page.locator("#q3 .receipt")).to_have_text(SAVED)
    page.get_by_role("button", name="Review and submit").click()
    page.get_by_role("button", name="Submit anyway").click()
    expect(page.get_by_text("2 of 5 points")).to_be_visible()


def test_practising_is_as_accessible_as_the_quiz(context: BrowserContext, session: Session) -> None:
    generated = [question for question in EVERY_KIND if question.kind == "generated-number"]
    publish_quiz(session, generated, practice=True)
    page = context.new_page()
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    page.get_by_role("button", name="Review and submit").click()
    page.get_by_role("button", name="Submit anyway").click()
    page.get_by_role("link", name="Try another like this").click()
    page.get_by_role("textbox").fill("7")
    page.keyboard.press("Enter")
    expect(page.locator(".outcome")).to_have_text("Not right")
    assert faults_of(page) == []
