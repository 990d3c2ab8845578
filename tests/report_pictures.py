"""Take the pictures of docs/reviewing.md: reports on the planted programme that the page takes its examples from.

`python -m tests.report_pictures` loads that programme, opens each report as the reviewer and photographs one table.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from config import ROOT, Settings
from studyvisit.curriculum.compile import compile_tree
from tests.browser.conftest import ARGUMENTS
from tests.browser.site import chromium, serve
from tests.conftest import build_template
from tests.pictures import AS_WEBP

FOLDER = ROOT / "docs" / "report-pictures"
PROGRAMME = "programme=study-visit-2019"
WIDTH = {"width": 1100, "height": 900}


class Picture(NamedTuple):
    """One picture: its file, the report's address and the table in it."""

    name: str
    address: str
    table: str


PICTURES = (
    Picture("overview.webp", f"/reports/overview?{PROGRAMME}", "funnel"),
    Picture("activity.webp", f"/reports/activity?{PROGRAMME}", "where"),
    Picture("data-quality.webp", f"/reports/data-quality?{PROGRAMME}", "checks"),
    Picture("learning-gain.webp", f"/reports/learning-gain?{PROGRAMME}", "countries"),
    Picture("looking-back.webp", f"/reports/learning-gain?{PROGRAMME}", "looking_back"),
    Picture("ledger.webp", f"/reports/ledger?{PROGRAMME}", "levels"),
    Picture("publication.webp", f"/reports/completion?{PROGRAMME}&by=country&for=publication", "groups"),
)


def take(folder: Path) -> None:
    """Photograph every table of the list."""
    settings = Settings.from_environment({"STUDYVISIT_INSTANCE": str(folder / "template")})
    build_template(settings, compile_tree(settings.content).units)
    with (
        serve(settings, folder / "site", participants=200, planted=True) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(base_url=site.url, viewport=WIDTH)  # type: ignore[arg-type]
        site.sign_in(context, site.demo("reviewer"))
        page, darkroom = context.new_page(), browser.new_page()
        for picture in PICTURES:
            photograph(page, picture, darkroom)
        browser.close()


def photograph(page: Page, picture: Picture, darkroom: Page) -> None:
    """Write the picture of a report's table into the folder."""
    page.goto(picture.address)
    section = page.locator(f"section:has(> #{picture.table}-title)")
    png = "data:image/png;base64," + b64encode(section.screenshot()).decode()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / picture.name).write_bytes(b64decode(darkroom.evaluate(AS_WEBP, png)))


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        take(Path(name))
