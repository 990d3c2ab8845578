"""Signing in, reading and sitting a quiz with nothing but a keyboard; one always sees where one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.gates import focused
from tests.browser.site import DEMO_COHORT, PASSWORD, Site
from tests.people import MODULES

MOST_STEPS = 120
Where = dict[str, Any]


def tab_to(page: Page, is_there: Callable[[Where], bool]) -> Where:
    """Press Tab until the focus is there; each stop on the way must show that it has the focus."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        where = focused(page)
        if where["tag"] == "body":
            continue  # the last stop was passed, and the browser's own come before the first again
        assert where["is_shown"], f"nobody sees that this has the focus: {where}"
        assert where["is_in_view"], f"this has the focus out of sight: {where}"
        if is_there(where):
            return where
    raise AssertionError("a keyboard does not get there")


def press(page: Page, words: str) -> None:
    """Go to the button or link with these words and press Enter."""
    tab_to(page, lambda where: where["tag"] in ("a", "button") and where["words"].startswith(words))
    enter(page)


def enter(page: Page) -> None:
    """Press Enter and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_first_stop_of_a_page_leads_past_its_navigation(site: Site, open_page: Open) -> None:
    page = open_page(site.participant("Hana Abebe"), reduced_motion="reduce")
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page)["words"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert focused(page)["id"] == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_keyboard_is_enough(site: Site, open_page: Open) -> None:
    user = site.participant("Lakshmi Rai")
    page = open_page(reduced_motion="reduce")  # where the focus is can be seen only once nothing moves
    page.goto("/sign-in")
    tab_to(page, lambda where: where["name"] == "email")
    page.keyboard.type(user.email)
    tab_to(page, lambda where: where["name"] == "password")
    page.keyboard.type(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lakshmi Rai")
    _read_a_lesson(page)
    _sit_the_quiz(page)


def _read_a_lesson(page: Page) -> None:
    page.goto("/")
    press(page, "E-government and the 2030 Agenda")
    tab_to(page, lambda where: "/lessons/" in page.evaluate("document.activeElement.href || ''"))
    enter(page)
    first = page.url
    press(page, "Mark as read and go on")
    expect(page).not_to_have_url(first)


def _sit_the_quiz(page: Page) -> None:
    page.goto(f"/cohorts/{DEMO_COHORT}/modules/{MODULES[0]}/quiz")
    press(page, "Start the quiz")
    tab_to(page, lambda where: where["tag"] == "input")
    page.keyboard.press("Space")
    page.keyboard.type("1") if focused(page)["value"] == "" else None
    expect(page.locator("[data-save] .receipt").first).to_contain_text("aved")
    press(page, "Review and submit")
    press(page, "Submit anyway")
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    expect(page.get_by_text("Not passed yet")).to_be_visible()
