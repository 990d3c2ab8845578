"""`flask messages`: the outbox."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from studyvisit.web.mail import deliver as deliver_due

messages = AppGroup("messages", help="Send what waits in the outbox.")


@messages.command()
def deliver() -> None:
    """Send every e-mail that is due. Run it every few minutes: it also tries again what failed before."""
    sent = failed = 0
    while True:
        delivery = deliver_due()
        sent, failed = sent + delivery.sent, failed + delivery.failed
        if delivery.is_away:
            click.echo("the mail server was not reached", err=True)
        if delivery.is_away or not (delivery.sent or delivery.failed):
            break
    click.echo(f"{sent} e-mails sent, {failed} to be tried again")
