"""Servers to measure: the platform and the yardstick, each under gunicorn with two workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from config import ROOT, Settings
from studyvisit.accounts.models import User
from studyvisit.accounts.services import start_session
from studyvisit.app import create_app
from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import compile_tree
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.services import publish


@dataclass(frozen=True)
class Visitor:
    """A signed-in person: the cookie to send and the CSRF token to post."""

    user_id: UUID
    cookie: str
    csrf: str


def make_instance(folder: Path, participants: int, **environment: str) -> Flask:
    """Make an instance with content and demo participants, and return an application on it."""
    settings = Settings.from_environment({"STUDYVISIT_INSTANCE": str(folder)} | environment)
    app = create_app(settings)
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        begin_write(db.session())
        for unit in compile_tree(settings.content).units:
            publish(db.session(), unit, published_by_id=None, now=utc_now())
        db.session.commit()
    if participants:
        run(folder, "demo", "load", "--participants", str(participants), "--seed", "1", **environment)
    return app


def run(folder: Path, *command: str, **environment: str) -> None:
    """Run one of our commands on an instance."""
    subprocess.run(
        [Path(sys.executable).with_name("flask"), *command],
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"STUDYVISIT_INSTANCE": str(folder)} | environment,
    )


def visitors(app: Flask, user_ids: list[UUID]) -> list[Visitor]:
    """Sign people in and return what their browsers would hold."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    now = utc_now()
    made = []
    with app.app_context():
        begin_write(db.session())
        for user_id in user_ids:
            token = start_session(
                db.session(),
                user_id=user_id,
                device="bench",
                lasts=app.config["SETTINGS"].absolute_expiry,
                now=now,
            )
            raw = "0" * 40
            cookie = signer.dumps({"_user_id": token, "seen": int(now.timestamp()), "csrf_token": raw})
            made.append(Visitor(user_id, f"session={cookie}", _csrf(app, raw)))
        db.session.commit()
    return made


def _csrf(app: Flask, raw: str) -> str:
    from itsdangerous import URLSafeTimedSerializer

    return str(URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw))


def some_users(app: Flask, count: int) -> list[UUID]:
    """Return some people's ids."""
    with app.app_context():
        return list(db.session.scalars(select(User.id).order_by(User.id).limit(count)))


@contextmanager
def serve(target: str, *, workers: int = 2, threads: int = 4, **environment: str) -> Iterator[int]:
    """Run gunicorn on a free port until the block ends; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        str(Path(sys.executable).with_name("gunicorn")),
        target,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--threads",
        str(threads),
        "--worker-class",
        "gthread",
        "--no-control-socket",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"STUDYVISIT_BIND": f"127.0.0.1:{port}"} | environment
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
