"""In a real browser, hostile text runs nothing: no dialog, no complaint of the policy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, FilePayload, Page
from sqlalchemy import select

from studyvisit.studio.models import Draft, DraftFile
from tests.browser.site import DEMO_COHORT, Site, serve
from tests.conftest import House
from tests.contracts.addresses import PEOPLE, may_be_a_page, tour
from tests.contracts.payloads import CORPUS, PAYLOADS, write_everywhere
from tests.contracts.test_hostile_text import OURS, shapes
from tests.people import MODULES, Cast, make_cast
from tests.seeded import seed
from tests.spoiling import Words, spoil, spoilt
from tests.unit.curriculum.files import PDF, flat

SIGN = "alert(1)"


@dataclass
class Watch:
    """What a browser was heard saying while it went from page to page, and how many showed the text as text."""

    heard: list[str] = field(default_factory=list)
    seen: int = 0

    def over(self, context: BrowserContext) -> Page:
        """Return a page of a browser at which all that runs is heard."""
        page = context.new_page()
        page.on("dialog", self._hear)
        page.on("console", lambda told: self.heard.append(told.text) if "Policy" in told.text else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        return page

    def look(self, page: Page, path: str) -> None:
        """Open a page where the text stands; where nobody wrote into, no text can run."""
        answer = page.context.request.get(path)
        if SIGN in (text := answer.text()):
            if "text/html" in answer.headers.get("content-type", ""):
                self.heard += [f"{path}: {name}" for name in _that_act(text)]
            page.goto(path, wait_until="domcontentloaded")
            self.seen += page.get_by_text(SIGN).count() > 0

    def _hear(self, dialog: Dialog) -> None:
        self.heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def _that_act(html: str) -> Iterator[str]:
    """Yield what of a page's markup could run something and is not ours."""
    for tag, names in shapes(html):
        yield from (f"{tag} {name}" for name in names if name.startswith("on"))
        if tag in ("script", "iframe", "base", "object", "embed") and (tag, names) not in OURS:
            yield tag


