"""What the studio's scripts add for a mouse and for keys: dragging lessons, marks around words."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_studio import LESSON, a_trainer
from tests.people import MODULES


def test_a_lesson_is_dragged_to_another_place_and_stays_there(site: Site, open_page: Open) -> None:
    page = open_page(a_trainer(site))
    page.goto(f"/studio/module/{MODULES[0]}")
    rows = page.locator("[data-order] > li")
    titles = [row.get_by_role("link").first.inner_text() for row in rows.all()]
    rows.nth(2).drag_to(rows.nth(0))
    first = rows.nth(0).get_by_role("link").first
    expect(first).to_have_text(titles[2])
    page.reload()
    expect(first).to_have_text(titles[2])
    rows.nth(0).drag_to(rows.nth(2))
    expect(rows.nth(2).get_by_role("link").first).to_have_text(titles[2])
    expect(first).to_have_text(titles[0])


def test_keys_put_marks_around_words_and_undo_takes_them_off(site: Site, open_page: Open) -> None:
    page = open_page(a_trainer(site))
    page.goto(LESSON)
    text = page.locator("#text")
    text.press("Control+End")
    page.keyboard.type("\n\nA word")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    expect(text).to_have_value(re.compile(r"\nA \*\*word\*\*$"))
    page.keyboard.press("Control+z")
    expect(text).to_have_value(re.compile(r"\nA word$"))
    expect(page.locator("#receipt")).to_contain_text("Saved")
