"""Take the pictures of docs/writing-content.md: the studio as a trainer sees it.

`python -m tests.studio_pictures` serves the project's own content and photographs the pages.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from config import ROOT, Settings
from studyvisit.curriculum.compile import compile_tree
from tests.browser.conftest import ARGUMENTS
from tests.browser.site import chromium, serve
from tests.conftest import build_template
from tests.pictures import AS_WEBP

FOLDER = ROOT / "docs" / "studio-pictures"
MODULE = "/studio/module/measuring-e-government"
PICTURES = {
    "outline.webp": MODULE,
    "editor.webp": f"{MODULE}/files/01-the-survey.md",
    "builder.webp": f"{MODULE}/questions/quiz.md/components",
    "media.webp": f"{MODULE}/media",
    "review.webp": f"{MODULE}/review?file=01-the-survey.md",
    "publishing.webp": f"{MODULE}/publish",
}
VIEW = {"width": 1280, "height": 860}


def take(folder: Path) -> None:
    """Photograph every page of the list."""
    settings = Settings.from_environment({"STUDYVISIT_INSTANCE": str(folder / "template")})
    build_template(settings, compile_tree(settings.content).units)
    with serve(settings, folder / "site", participants=12) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(base_url=site.url, viewport=VIEW)  # type: ignore[arg-type]
        site.sign_in(context, site.demo("trainer"))
        page, darkroom = context.new_page(), browser.new_page()
        FOLDER.mkdir(exist_ok=True)
        change(page)
        for name, address in PICTURES.items():
            page.goto(address, wait_until="networkidle")
            png = "data:image/png;base64," + b64encode(page.screenshot()).decode()
            (FOLDER / name).write_bytes(b64decode(darkroom.evaluate(AS_WEBP, png)))
        browser.close()


def change(page: Page) -> None:
    """Change a lesson and hand it in, so that there is something to review and to publish."""
    page.goto(PICTURES["editor.webp"])
    text = page.get_by_label("Text in Markdown")
    text.fill(re.sub(r"ten\s+minutes", "a quarter of an hour", text.input_value(), count=1))
    expect(page.locator("#receipt")).to_contain_text("Saved")
    page.goto(f"{MODULE}/review")
    page.get_by_label("Words to the others").fill(
        "The beginning gives her more time now. Does it still press?"
    )
    page.get_by_role("button", name="Hand in for review").click()


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        take(Path(name))
