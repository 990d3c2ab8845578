"""`flask demo`: believable people to try the platform with."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from studyvisit.accounts.services import ensure_demo_people
from studyvisit.accounts.rules import DEMO_PASSWORD
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.services import enrol, open_cohort

demo = AppGroup("demo", help="Believable people to try the platform with. Never in production.")


@demo.command()
def people() -> None:
    """Make one person a role, and enrol the participant; print how to sign in."""
    if not current_app.config["SETTINGS"].demo:
        raise click.ClickException("demo mode is off; set STUDYVISIT_DEMO=1 (never in production)")
    session, now = db.session(), utc_now()
    begin_write(session)
    users = ensure_demo_people(session, now=now)
    shelf = Shelf(session)
    for slug in shelf.slugs("programme"):
        programme = shelf.programme(slug).content
        cohort = open_cohort(
            session,
            programme_slug=slug,
            slug=f"{slug}-demo",
            title=programme.title,
            starts_on=programme.starts_on,
            ends_on=programme.ends_on,
            now=now,
        )
        participant = users["participant"]
        enrol(
            session,
            cohort=cohort,
            user_id=participant.id,
            country=participant.country,
            institution_id=participant.institution_id,
            enrolled_by_id=None,
            now=now,
        )
    session.commit()
    click.echo("Sign in as:")
    for user in users.values():
        click.echo(f"  {user.email:32} {DEMO_PASSWORD}")
