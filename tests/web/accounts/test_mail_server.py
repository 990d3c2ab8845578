"""A mail server that is away keeps no thread from serving pages."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.messaging.models import OutboxMessage
from studyvisit.messaging.services import enqueue
from studyvisit.web.mail import MOST_AFTER_AN_ANSWER
from tests.client import PageClient, held_by
from tests.factories import NOW
from tests.people import Cast

WAITING = 5


class HangsUp(socketserver.BaseRequestHandler):
    """A mail server that hangs up at once."""

    def handle(self) -> None:
        """Count the caller and say nothing."""
        self.server.callers.append(self.client_address)  # type: ignore[attr-defined]


@pytest.fixture
def callers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Let e-mails go to a server that hangs up; return who called it."""
    with socketserver.TCPServer(("127.0.0.1", 0), HangsUp) as server:
        called: list[object] = []
        server.callers = called  # type: ignore[attr-defined]
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield called
        server.shutdown()


@pytest.fixture
def waiting(session: Session, cast: Cast) -> None:
    """Let some messages wait in the outbox."""
    for number in range(WAITING):
        enqueue(
            session,
            unique_key=f"waiting:{number}",
            address=f"{number}@example.org",
            language="en",
            template="password-changed",
            parameters={"name": "N", "path": "/password-reset", "changed_at": NOW.isoformat()},
            now=NOW,
        )
    session.commit()


def ask_for_reset(client: PageClient) -> None:
    """Ask for a link, and let the server finish what it does after its answer."""
    page = client.read("/password-reset")
    data = held_by(page.form())
    data["email"] = "nobody@example.org"
    client.post("/password-reset", data=data).close()


@pytest.mark.usefixtures("waiting")
def test_a_request_calls_a_mail_server_that_is_away_once(
    session: Session, client: PageClient, callers: list[object]
) -> None:
    ask_for_reset(client)
    assert len(callers) == 1
    tries = session.scalars(select(OutboxMessage.tries).order_by(OutboxMessage.unique_key)).all()
    assert sorted(tries) == [0] * (WAITING - 1) + [1], "messages that were not tried lost a try"


@pytest.mark.usefixtures("waiting")
def test_a_request_sends_few_of_many_that_wait(session: Session, client: PageClient) -> None:
    ask_for_reset(client)
    sent = session.scalars(select(OutboxMessage.id).where(OutboxMessage.sent_at.is_not(None))).all()
    assert len(sent) == MOST_AFTER_AN_ANSWER == 2


@pytest.mark.usefixtures("waiting")
def test_the_command_gives_up_at_a_mail_server_that_is_away_and_says_so(
    app: Flask, callers: list[object]
) -> None:
    done = app.test_cli_runner().invoke(args=["messages", "deliver"])
    assert len(callers) == 1
    assert "the mail server was not reached" in done.output
    assert f"0 e-mails sent, {WAITING} to be tried again" in done.output


def test_inviting_somebody_is_answered_while_the_mail_server_is_away(
    cast: Cast, session: Session, client_for: Callable[[User], PageClient], callers: list[object]
) -> None:
    ada = client_for(cast.ada)
    fields = {"email": "nuwan@example.org", "name": "Nuwan", "role": "reviewer"}
    page = ada.submit(ada.read("/people/invite"), fields)
    page.response.close()
    assert "An invitation is on its way to nuwan@example.org." in page.text
    assert session.scalars(select(OutboxMessage.last_error)).one()
