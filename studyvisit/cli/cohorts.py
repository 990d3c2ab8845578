"""`flask cohorts`: open a cohort of a programme, and list those there are."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from studyvisit.clock import utc_now
from studyvisit.curriculum.source import SLUG
from studyvisit.db import begin_write
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.queries import cohorts_with_enrolments
from studyvisit.programmes.services import open_cohort

cohorts = AppGroup("cohorts", help="The groups of people who take a programme together.")
_DAY = click.DateTime(["%Y-%m-%d"])


@cohorts.command("open")
@click.argument("slug")
@click.option("--programme", required=True, help="The slug of a published programme.")
@click.option("--title", default="", help="What people read; the programme's title when left out.")
@click.option("--from", "starts_on", type=_DAY, help="The first day; the programme's when left out.")
@click.option("--until", "ends_on", type=_DAY, help="The last day; the programme's when left out.")
def open_(
    slug: str, programme: str, title: str, starts_on: datetime | None, ends_on: datetime | None
) -> None:
    """Open the cohort SLUG of a programme. One that is open already stays as it is."""
    if not SLUG.fullmatch(slug):
        raise click.ClickException(
            f"{slug!r} is not a slug: use lower-case letters a to z, digits and single hyphens, "
            "for example incheon-2019"
        )
    session = db.session()
    begin_write(session)
    try:
        shelf = Shelf(session)
        published = shelf.programme(programme).content
    except NotFound:
        raise click.ClickException(
            f"no programme {programme!r} is published; publish it first with: flask content publish"
        ) from None
    first = starts_on.date() if starts_on else published.starts_on
    last = ends_on.date() if ends_on else published.ends_on
    if last < first:
        raise click.ClickException(f"the last day, {last}, is before the first, {first}")
    retired = [slug for slug in published.modules if shelf.retired_at("module", slug)]
    if retired and len(retired) == len(published.modules):
        raise click.ClickException(f"every module of {programme!r} is retired; bring one back first")
    cohort = open_cohort(
        session,
        programme_slug=programme,
        slug=slug,
        title=title or published.title,
        starts_on=first,
        ends_on=last,
        now=utc_now(),
        withheld=retired,
    )
    if cohort.programme_slug != programme:
        raise click.ClickException(
            f"the cohort {slug!r} belongs to {cohort.programme_slug!r}; choose another slug"
        )
    session.commit()
    click.echo(f"{cohort.slug}: {cohort.title}, {cohort.starts_on} to {cohort.ends_on}")
    if without := [slug for slug, pin in cohort.pins.items() if pin is None]:
        click.echo(f"Without what is retired: {', '.join(without)}")
    click.echo(
        f"Invite people into it: flask people invite EMAIL --name NAME --role participant --cohort {slug}"
    )


@cohorts.command("list")
def list_() -> None:
    """List the cohorts with their programme, days and number of people."""
    for cohort, enrolled in cohorts_with_enrolments(db.session()):
        days = f"{cohort.starts_on} to {cohort.ends_on}"
        click.echo(f"{cohort.slug:40} {cohort.programme_slug:24} {days} {enrolled:7,} enrolled")
