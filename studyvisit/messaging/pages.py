"""Writing an e-mail in its reader's language."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime as email_date
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from flask import current_app
from flask_babel import force_locale
from jinja2 import FileSystemLoader

from studyvisit.messaging.rules import secret_for
from studyvisit.messaging.services import Due

_TEMPLATES = FileSystemLoader(Path(__file__).with_name("templates"))


def letter(due: Due, *, base_url: str, secret_key: str, sender: str, now: datetime) -> EmailMessage:
    """Return a message in words: the first line of its template is the subject, the rest is what it says."""
    with force_locale(due.language):
        environment = current_app.jinja_env.overlay(loader=_TEMPLATES, autoescape=False)
        template = environment.get_template(f"messaging/{due.template}.txt")
        values = _values(due, base_url=base_url, secret_key=secret_key)
        subject, _, body = template.render(values).strip().partition("\n")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = due.address
    message["Subject"] = subject.strip()
    message["Date"] = email_date(now)
    message["Message-ID"] = f"<{due.id}@{base_url.partition('://')[2].partition(':')[0]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n", cte="8bit")  # so that no link is broken over two lines
    message["Content-Language"] = due.language
    return message


def _values(due: Due, *, base_url: str, secret_key: str) -> dict[str, Any]:
    values: dict[str, Any] = {"site": base_url, **due.parameters}
    for name, value in due.parameters.items():
        if name.endswith("_at"):
            values[name] = _moment(datetime.fromisoformat(value), due.language)
    if "path" in values:
        values["link"] = base_url + values["path"]
        if "token_of" in values:
            values["link"] += secret_for(secret_key, values["token_of"])
    return values


def _moment(value: datetime, language: str) -> str:
    # A mailbox has no time zone of its own: the zone is written out.
    return f"{format_datetime(value.astimezone(UTC), 'd MMMM y, HH:mm', locale=language)} UTC"
