"""Every page is valid HTML, by the Nu checker and by our own rules."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT
from studyvisit.accounts.models import User
from tests.client import PageClient
from tests.contracts.addresses import tour
from tests.contracts.conftest import Scene
from tests.people import Cast

Open = Callable[[User], PageClient]
CHECKER = ROOT / ".venv/vnu/node_modules/vnu-jar/build/dist/vnu.jar"
# The checker's own reading of style sheets is behind the standard: @layer, text-wrap, and `content` with words for
# those who listen are not known to it.
NOT_HTML = ("CSS:",)


@pytest.fixture
def pages(app: Flask, scene: Scene) -> dict[str, str]:
    """Return every page, by who opens which address."""
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    found = {}
    for person, path in tour(app, seeded, cast):
        answer = opened[person].get(path, follow_redirects=True)
        if answer.mimetype == "text/html":
            found[f"{person} {path}"] = answer.text
    return found


def test_the_nu_checker_finds_no_error(pages: dict[str, str], tmp_path: Path) -> None:
    if shutil.which("java") is None or not CHECKER.exists():
        pytest.skip("no Nu HTML checker: make machine installs it where there are Java and npm")
    assert len(pages) > 25
    places = {}
    for number, (place, html) in enumerate(pages.items()):
        (tmp_path / f"{number}.html").write_text(html, encoding="utf-8")
        places[f"{number}.html"] = place
    run = subprocess.run(
        [
            "java",
            "-Xss2m",
            "-jar",
            CHECKER,
            "--format",
            "json",
            "--exit-zero-always",
            *tmp_path.glob("*.html"),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    messages = json.loads(run.stderr)["messages"]
    errors = {
        f"{places[message['url'].rpartition('/')[2]]}:{message.get('lastLine')} {message['message']}"
        for message in messages
        if message["type"] != "info" and not message["message"].startswith(NOT_HTML)
    }
    assert not errors


def test_every_page_keeps_our_own_rules(app: Flask, scene: Scene) -> None:
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    for person, path in tour(app, seeded, cast):
        opened[person].read(path)


def test_every_link_of_every_page_leads_to_a_page(app: Flask, scene: Scene) -> None:
    """What a person is offered, they may open: no link ends in an error."""
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    seen: set[tuple[str, str]] = set()
    for person, path in tour(app, seeded, cast):
        for link in opened[person].read(path).links().values():
            target = link.partition("#")[0]
            if (
                target.startswith("/")
                and not target.startswith(("/static/", "//"))
                and (person, target) not in seen
            ):
                seen.add((person, target))
                answer = opened[person].get(target)
                assert answer.status_code < 400 or answer.status_code == 409, (
                    f"{person}: {path} links to {target}"
                )
    assert len(seen) > 40


def test_every_language_has_its_direction(app: Flask, session: Session, cast: Cast, client_for: Open) -> None:
    cast.alem.language = "ar"
    session.add(cast.alem)
    session.commit()
    root = client_for(cast.alem).read("/").all("html")[0]
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
