"""Every page, in every state that a person may need it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response
from sqlalchemy import update

from studyvisit.accounts.models import User
from tests.browser.conftest import LAPTOP, PHONE, Open, Visit
from tests.browser.gates import axe_finds, load_axe, scrolls_sideways, small_targets
from tests.browser.site import Site
from tests.contracts.addresses import PEOPLE, may_be_a_page

ZOOMED = {"width": 320, "height": 200}  # 1280 by 800 at 400 %
ABOUT_COLOURS = ("color-contrast", "link-in-text-block")
SHARES = 3  # the tour is cut so that several workers can walk it


class Walker:
    """Opens each stop of the tour as the person who may, in one browser a person."""

    def __init__(
        self, browser: Browser, visit: Visit, share: int, *, runs_scripts: bool = True, **options: Any
    ) -> None:
        self._browser, self._visit, self._options = browser, visit, options
        self._runs_scripts = runs_scripts
        self._stops = visit.stops[share::SHARES]
        self._pages: dict[str, Page] = {}

    def __iter__(self) -> Iterator[tuple[str, Page]]:
        """Yield every page that is a page, with its name for a report."""
        for person, path in self._stops:
            page = self._page(person)
            answer = self._open(page, path) if may_be_a_page(path) else None
            if answer is not None and "text/html" in answer.headers.get("content-type", ""):
                yield f"{person} {path}", page

    def _open(self, page: Page, path: str) -> Response | None:
        """Open a page; a person's scripts do not run, then ours may: axe needs timers."""
        if self._runs_scripts:
            return page.goto(path)
        tools = page.context.new_cdp_session(page)
        tools.send("Emulation.setScriptExecutionDisabled", {"value": True})
        answer = page.goto(path)
        tools.send("Emulation.setScriptExecutionDisabled", {"value": False})
        tools.detach()
        return answer

    def _page(self, person: str) -> Page:
        if person not in self._pages:
            context = self._browser.new_context(
                **{"base_url": self._visit.site.url, "viewport": LAPTOP, **self._options}
            )
            if person != PEOPLE[0]:
                self._visit.site.sign_in(context, getattr(self._visit.cast, person))
            self._pages[person] = context.new_page()
        return self._pages[person]

    def close(self) -> None:
        """Close the browsers."""
        contexts: set[BrowserContext] = {page.context for page in self._pages.values()}
        for context in contexts:
            context.close()


def report(wrong: Mapping[Any, list[str]]) -> str:
    """Return what was found, a line for each thing and place."""
    return "\n".join(f"{place}: {thing}" for place, found in wrong.items() for thing in found)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page(browser: Browser, visit: Visit, share: int) -> None:
    """At laptop and phone width, and in forced colours; nothing scrolls sideways, at 400 % neither.

    Forced colours change colours alone, so the rules about colours are asked again and no others.
    """
    walker, wrong = Walker(browser, visit, share), {}
    for name, page in walker:
        load_axe(page)
        wrong[name, "laptop"] = axe_finds(page)
        page.emulate_media(forced_colors="active")
        wrong[name, "forced colours"] = axe_finds(page, *ABOUT_COLOURS)
        page.emulate_media(forced_colors="none")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wrong[name, "phone"] = axe_finds(page) + scrolls_sideways(page) + small_targets(page)
        page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
        wrong[name, "400 %"] = scrolls_sideways(page)
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    walker.close()
    assert len(wrong) > 40
    assert report(wrong) == ""


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_without_scripts(browser: Browser, visit: Visit, share: int) -> None:
    """A page that has no script is the same with and without: it is not looked at twice."""
    walker, wrong = Walker(browser, visit, share, runs_scripts=False, viewport=PHONE), {}
    for name, page in walker:
        if page.locator("script").count():
            load_axe(page)
            wrong[name] = axe_finds(page) + scrolls_sideways(page)
    walker.close()
    assert wrong
    assert report(wrong) == ""


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_from_right_to_left(browser: Browser, visit: Visit, share: int) -> None:
    _speak(visit, "ar")
    walker, wrong = Walker(browser, visit, share, locale="ar", viewport=PHONE), {}
    for name, page in walker:
        assert page.evaluate("document.documentElement.dir") == "rtl", name
        load_axe(page)
        wrong[name] = axe_finds(page) + scrolls_sideways(page)
    walker.close()
    _speak(visit, "en")
    assert report(wrong) == ""


def _speak(visit: Visit, language: str) -> None:
    with visit.site.session() as session:
        session.execute(update(User).values(language=language))
        session.commit()


def test_a_page_with_errors_is_as_accessible_as_one_without(site: Site, open_page: Open) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.title().startswith("Error:")
    assert page.locator("#error-summary a").first.is_visible()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    load_axe(page)
    assert axe_finds(page) == []
