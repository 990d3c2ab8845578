"""A translation is saved as it is written, and a colleague's words beside it stay."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_studio import a_trainer, kept
from tests.people import MODULES

NAME = "05-evidence.md"
PATH = f"/studio/module/{MODULES[1]}/translate/pt/{NAME}"
THERE = "05-evidence.pt.md"


def field(number: int) -> str:
    """Return where a field to translate into is on the page."""
    return f"#translation textarea >> nth={number - 1}"


def test_what_is_translated_is_saved_as_it_is_written_beside_a_colleague(site: Site, open_page: Open) -> None:
    mine, theirs = open_page(a_trainer(site)), open_page(a_trainer(site))
    mine.goto(PATH)
    mine.locator(field(1)).fill("As provas")
    expect(mine.locator("#receipt")).to_contain_text("Saved")
    assert "As provas" in kept(site, MODULES[1], THERE)
    theirs.goto(PATH)
    expect(theirs.locator(field(1))).to_have_value("As provas")
    theirs.locator(field(2)).fill("Escrito por outra pessoa")
    expect(theirs.locator("#receipt")).to_contain_text("Saved")
    mine.locator(field(3)).fill("Escrito por mim")
    expect(mine.locator(field(2))).to_have_value("Escrito por outra pessoa")
    expect(mine.locator(field(3))).to_have_value("Escrito por mim")
    text = kept(site, MODULES[1], THERE)
    assert "Escrito por outra pessoa" in text
    assert "Escrito por mim" in text


def test_what_the_line_did_not_carry_is_kept_on_the_device_and_sent_later(
    site: Site, open_page: Open
) -> None:
    page = open_page(a_trainer(site))
    page.goto(PATH)
    page.context.set_offline(True)
    page.locator(field(4)).fill("Sem rede")
    expect(page.locator("#receipt")).to_contain_text("Not saved yet.")
    assert "Sem rede" not in kept(site, MODULES[1], THERE)
    page.close()
    page.context.set_offline(False)
    page = page.context.new_page()
    page.goto(PATH)
    expect(page.locator(field(4))).to_have_value("Sem rede")
    expect(page.locator("#receipt")).to_contain_text("Saved")
    assert "Sem rede" in kept(site, MODULES[1], THERE)
    assert page.evaluate("localStorage.length") == 0


def test_who_changed_the_same_words_is_shown_both(site: Site, open_page: Open) -> None:
    mine, theirs = open_page(a_trainer(site)), open_page(a_trainer(site))
    for page in (mine, theirs):
        page.goto(PATH)
    theirs.locator(field(5)).fill("Uma palavra")
    expect(theirs.locator("#receipt")).to_contain_text("Saved")
    mine.locator(field(5)).fill("Outra palavra")
    expect(mine.locator("#receipt")).to_contain_text("Somebody else changed this meanwhile.")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("alert")).to_contain_text("nothing was saved")
    expect(mine.locator(field(5))).to_have_value("Outra palavra")
    assert "Uma palavra" in kept(site, MODULES[1], THERE)
