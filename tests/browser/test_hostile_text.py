"""In a real browser, hostile text runs nothing: no dialog, no complaint of the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog

from tests.browser.site import Site, serve
from tests.conftest import House
from tests.contracts.addresses import PEOPLE, may_be_a_page, tour
from tests.contracts.payloads import PAYLOADS, write_everywhere
from tests.people import make_cast
from tests.seeded import seed


@pytest.fixture
def hostile_site(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a site of its own: no other test should meet these people."""
    with serve(house.settings, tmp_path_factory.mktemp("hostile"), participants=1) as running:
        yield running


def test_nothing_that_people_wrote_runs(browser: Browser, hostile_site: Site) -> None:
    site = hostile_site
    with site.session() as session:
        cast = make_cast(session)
        stops = tour(site.app, seed(session, cast), cast)
        write_everywhere(session, PAYLOADS[0])
    heard: list[str] = []
    seen = 0

    def hear(words: str, dialog: Dialog) -> None:
        heard.append(words)
        dialog.dismiss()

    context = browser.new_context(base_url=site.url, service_workers="block")
    page = context.new_page()
    page.on("dialog", lambda dialog: hear(f"dialog: {dialog.message}", dialog))
    page.on("console", lambda told: heard.append(told.text) if "Policy" in told.text else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    for person in PEOPLE:
        context.clear_cookies()
        if person != PEOPLE[0]:
            site.sign_in(context, getattr(cast, person))
        for path in (path for who, path in stops if who == person and may_be_a_page(path)):
            # What nobody wrote into, no text can run in: the browser need not open it.
            if "alert(1)" in context.request.get(path).text():
                page.goto(path, wait_until="domcontentloaded")
                seen += page.get_by_text("alert(1)").count() > 0
    context.close()
    assert heard == []
    assert seen > 5, "the text is shown, as text"
