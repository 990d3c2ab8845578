"""`flask demo`: believable people to try the platform with."""

from __future__ import annotations

import time
from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup

from studyvisit.accounts.rules import DEMO_PASSWORD
from studyvisit.accounts.services import ensure_demo_people
from studyvisit.cli.demo_load import load
from studyvisit.clock import utc_now
from studyvisit.completion.pages.certificates import note_of
from studyvisit.curriculum.content import Programme
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.services import enrol, open_cohort

demo = AppGroup("demo", help="Believable people to try the platform with. Never in production.")


@demo.command()
def people() -> None:
    """Make one person a role, and enrol the participant; print how to sign in."""
    _ensure_demo_mode()
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
            title=f"{programme.place.partition(',')[0]}, {programme.starts_on:%B %Y}",
            starts_on=programme.starts_on,
            ends_on=programme.ends_on,
            now=now,
        )
        enrol(session, cohort=cohort, person=users["participant"], enrolled_by_id=None, now=now)
    session.commit()
    click.echo("Sign in as:")
    for user in users.values():
        click.echo(f"  {user.email:32} {DEMO_PASSWORD}")


@demo.command("load")
@click.option("--participants", type=click.IntRange(1, 9_999_999), required=True, help="How many people.")
@click.option("--seed", type=click.IntRange(0, 999_999), default=1, show_default=True, help="Which people.")
@click.option(
    "--milestones-only", is_flag=True, help="Leave out lessons, answers and ratings: for measuring reports."
)
@click.option(
    "--modules",
    type=click.IntRange(1),
    help="Keep lessons, answers and ratings of so many modules only, the first.",
)
@click.option("--planted", is_flag=True, help="People whose gain, response shift and gaps are known.")
def load_people(
    participants: int, seed: int, milestones_only: bool, modules: int | None, planted: bool
) -> None:
    """Add believable participants of five countries to cohorts of the study visit.

    The same seed means the same people: those who are there already are left alone.
    """
    _ensure_demo_mode()
    session = db.session()
    if not Shelf(session).slugs("programme"):
        raise click.ClickException("no programme is published yet; run `flask content publish` first")
    session.rollback()
    began, added = time.monotonic(), 0
    for progress in load(
        session,
        participants=participants,
        seed=seed,
        evidence_of=0 if milestones_only else modules,
        planted=planted,
        note_of=_note_of,
        now=utc_now(),
    ):
        added = progress.added
        click.echo(f"  {progress.done:,} of {participants:,}", err=True)
    click.echo(f"{added} of {participants} participants added in {time.monotonic() - began:.0f} s")


def _note_of(programme: Programme, starts_on: date, ends_on: date) -> str:
    with current_app.test_request_context():  # words need a language, and a language needs a request
        return note_of(programme, starts_on, ends_on)


def _ensure_demo_mode() -> None:
    if not current_app.config["SETTINGS"].demo:
        raise click.ClickException("demo mode is off; set STUDYVISIT_DEMO=1 (never in production)")
