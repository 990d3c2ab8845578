"""`flask messages`: the outbox."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask.cli import AppGroup

from studyvisit.messaging.services import Delivery
from studyvisit.web.mail import deliver as deliver_due

messages = AppGroup("messages", help="Send what waits in the outbox.")


@messages.command()
def deliver() -> None:
    """Send every e-mail that is due. Run it every few minutes: it also tries again what failed before."""
    delivery = deliver_all(lambda _sent: None)
    if delivery.is_away:
        click.echo("the mail server was not reached", err=True)
    click.echo(f"{delivery.sent} e-mails sent, {delivery.failed} to be tried again")


def deliver_all(tell: Callable[[int], None]) -> Delivery:
    """Send every e-mail that is due, until the mail server is away; `tell` gets the number sent so far."""
    sent = failed = 0
    while True:
        delivery = deliver_due()
        sent, failed = sent + delivery.sent, failed + delivery.failed
        tell(sent)
        if delivery.is_away or not (delivery.sent or delivery.failed):
            return Delivery(sent, failed, delivery.is_away)
