"""`flask quizzes`: what the clock does to attempts, and correcting a question afterwards."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.quizzes.rules import percent_of
from studyvisit.quizzes.rules.correcting import Remedy
from studyvisit.quizzes.services import Preview, Proposal, close_overdue, declare, preview

quizzes = AppGroup("quizzes", help="Attend to the attempts at quizzes.")


@quizzes.command()
def close() -> None:
    """End and mark every attempt whose time is up. Safe to run as often as you like."""
    begin_write(db.session())
    closed = close_overdue(db.session(), now=utc_now())
    db.session.commit()
    click.echo(f"{closed} closed")


@quizzes.command()
@click.argument("programme")
@click.argument("module")
@click.argument("question")
@click.argument("remedy", type=click.Choice([remedy.value for remedy in Remedy]))
@click.argument("reason")
@click.option("--yes", is_flag=True, help="Correct it; without this, only show what would change.")
def correct(programme: str, module: str, question: str, remedy: str, reason: str, yes: bool) -> None:
    """Correct QUESTION of MODULE in PROGRAMME: mark it by its published key, drop it, or credit everyone.

    Participants read REASON beside their result. Every score that changes is listed.
    """
    begin_write(db.session())
    shelf = Shelf(db.session())
    try:
        proposal = Proposal(
            programme_slug=programme,
            module=shelf.module(module),
            question_id=question,
            remedy=Remedy(remedy),
        )
        found = preview(db.session(), proposal)
        modules = shelf.programme(programme).content.modules
    except NotFound:
        raise click.ClickException("there is no such programme, module or question") from None
    _print(found)
    if not yes:
        click.echo("nothing was changed: add --yes to correct it")
        return
    declare(
        db.session(),
        proposal=proposal,
        reason=reason,
        digest=found.digest,
        modules=modules,
        user_id=None,
        now=utc_now(),
    )
    db.session.commit()
    click.echo("corrected")


def _print(found: Preview) -> None:
    for change in found.changes:
        before, after = change.before, change.after
        passed = "passes now" if change.is_new_pass else "keeps the pass" if change.keeps_pass else ""
        name = found.names[after.attempt_id]
        shares = [f"{float(percent_of(one.points, one.available)):.1f} %" for one in (before, after)]
        click.echo(f"{name}, attempt {after.number}: {shares[0]} -> {shares[1]} {passed}".rstrip())
    click.echo(
        f"{found.asking} attempts ask it, {len(found.changes)} scores change, {found.running} are open"
    )
