"""Problems are mended from the editor, with a keyboard and without losing what is being typed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_studio import a_trainer, kept
from tests.people import MODULES

NAME = "02-groups-and-ranks.md"
PATH = f"/studio/module/{MODULES[1]}/files/{NAME}"


def test_a_problem_is_mended_with_its_button_and_a_picture_gets_its_words(
    site: Site, open_page: Open
) -> None:
    page = open_page(a_trainer(site))
    page.goto(PATH)
    text = page.locator("#text")
    text.press("Control+End")
    page.keyboard.type("\n\n#### Too deep\n\n[click here](https://un.org/)\n")
    button = page.get_by_role("button", name=re.compile("^Make it ##"))
    button.wait_for()
    text.press("Control+Home")
    page.keyboard.type("Just typed. ")
    button.press("Enter")
    expect(page.get_by_text(re.compile("^Done: Make it ##"))).to_be_visible()
    expect(text).to_have_value(re.compile(r"^Just typed\. (?s:.*)\n##+ Too deep\n"))
    words = page.get_by_role("textbox", name="Give the link these words")
    words.fill("The United Nations")
    words.press("Enter")
    expect(page.get_by_text("Done: Give the link these words")).to_be_visible()
    expect(text).to_have_value(re.compile(r"\[The United Nations\]\(https://un\.org/\)"))
    assert "Just typed. " in kept(site, MODULES[1], NAME)
    assert page.evaluate("localStorage.length") == 0
