"""What e-mails say, and the ways they leave."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from studyvisit.db import new_id
from studyvisit.messaging.pages import letter
from studyvisit.messaging.services import Due, transport

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEMPLATES = Path(__file__).parents[3] / "studyvisit/messaging/templates/messaging"
PARAMETERS = {
    "name": "Tigist <Bekele> & co",
    "path": "/invitations/",
    "token_of": "some-link",
    "expires_at": "2026-12-07T09:00:00+00:00",
    "changed_at": "2026-12-07T09:00:00+00:00",
    "new_address": "new@example.org",
    "report": "Completion & <gain>",
    "quiz": "Indices & <rankings>",
}


def write(template: str, language: str = "en") -> email.message.EmailMessage:
    """Return one e-mail with every parameter."""
    due = Due(
        id=new_id(), address="t@example.org", language=language, template=template, parameters=PARAMETERS
    )
    return letter(
        due,
        base_url="https://learn.example.org:8443",
        secret_key="k",
        sender="studyvisit <no-reply@example.org>",
        now=NOW,
    )


@pytest.mark.parametrize("template", sorted(path.stem for path in TEMPLATES.glob("*.txt")))
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_e_mail_can_be_written_in_every_language(app: Flask, template: str, language: str) -> None:
    with app.app_context():
        message = write(template, language)
    assert len(str(message["Subject"])) > 10
    assert message["To"] == "t@example.org"
    assert message["Content-Language"] == language
    assert "https://learn.example.org:8443" in message.get_content()


def test_an_e_mail_is_text_and_not_html(app: Flask) -> None:
    with app.app_context():
        message = write("invitation")
    assert message.get_content_type() == "text/plain"
    assert "Tigist <Bekele> & co" in message.get_content()
    assert "7 December 2026, 09:00 UTC" in message.get_content()


def test_a_link_stands_whole_on_one_line(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        transport("", tmp_path)(write("invitation"))
    [file] = tmp_path.iterdir()
    lines = file.read_text().splitlines()
    assert [
        len(line) for line in lines if line.startswith("https://learn.example.org:8443/invitations/")
    ] == [len("https://learn.example.org:8443/invitations/") + 43]


def test_without_a_mail_server_e_mails_are_files_that_a_mail_program_opens(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        transport("", tmp_path / "outbox")(write("invitation", "en"))
    [file] = (tmp_path / "outbox").glob("*.eml")
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert read["Subject"] == "Your invitation to studyvisit"
    assert read["Message-ID"].endswith("@learn.example.org>")


class SmtpServer(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs to hand over one message."""

    def handle(self) -> None:
        """Talk SMTP."""
        said: list[bytes] = self.server.said  # type: ignore[attr-defined]
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            said.append(line)
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                for text in self.rfile:
                    if text == b".\r\n":
                        break
                    said.append(text)
            self.wfile.write(
                {b"EHLO": b"250-here\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}.get(
                    command, b"250 ok\r\n"
                )
            )
            if command == b"QUIT":
                return


@pytest.fixture
def smtp() -> Iterator[tuple[int, list[bytes]]]:
    """Run a mail server; return its port and what it is told."""
    with socketserver.TCPServer(("127.0.0.1", 0), SmtpServer) as server:
        said: list[bytes] = []
        server.said = said  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1], said
        server.shutdown()


def test_a_mail_server_is_handed_the_message(
    app: Flask, tmp_path: Path, smtp: tuple[int, list[bytes]]
) -> None:
    port, said = smtp
    with app.app_context():
        transport(f"smtp://127.0.0.1:{port}", tmp_path)(write("password-reset"))
    text = b"".join(said)
    assert b"mail FROM:<no-reply@example.org>" in text
    assert b"rcpt TO:<t@example.org>" in text
    assert b"Subject: Set a new password for studyvisit" in text
    assert not list(tmp_path.iterdir())


def test_a_password_is_never_given_to_a_server_that_does_not_encrypt(
    app: Flask, tmp_path: Path, smtp: tuple[int, list[bytes]]
) -> None:
    port, said = smtp
    with app.app_context(), pytest.raises(Exception, match="STARTTLS"):
        transport(f"smtp://user:hunter2@127.0.0.1:{port}", tmp_path)(write("password-reset"))
    assert b"AUTH" not in b"".join(said).upper()
