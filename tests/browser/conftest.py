"""A real browser on a real server. Every test of this folder carries the mark `browser`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from studyvisit.accounts.models import User
from studyvisit.curriculum.questions import Question
from tests.browser.site import Site, chromium, serve
from tests.client import PageClient
from tests.conftest import House
from tests.contracts.addresses import tour
from tests.people import Cast, make_cast
from tests.quizzing import QUESTIONS, QUIZ_URL, publish_quiz
from tests.seeded import Seeded, seed

expect.set_options(timeout=15_000)
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--js-flags=--no-opt --no-maglev"]
Open = Callable[..., Page]
OpenClient = Callable[[User], PageClient]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    found = chromium()
    if found is None:
        pytest.skip("no Chromium is installed and it could not be installed (make machine needs root)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the platform once: tests make people of their own, so that none finds another's traces."""
    with serve(house.settings, tmp_path_factory.mktemp("site"), participants=60) as running:
        yield running


@dataclass(frozen=True)
class Visit:
    """The cast in the middle of its study visit, and every address with who opens it."""

    site: Site
    cast: Cast
    seeded: Seeded
    stops: list[tuple[str, str]]


@pytest.fixture(scope="session")
def visit(site: Site) -> Visit:
    """Seed the server's database once and plan the tour."""
    with site.session() as session:
        cast = make_cast(session)
        seeded = seed(session, cast)
        stops = tour(site.app, seeded, cast)
    return Visit(site, cast, seeded, stops)


@pytest.fixture
def questions() -> Sequence[Question]:
    """Return the questions of the quiz that `context` publishes; a module of tests may have others."""
    return QUESTIONS


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application from a thread and return its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(
    browser: Browser,
    address: str,
    questions: Sequence[Question],
    session: Session,
    cast: Cast,
    client_for: OpenClient,
) -> Iterator[BrowserContext]:
    """Return a browser in which Alem is signed in, on a server of its own with a quiz of the `questions`."""
    publish_quiz(session, questions, certainty=True)
    client = client_for(cast.alem)
    client.read(QUIZ_URL)
    cookie = client.get_cookie("session")
    assert cookie is not None
    made = browser.new_context(base_url=address)
    made.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    yield made
    made.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Open]:
    """Return a function that opens an empty page in a fresh browser, signed in as a person if one is given."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(user: User | None = None, *, javascript: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": site.url,
                "viewport": LAPTOP,
                "java_script_enabled": javascript,
                "service_workers": "block",
                "locale": "en-GB",
                **options,
            }
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        if user is not None:
            site.sign_in(context, user)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"error in a script: {error}"))
        page.on("console", lambda told: complaints.append(told.text) if _is_grave(told.text) else None)
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


def _is_grave(text: str) -> bool:
    return "Content Security Policy" in text or "TrustedHTML" in text
