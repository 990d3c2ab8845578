"""Beginning, writing, asking and publishing with nothing but a keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.gates import focused
from tests.browser.site import Site
from tests.browser.test_keyboard import press, tab_to
from tests.browser.test_studio import a_trainer


def write(page: Page, label: str, words: str) -> None:
    """Go to the field with this label and type."""
    place = page.get_by_label(label, exact=True).get_attribute("id")
    tab_to(page, lambda where: where["id"] == place)
    page.keyboard.type(words)


def test_a_trainer_needs_nothing_but_a_keyboard(site: Site, open_page: Open) -> None:
    page = open_page(a_trainer(site), reduced_motion="reduce")
    page.goto("/studio")
    write(page, "Title", "Written by hand")
    write(page, "What can people do after it?", "write with a keyboard")
    place = page.get_by_label("Competency it serves most", exact=True).get_attribute("id")
    tab_to(page, lambda where: where["id"] == place)
    page.keyboard.press("ArrowDown")
    write(page, "Title of the first lesson", "The first lesson")
    press(page, "Begin the module")
    write(page, "Text in Markdown", "Who types sees what is typed.\n\n## Part\n\nAnd reads it again.\n")
    expect(page.locator("#receipt")).to_contain_text("Saved")
    page.keyboard.press("Tab")
    assert focused(page)["id"] != "text", "Tab leaves the text"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+Enter")
    expect(page.frame_locator("iframe").get_by_text("Who types sees what is typed.")).to_be_visible()
    page.goto(page.url)
    press(page, "Write the first question of the quiz")
    write(page, "Question", "Who sees it?")
    write(page, "Options, one a line", "* Who types\n> Right.\nNobody\nA bank")
    press(page, "Save")
    press(page, "Publish…")
    press(page, "Publish now")
    expect(page.get_by_text("Published. Wherever it is used")).to_be_visible()
