"""Rating oneself on a phone, with a keyboard, on a line that fails, and on one device after another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.questionnaires.models import Assessment, RatingDraft
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways, small_targets
from tests.steps import STATEMENTS
from tests.web.questionnaires.test_rate_yourself import BEFORE

SAVED = re.compile(r"^Saved \d")


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    """Return the page before a module on a phone."""
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/profile")
    page.goto(BEFORE)
    return page


def drafts(session: Session) -> dict[str, int | None]:
    session.rollback()
    return {draft.statement_id: draft.value for draft in session.scalars(select(RatingDraft))}


def test_a_phone_shows_one_statement_at_a_time_and_a_keyboard_is_enough(
    phone: Page, session: Session
) -> None:
    shown = phone.locator("fieldset:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Statement 1 of 3")
    shown.get_by_role("radio").first.focus()
    phone.keyboard.press("ArrowDown")
    expect(shown).to_contain_text("Statement 1 of 3")  # choosing does not turn the page
    expect(shown.locator(".receipt")).to_have_text(SAVED)
    phone.keyboard.press("Enter")
    expect(shown).to_contain_text("Statement 2 of 3")
    expect(shown).to_be_focused()
    expect(phone.get_by_role("button", name="Send my ratings")).to_be_hidden()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    expect(shown.locator(".receipt")).to_have_text(SAVED)
    phone.get_by_role("button", name="Next").focus()
    phone.keyboard.press("Enter")
    expect(shown).to_contain_text("Statement 3 of 3")
    expect(phone.get_by_role("button", name="Next")).to_be_hidden()
    load_axe(phone)
    assert axe_finds(phone) + scrolls_sideways(phone) + small_targets(phone) == []
    phone.get_by_label("Does not apply to my work").and_(phone.locator(":visible")).check()
    expect(shown.locator(".receipt")).to_have_text(SAVED)
    assert drafts(session) == dict(zip(STATEMENTS, (2, 1, None), strict=True))
    phone.get_by_role("button", name="Send my ratings").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your ratings")
    session.rollback()
    assert session.scalars(select(Assessment.wave)).all() == ["pre"]


def test_leaving_takes_one_step_back_and_coming_back_leads_to_what_is_not_rated(phone: Page) -> None:
    shown = phone.locator("fieldset:visible")
    shown.get_by_role("radio").nth(3).check()
    expect(shown.locator(".receipt")).to_have_text(SAVED)
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Previous").click()
    expect(shown.get_by_role("radio").nth(3)).to_be_checked()
    phone.go_back()
    expect(phone).to_have_url(re.compile("/profile$"))
    phone.goto(BEFORE)
    expect(shown).to_contain_text("Statement 2 of 3")
    phone.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    expect(shown).to_have_count(3)
    expect(phone.get_by_role("button", name="Send my ratings")).to_be_visible()


def test_what_is_missing_is_led_to_statement_by_statement(phone: Page) -> None:
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Send my ratings").click()
    expect(phone.locator("#error-summary")).to_be_focused()
    phone.locator("#error-summary a").nth(1).click()
    shown = phone.locator("fieldset:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Statement 2 of 3")


def test_a_rating_that_the_line_did_not_carry_is_kept_and_sent_again(
    phone: Page, context: BrowserContext, session: Session
) -> None:
    context.route("**/ratings/**", lambda route: route.abort())
    phone.locator("fieldset:visible").get_by_role("radio").nth(4).check()
    expect(phone.locator("#unsaved")).to_contain_text("Not saved yet.")
    assert drafts(session) == {}
    context.unroute("**/ratings/**")
    phone.reload()
    expect(phone.locator(".receipt").first).to_have_text(SAVED)
    assert drafts(session) == {STATEMENTS[0]: 5}
    assert phone.evaluate("localStorage.length") == 0


def test_a_rating_given_before_the_script_is_there_is_saved_when_it_comes(
    phone: Page, context: BrowserContext, session: Session
) -> None:
    scripts: list[Route] = []
    context.route("**/save*.js", lambda route: scripts.append(route))
    late = context.new_page()
    late.goto(BEFORE, wait_until="commit")
    late.locator("fieldset").first.get_by_role("radio").nth(1).check()
    scripts[0].continue_()
    expect(late.locator(".receipt").first).to_have_text(SAVED)
    assert drafts(session) == {STATEMENTS[0]: 2}
