"""The platform served by gunicorn from an instance folder of its own, with people to sign in as."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import Session

from config import ROOT, Settings
from studyvisit.accounts.models import User
from studyvisit.accounts.queries import find_user_by_email
from studyvisit.accounts.services import start_session
from studyvisit.app import create_app
from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.programmes.models import Cohort
from tests import factories

PASSWORD = factories.PASSWORD
DEMO_COHORT = "study-visit-2019-demo"


@dataclass(frozen=True)
class Site:
    """A running server and its database."""

    url: str
    app: Flask
    instance: Path
    content: Path

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session on the server's database; commit what shall stay."""
        with self.app.app_context():
            engine = db.engine
        with Session(engine, expire_on_commit=False) as session:
            yield session

    def participant(self, name: str) -> User:
        """Enrol a new person in the demo cohort; they sign in with PASSWORD."""
        with self.session() as session:
            cohort = session.query(Cohort).filter_by(slug=DEMO_COHORT).one()
            user = factories.user(session, name=name, country="ET")
            factories.enrolment(session, cohort=cohort, user=user)
            session.commit()
            return user

    def demo(self, role: str) -> User:
        """Return the demo person of a role."""
        with self.session() as session:
            user = find_user_by_email(session, f"{role}@example.org")
            assert user is not None
            return user

    def sign_in(self, context: BrowserContext, user: User) -> None:
        """Give a browser the cookie that signing in would."""
        now = utc_now()
        settings: Settings = self.app.config["SETTINGS"]
        with self.session() as session:
            token = start_session(
                session, user_id=user.id, device="test", lasts=settings.absolute_expiry, now=now
            )
            session.commit()
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": token, "seen": int(now.timestamp())})
        context.add_cookies([{"name": "session", "value": cookie, "url": self.url}])

    def flask(self, *arguments: str, **environment: str) -> str:
        """Run a command of the platform on this instance, as a person at a terminal would."""
        run = subprocess.run(
            [Path(sys.executable).with_name("flask"), *arguments],
            cwd=ROOT,
            env={**_environment(self.instance, self.content), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def _environment(instance: Path, content: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("STUDYVISIT_")}
    ours = {"INSTANCE": str(instance), "CONTENT": str(content), "LANGUAGES": "en,ar"}
    return own | {f"STUDYVISIT_{name}": value for name, value in ours.items()}


@contextmanager
def serve(template: Settings, instance: Path, participants: int, *, planted: bool = False) -> Iterator[Site]:
    """Serve a copy of a migrated and published database, with the demo people and their cohort.

    With `planted` the participants are those of the programme whose answers are known beforehand.
    """
    instance.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template.instance / "studyvisit.db", instance / "studyvisit.db")
    app = create_app(Settings.from_environment(_environment(instance, template.content)))
    runner = app.test_cli_runner()
    load = ["demo", "load", "--participants", str(participants)]
    for command in (["demo", "people"], [*load, *(["--planted"] if planted else ["--seed", "1"])]):
        result = runner.invoke(args=command)
        assert result.exit_code == 0, f"{command}: {result.output}"
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    server = subprocess.Popen(
        # Each worker would import the platform by itself, and that takes longer than what most tests ask of it.
        [Path(sys.executable).with_name("gunicorn"), "wsgi:app", "--preload", "--log-level", "warning"],
        cwd=ROOT,
        # The socket is ours and listens already: whoever connects early waits in line.
        env={**_environment(instance, template.content), "STUDYVISIT_BIND": f"fd://{listener.fileno()}"},
        pass_fds=[listener.fileno()],
    )
    try:
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", app, instance, template.content)
    finally:
        server.terminate()
        server.wait(timeout=20)
        listener.close()
        with app.app_context():
            db.engine.dispose()


def sign_in_by_hand(page: Page, site: Site, email: str, password: str) -> None:
    """Sign in the way people do."""
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def chromium() -> str | None:
    """Return where Chromium is, or None; first the one without windows, whose pages take a third of the work."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def now_in_seconds() -> float:
    """Return a clock for measuring."""
    return time.perf_counter()
