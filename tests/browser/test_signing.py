"""From signing in to a signed PDF, and back through verification."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from studyvisit.accounts.rules import DEMO_PASSWORD
from tests.browser.conftest import Open
from tests.browser.site import Site, sign_in_by_hand
from tests.people import PROGRAMME


def test_a_reviewer_signs_a_report_and_verifies_its_pdf(site: Site, open_page: Open, tmp_path: Path) -> None:
    page: Page = open_page()
    sign_in_by_hand(page, site, site.demo("reviewer").email, DEMO_PASSWORD)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    page.get_by_label("Programme").select_option(PROGRAMME)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Freeze and sign").click()
    page.get_by_role("button", name="Freeze the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview, version 1")
    page.locator("tbody a").first.click()
    page.get_by_label("Comment").fill("As I counted it")
    page.get_by_role("button", name="Keep the comment").click()
    page.get_by_role("button", name="Sign the report").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="signed.pdf", exact=True).click()
    download.value.save_as(tmp_path / "signed.pdf")
    assert (tmp_path / "signed.pdf").read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Signed reports").first.click()
    page.get_by_role("link", name="Verify a report").click()
    page.get_by_label("File").set_input_files(tmp_path / "signed.pdf")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Unaltered: this is signed.pdf of Overview, version 1")).to_be_visible()
    expect(page.get_by_text("Its chain of hashes is whole")).to_be_visible()
    expect(page.get_by_text("every figure is the same")).to_be_visible()
