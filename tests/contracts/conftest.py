"""The seeded study visit, made once for each process; every test gets a copy of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.accounts.models import User
from studyvisit.extensions import db
from tests.client import PageClient
from tests.contracts.addresses import browsers
from tests.people import Cast, make_cast
from tests.seeded import Seeded, seed

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Scene:
    """Everyone, what they left behind, and a browser for each with the token of a page that they have open."""

    cast: Cast
    seeded: Seeded
    opened: dict[str, PageClient]
    tokens: dict[str, str]


@dataclass(frozen=True)
class _Kept:
    database: Path
    cast: Cast
    seeded: Seeded
    cookies: dict[str, str]
    tokens: dict[str, str]


@pytest.fixture(scope="session")
def kept_scenes() -> list[_Kept]:
    """Return what the first test that asked for it has made."""
    return []


@pytest.fixture
def scene(
    app: Flask,
    session: Session,
    settings: Settings,
    client_for: Callable[[User], PageClient],
    kept_scenes: list[_Kept],
) -> Scene:
    """Return the study visit on the test's own copy of the database."""
    if not kept_scenes:
        kept_scenes.append(_make(app, session, settings.instance / "seeded.db", client_for))
    kept = kept_scenes[0]
    with app.app_context():
        path = Path(str(db.engine.url.database))
        db.session.remove()
        db.engine.dispose()
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        shutil.copyfile(kept.database, path)
    opened = {person: _browser(app, cookie) for person, cookie in kept.cookies.items()}
    return Scene(kept.cast, kept.seeded, opened, kept.tokens)


def _make(app: Flask, session: Session, into: Path, client_for: Callable[[User], PageClient]) -> _Kept:
    cast = make_cast(session)
    seeded = seed(session, cast)
    cookies, tokens = {}, {}
    for person, browser in browsers(app, cast, client_for).items():
        found = _TOKEN.search(browser.get("/sign-in" if person == "anonymous" else "/profile").text)
        cookie = browser.get_cookie("session")
        assert found, "a page without a form: where does the token come from?"
        assert cookie is not None
        cookies[person], tokens[person] = cookie.value, found.group(1)
    session.expunge_all()
    session.close()
    with app.app_context():
        connection = db.engine.raw_connection()
    connection.cursor().execute("VACUUM INTO ?", (str(into),))
    connection.close()
    return _Kept(into, cast, seeded, cookies, tokens)


def _browser(app: Flask, cookie: str) -> PageClient:
    browser = app.test_client()
    assert isinstance(browser, PageClient)
    browser.set_cookie("session", cookie)
    return browser