@pytest.fixture
def hostile_site(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a site of its own: no other test should meet these people."""
    with serve(house.settings, tmp_path_factory.mktemp("hostile"), participants=1) as running:
        yield running


def go_everywhere(browser: Browser, site: Site, cast: Cast, stops: list[tuple[str, str]]) -> Watch:
    """Open every page as everybody and return what was heard."""
    watch = Watch()
    context = browser.new_context(base_url=site.url, service_workers="block")
    page = watch.over(context)
    for person in PEOPLE:
        context.clear_cookies()
        if person != PEOPLE[0]:
            site.sign_in(context, getattr(cast, person))
        for path in (path for who, path in stops if who == person and may_be_a_page(path)):
            watch.look(page, path)
    context.close()
    return watch


def test_nothing_that_people_wrote_runs(browser: Browser, hostile_site: Site) -> None:
    site = hostile_site
    with site.session() as session:
        cast = make_cast(session)
        stops = tour(site.app, seed(session, cast), cast)
        write_everywhere(session, PAYLOADS[0])
    watch = go_everywhere(browser, site, cast, stops)
    assert watch.heard == []
    assert watch.seen > 5, "the text is shown, as text"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(lambda _said: PAYLOADS[0], id="all at once"),
        pytest.param(lambda said: CORPUS[crc32(said.encode()) % len(CORPUS)], id="one to a line"),
    ],
)
def test_nothing_that_a_trainer_wrote_runs(
    browser: Browser, hostile_site: Site, tmp_path: Path, words: Words
) -> None:
    """In lessons, quizzes, forms and programmes as published, and in a draft with all that cannot be."""
    site = hostile_site
    with site.session() as session:
        cast = make_cast(session)
        stops = tour(site.app, seed(session, cast), cast)
        slugs = session.scalars(select(Draft.slug)).all()
    tree = Path(shutil.copytree(site.content, tmp_path / "content"))
    files = {name.partition("/")[0] for name, _line in spoil(tree, words)}
    assert files >= {"modules", "programmes", "questionnaires", "competencies.md"}
    site.flask("content", "publish", *(word for slug in slugs for word in ("--replace", slug)), str(tree))
    with site.session() as session:
        for file in session.scalars(select(DraftFile).join(Draft).where(Draft.slug == MODULES[0])):
            file.text = file.text and spoilt(file.text, words)
        session.commit()
    watch = go_everywhere(browser, site, cast, stops)
    context = browser.new_context(base_url=site.url, service_workers="block")
    site.sign_in(context, site.participant("Alem Bekele"))
    page = watch.over(context)
    for slug in MODULES:
        page.goto(f"/cohorts/{DEMO_COHORT}/modules/{slug}/quiz")
        page.locator("main form button").last.click()
        page.wait_for_url("**/attempts/*")
        watch.look(page, page.url)
        page.locator("button[value=review]").click()
        page.locator("main form button").last.click()
        page.locator(".outcome").first.wait_for()
        watch.look(page, page.url)
    context.close()
    assert watch.heard == []
    assert watch.seen > 30, "the text is shown, as text"


_DRAWING = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" onload="alert(1)">
<script>alert(1)</script><a href="javascript:alert(1)"><rect width="9" height="9" onclick="alert(1)"/></a>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"/>
</foreignObject>
<animate onbegin="alert(1)" attributeName="x" dur="1s"/><text y="9">alert(1)</text></svg>"""
_PAGE = b"<!doctype html><script>alert(1)</script>"
_NAME = '"><img src=x onerror=alert(1)>'
FILES: list[FilePayload] = [
    {"name": f"{_NAME}.png", "mimeType": "image/png", "buffer": flat()},
    {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": _DRAWING},
    {"name": "drawing.png", "mimeType": "image/png", "buffer": _DRAWING},
    {"name": "page.png", "mimeType": "image/png", "buffer": _PAGE},
    {"name": "page.html", "mimeType": "text/html", "buffer": _PAGE},
    {"name": "page.pdf", "mimeType": "application/pdf", "buffer": PDF + _PAGE},
    {"name": "words.vtt", "mimeType": "text/vtt", "buffer": b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + _PAGE},
    {
        "name": "figures.csv",
        "mimeType": "text/csv",
        "buffer": b"=HYPERLINK(1),<script>alert(1)</script>\n1,2\n",
    },
]


@pytest.mark.parametrize("javascript", [True, False])
def test_no_file_that_a_trainer_hands_in_runs(browser: Browser, site: Site, javascript: bool) -> None:
    """Neither on the page that tells what became of it nor when somebody opens it by its address."""
    watch = Watch()
    context = browser.new_context(base_url=site.url, service_workers="block", java_script_enabled=javascript)
    site.sign_in(context, site.demo("trainer"))
    page = watch.over(context)
    path = f"/studio/module/{MODULES[1]}/media"
    page.goto(path)
    page.locator("main input[type=file]").set_input_files(FILES)
    page.locator("main form:has(input[type=file]) button").click()
    page.get_by_text("page.html").first.wait_for()
    taken = page.locator("[src*='/media/'], [href*='/media/']").evaluate_all(
        "found => found.map(it => it.getAttribute('src') || it.getAttribute('href'))"
    )
    assert any(address.endswith(".svg") for address in taken)
    for address in sorted({*taken}):
        answer = context.request.get(address)
        assert answer.headers["x-content-type-options"] == "nosniff", address
        if answer.headers["content-type"].startswith("image/"):
            page.goto(address)
        else:
            assert answer.headers["content-type"].partition(";")[0] in (
                "text/csv",
                "text/vtt",
                "application/pdf",
            )
    for shown in (path, f"/studio/module/{MODULES[1]}", f"/studio/module/{MODULES[1]}/publish"):
        page.goto(shown)
    context.close()
    assert watch.heard == []
