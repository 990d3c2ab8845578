"""What is copied from a document is pasted into the editor as Markdown, and can be taken back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_studio import LESSON, a_trainer, kept
from tests.people import MODULES
from tests.unit.curriculum.writing.test_pasting import WORD

PLAIN = "One door People wait"
_PASTE = """(text, [html, plain]) => {
  const clipboardData = new DataTransfer();
  if (html) clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", plain);
  return text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, html: str) -> bool:
    """Paste at the end of the text; return whether that is left to the browser."""
    page.locator("#text").press("Control+End")
    is_left: bool = page.locator("#text").evaluate(_PASTE, [html, PLAIN])
    return is_left


def test_a_document_is_pasted_as_markdown_saved_shown_and_taken_back(site: Site, open_page: Open) -> None:
    page = open_page(a_trainer(site))
    page.goto(LESSON)
    page.locator("#text").press("Control+End")
    page.keyboard.type("\n\nIn the middle of a line")
    assert paste(page, WORD) is False
    expect(page.locator("#text")).to_have_value(
        re.compile(r"of a line\n\n## One door\n\nPeople \*\*wait\*\* because")
    )
    expect(page.locator("#pasted")).to_contain_text("1 picture was left out")
    expect(page.locator("#receipt")).to_contain_text("Saved")
    assert "    - Keep it" in kept(site, MODULES[1], "01-the-survey.md")
    expect(page.frame_locator("iframe").get_by_role("heading", name="One door")).to_be_visible()
    page.locator("#text").press("Control+z")
    expect(page.locator("#text")).not_to_have_value(re.compile("One door"))
    expect(page.locator("#receipt")).to_contain_text("Saved")


def test_words_alone_are_left_to_the_browser_and_without_a_connection_the_words_are_pasted(
    site: Site, open_page: Open
) -> None:
    page = open_page(a_trainer(site))
    page.goto(LESSON)
    assert paste(page, "") is True
    assert paste(page, "<meta charset='utf-8'><span>One door</span>") is True
    page.context.set_offline(True)
    assert paste(page, WORD) is False
    expect(page.locator("#text")).to_have_value(re.compile(f"{PLAIN}$"))
    page.context.set_offline(False)
    expect(page.locator("#receipt")).to_contain_text("Saved")
    assert PLAIN in kept(site, MODULES[1], "01-the-survey.md")
