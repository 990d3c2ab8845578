"""Take the pictures of docs/quizzes.md: what people see of the questions that the page shows how to write.

`python -m tests.pictures` publishes the quiz of that page, opens it as a participant and photographs each question.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from config import ROOT, Settings
from studyvisit.curriculum.compile import compile_tree
from tests.browser.conftest import ARGUMENTS
from tests.browser.site import DEMO_COHORT, Site, chromium, serve
from tests.conftest import build_template
from tests.excerpt import excerpt

GUIDE = ROOT / "docs" / "quizzes.md"
MODULE = "measuring-e-government"
WIDTH = {"width": 520, "height": 900}
# Chromium writes WebP, in half the bytes of the PNG that it photographs.
AS_WEBP = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(png)).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", 0.7).split(",")[1];
}"""


def quiz_text() -> str:
    """Return the quiz that the page shows in parts."""
    parts = re.findall(
        r"^```markdown\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return "\n".join(parts)


def picture_names() -> list[str]:
    """Return the pictures that the page shows, in the order of its questions."""
    return re.findall(r"\]\(pictures/(\S+)\)", GUIDE.read_text(encoding="utf-8"))


def content_with_the_quiz(into: Path) -> Path:
    """Return a content directory of which one module has the quiz of the page."""
    content = excerpt(into)
    (content / "modules" / MODULE / "quiz.md").write_text(quiz_text(), encoding="utf-8")
    return content


def take(folder: Path) -> None:
    """Photograph every question of the page."""
    content = content_with_the_quiz(folder)
    settings = Settings.from_environment(
        {"STUDYVISIT_INSTANCE": str(folder / "template"), "STUDYVISIT_CONTENT": str(content)}
    )
    build_template(settings, compile_tree(content).units)
    with serve(settings, folder / "site", participants=1) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        photograph(_attempt(site, browser), browser.new_page())
        browser.close()


def _attempt(site: Site, browser: Browser) -> Page:
    context = browser.new_context(base_url=site.url, viewport=WIDTH)  # type: ignore[arg-type]
    site.sign_in(context, site.participant("Alem Bekele"))
    page = context.new_page()
    page.goto(f"/cohorts/{DEMO_COHORT}/modules/{MODULE}/quiz")
    page.get_by_role("button", name="Start the quiz").click()
    page.locator("[data-save]").first.wait_for()
    return page


def photograph(page: Page, darkroom: Page) -> None:
    """Write a picture of each question of an attempt into the folder beside the page."""
    questions = page.locator(".question").all()
    for name, question in zip(picture_names(), questions, strict=True):
        png = "data:image/png;base64," + b64encode(question.screenshot()).decode()
        (GUIDE.parent / "pictures" / name).write_bytes(b64decode(darkroom.evaluate(AS_WEBP, png)))


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        take(Path(name))
