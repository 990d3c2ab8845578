"""What tests of accounts can ask for besides what every test can."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import UserSession
from studyvisit.accounts.queries import hash_of
from studyvisit.extensions import db, limiter
from studyvisit.messaging.models import OutboxMessage
from studyvisit.messaging.rules import secret_for
from tests.client import PageClient, Read
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def fresh_limits(app: Flask) -> None:
    """Forget what earlier tests used up of the limits that one process keeps."""
    with app.app_context():
        limiter.reset()


@pytest.fixture
def sign_in(client: PageClient) -> Callable[..., Read]:
    """Return a function that signs in through the page, as a person does."""

    def by_form(email: str, password: str = PASSWORD, **fields: str) -> Read:
        page = client.read("/sign-in")
        return client.submit(page, {"email": email, "password": password, **fields}, action="/sign-in")

    return by_form


@pytest.fixture
def link_of(app: Flask, session: Session) -> Callable[[str], str]:
    """Return a function that gives the path of the newest link sent to an address."""

    def newest(address: str) -> str:
        forget(session)
        message = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.address == address)
            .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        ).first()
        assert message is not None, f"nothing was sent to {address}"
        assert isinstance(message.parameters, dict)
        session.commit()
        key = app.config["SETTINGS"].secret_key
        return str(message.parameters["path"]) + secret_for(key, message.parameters["token_of"])

    return newest


def forget(session: Session) -> None:
    """Let a test's session see what requests have changed since it last looked."""
    session.commit()
    session.expire_all()


def token_of(client: PageClient) -> str:
    """Return the token that a browser's cookie holds, or nothing."""
    with client.session_transaction() as cookie:
        return str(cookie.get("_user_id", ""))


def be_idle(client: PageClient, hours: float) -> None:
    """Let so many hours pass without activity."""
    with client.session_transaction() as cookie:
        cookie["seen"] = cookie["seen"] - int(hours * 3600)


def expire(session: Session, client: PageClient, now: datetime) -> None:
    """Let a session reach the longest it may last."""
    found = session.scalars(
        select(UserSession).where(UserSession.token_hash == hash_of(token_of(client)))
    ).one()
    found.expires_at = now - timedelta(seconds=1)
    session.commit()


def secret_in(path: str) -> str:
    """Return the secret at the end of a link's path."""
    found = re.search(r"[\w-]{43}$", path)
    assert found
    return found[0]


@pytest.fixture
def app_client(app: Flask) -> Callable[[], PageClient]:
    """Return a function that opens one more browser, signed out."""

    def another() -> PageClient:
        made = app.test_client()
        assert isinstance(made, PageClient)
        return made

    return another


@pytest.fixture
def count_queries(app: Flask) -> Iterator[Callable[[], list[str]]]:
    """Return a function that begins to collect the SQL statements of the application."""
    statements: list[str] = []

    def collect(*args: object) -> None:
        if args[2] != "BEGIN":
            statements.append(str(args[2]))

    with app.app_context():
        engine = db.engine

    def begin() -> list[str]:
        event.listen(engine, "before_cursor_execute", collect)
        return statements

    yield begin
    event.remove(engine, "before_cursor_execute", collect)
