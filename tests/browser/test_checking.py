"""Checking an answer in a browser: only by its button, and for every tab."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Reveal, Review
from studyvisit.quizzes.models import Response
from tests.browser.gates import axe_finds, load_axe
from tests.quizzing import QUIZ_URL, publish_quiz


def test_enter_saves_and_checks_nothing_and_a_checked_answer_stays_in_every_tab(
    context: BrowserContext, session: Session
) -> None:
    publish_quiz(session, certainty=True, review=Review(marks=Reveal.DURING, answers=Reveal.DURING))
    page = context.new_page()
    page.goto(QUIZ_URL)
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_load_state("load")
    other = context.new_page()
    other.goto(page.url)
    page.locator("#q5-input").fill("a word")
    page.locator("#q5-input").press("Enter")
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Check my answer")).to_have_count(5)
    page.get_by_label("That one").check()
    expect(page.locator("#q1 .receipt")).to_contain_text(re.compile(r"^Saved \d"))
    page.locator("#q1").get_by_role("button", name="Check my answer").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q1 .outcome")).to_contain_text("Not right")
    expect(page.locator("#q1 .right")).to_have_count(1)
    expect(page.locator("#q5-input")).to_have_value("a word")
    load_axe(page)
    assert axe_finds(page) == []
    other.get_by_label("This one").check()
    expect(other.locator("#q1 .receipt")).to_have_text("This answer was checked, so it stays as it was.")
    session.rollback()
    kept = session.scalars(select(Response).where(Response.question_id == "one")).one()
    assert (kept.answer, kept.checked_at is not None) == (["no"], True)
