"""The ways an e-mail leaves: to a mail server, or to a folder on a laptop."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import structlog

log = structlog.get_logger()
SECONDS_TO_ANSWER = 10


def transport(mail_url: str, folder: Path) -> Callable[[EmailMessage], None]:
    """Return what sends an e-mail: by the server of `mail_url`, or, when that is empty, into `folder`.

    `smtp://user:password@host:587` encrypts by STARTTLS where the server offers it, and never gives a
    password to one that does not; `smtps://` encrypts from the first byte.
    """
    if not mail_url:
        return partial(_to_folder, folder)
    return partial(_to_server, urlsplit(mail_url))


def is_away(error: Exception) -> bool:
    """Return whether an error means that the mail server was not reached, whatever the message."""
    if isinstance(error, smtplib.SMTPException):  # which is an OSError, but an answer most of the time
        return isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return isinstance(error, OSError)


def _to_folder(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{str(message['Message-ID']).strip('<>').partition('@')[0]}.eml"
    path.write_bytes(message.as_bytes())
    log.info("e-mail written", to=message["To"], subject=str(message["Subject"]), file=str(path))


def _to_server(url: SplitResult, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    host = url.hostname or "localhost"
    with ExitStack() as stack:
        if url.scheme == "smtps":
            server: smtplib.SMTP = stack.enter_context(
                smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS_TO_ANSWER, context=context)
            )
        else:
            server = stack.enter_context(smtplib.SMTP(host, url.port or 587, timeout=SECONDS_TO_ANSWER))
            server.ehlo()
            if url.username or server.has_extn("starttls"):
                server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        server.send_message(message, mail_options=options)
