"""Questions from another platform, looked at and downloaded in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, Open
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways, small_targets
from tests.browser.site import Site

BANK = Path(__file__).parents[1] / "unit/curriculum/exchange/moodle.xml"


@pytest.mark.parametrize(
    ("javascript", "viewport"), [(True, LAPTOP), (False, PHONE)], ids=["laptop", "phone"]
)
def test_a_bank_from_moodle_is_looked_at_mended_and_downloaded(
    site: Site, open_page: Open, javascript: bool, viewport: dict[str, int]
) -> None:
    page = open_page(site.demo("trainer"), javascript=javascript, viewport=viewport)
    page.goto("/reports/questions")
    page.get_by_role("link", name="Convert questions").click()
    page.get_by_label("Choose a file").set_input_files(BANK)
    page.get_by_role("button", name="Show the questions").click()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\s*14 questions were read\."))
    expect(page.get_by_role("heading", name="Capital")).to_be_visible()
    expect(page.locator("#question-1 li.right")).to_have_text(re.compile(r"^\s*Vientiane"))
    assert scrolls_sideways(page) == []
    assert small_targets(page) == []
    if javascript:
        load_axe(page)
        assert axe_finds(page) == []
    page.get_by_label("or paste questions here").fill("::Mended::Is it?{T}")
    page.get_by_label("Its format").select_option("gift")
    page.get_by_label("Convert it to").select_option("aiken")
    page.get_by_role("button", name="Show the questions").click()
    expect(page.get_by_role("status")).to_contain_text("left out")
    page.get_by_label("Convert it to").select_option("moodle-xml")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "quiz.xml"
    assert "<text>Mended</text>" in download.value.path().read_text(encoding="utf-8")
