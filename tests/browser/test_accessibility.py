"""Every page, in every state that a person may need it in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from studyvisit.accounts.models import User
from tests.browser.conftest import LAPTOP, PHONE, Open, Visit
from tests.browser.gates import axe_finds, is_as_sent, load_axe, scrolls_sideways, small_targets, thin_out
from tests.browser.site import Site
from tests.contracts.addresses import PEOPLE, may_be_a_page

ZOOMED = {"width": 320, "height": 200}  # 1280 by 800 at 400 %
ABOUT_COLOURS = ("color-contrast", "link-in-text-block")
ABOUT_DIRECTION = (
    *ABOUT_COLOURS,  # what stands behind a text is where the direction puts it
    "html-has-lang",
    "html-lang-valid",
    "scrollable-region-focusable",
    "valid-lang",
)
SHARES = 3  # the tour is cut so that several workers can walk it


class Walker:
    """Opens each stop of the tour as the person who may, in one browser: a person is a cookie."""

    def __init__(self, browser: Browser, visit: Visit, share: int, **options: Any) -> None:
        self._visit, self._stops = visit, visit.stops[share::SHARES]
        self._context = browser.new_context(**{"base_url": visit.site.url, "viewport": LAPTOP, **options})
        self._page = self._context.new_page()
        self._tools = self._context.new_cdp_session(self._page)

    def __iter__(self) -> Iterator[tuple[str, Page]]:
        """Yield every page that is a page, with its name for a report."""
        cookies: dict[str, list[Any]] = {PEOPLE[0]: []}
        for person, path in self._stops:
            if not may_be_a_page(path):
                continue
            if person not in cookies:
                self._visit.site.sign_in(self._context, getattr(self._visit.cast, person))
                cookies[person] = self._context.cookies()
            self._context.clear_cookies()
            self._context.add_cookies(cookies[person])
            answer = self._page.goto(path)
            assert answer is not None
            if "text/html" in answer.headers.get("content-type", ""):
                yield f"{person} {path}", self._page

    def open_without_scripts(self) -> None:
        """Open the page again; its own scripts do not run, then ours may: axe needs timers."""
        self._tools.send("Emulation.setScriptExecutionDisabled", {"value": True})
        self._page.goto(self._page.url)
        self._tools.send("Emulation.setScriptExecutionDisabled", {"value": False})

    def close(self) -> None:
        """Close the browser."""
        self._context.close()


def report(wrong: Mapping[Any, list[str]]) -> str:
    """Return what was found, a line for each thing and place."""
    return "\n".join(f"{place}: {thing}" for place, found in wrong.items() for thing in found)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page(browser: Browser, visit: Visit, share: int) -> None:
    """At laptop and phone width, and in forced colours; nothing scrolls sideways, at 400 % neither.

    Forced colours change colours alone, so the rules about colours are asked again and no others. Without scripts
    a page is looked at again where its scripts have changed it: any other is the same with and without.
    """
    walker = Walker(browser, visit, share)
    wrong: dict[tuple[str, str], list[str]] = {}
    for name, page in walker:
        is_changed = page.locator("script").count() > 0 and not is_as_sent(page)
        page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
        wrong[name, "400 %"] = scrolls_sideways(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wrong[name, "the whole"] = scrolls_sideways(page) + small_targets(page)
        thin_out(page)
        load_axe(page)
        wrong[name, "phone"] = axe_finds(page)
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
        wrong[name, "laptop"] = axe_finds(page)
        page.emulate_media(forced_colors="active")
        wrong[name, "forced colours"] = axe_finds(page, *ABOUT_COLOURS)
        page.emulate_media(forced_colors="none")
        if is_changed:
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            walker.open_without_scripts()
            wrong[name, "the whole without scripts"] = scrolls_sideways(page)
            thin_out(page)
            load_axe(page)
            wrong[name, "no scripts"] = axe_finds(page)
            page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    walker.close()
    assert len(wrong) > 40
    assert report(wrong) == ""


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_from_right_to_left(browser: Browser, visit: Visit, share: int) -> None:
    """The markup is that of any direction, so the rules about direction, language and colours are asked."""
    _speak(visit, "ar")
    walker, wrong = Walker(browser, visit, share, locale="ar", viewport=PHONE), {}
    for name, page in walker:
        assert page.evaluate("document.documentElement.dir") == "rtl", name
        wrong[name] = scrolls_sideways(page)
        thin_out(page)
        load_axe(page)
        wrong[name] += axe_finds(page, *ABOUT_DIRECTION)
    walker.close()
    _speak(visit, "en")
    assert report(wrong) == ""


def test_what_is_wrong_in_one_of_many_rows_alike_is_found(site: Site, open_page: Open) -> None:
    """One of a shape of its own stays, and so do the first of each shape."""
    page = open_page()
    page.goto("/sign-in")
    page.locator("main").evaluate("""main => {
      const list = document.createElement("ul");
      for (let row = 0; row < 60; row++) {
        const link = document.createElement("a");
        link.href = `/?row=${row}`;
        if (row !== 50) link.textContent = `Row ${row}`;
        list.appendChild(document.createElement("li")).appendChild(link);
      }
      main.append(list);
    }""")
    assert thin_out(page) >= 2 * (60 - 4)
    load_axe(page)
    assert [found.partition(":")[0] for found in axe_finds(page)] == ["link-name"]


def _speak(visit: Visit, language: str) -> None:
    with visit.site.session() as session:
        session.execute(update(User).values(language=language))
        session.commit()


def test_a_page_with_errors_is_as_accessible_as_one_without(site: Site, open_page: Open) -> None:
    page = open_page()
    page.goto("/sign-in")
    assert is_as_sent(page)
    page.locator("main").evaluate("main => main.append('A script was here')")
    assert not is_as_sent(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("#error-summary a").first).to_be_visible()
    expect(page.locator("#error-summary")).to_be_focused()
    load_axe(page)
    assert axe_finds(page) == []
