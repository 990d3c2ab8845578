"""`flask people`: invite, withdraw and list."""

from __future__ import annotations

from typing import NoReturn

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts import queries, services
from studyvisit.accounts.models import User
from studyvisit.accounts.queries import Person
from studyvisit.accounts.rules import LONGEST_NAME, PositionLevel, is_country_code, tidy
from studyvisit.actor import Grant, Role
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.programmes.services import enrol, withdraw
from studyvisit.tables.as_csv import csv_chunks
from studyvisit.web.mail import deliver

people = AppGroup("people", help="Invite people, withdraw them from cohorts and list them.")
_ROLE = click.Choice([str(role) for role in Role])


@people.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name; they can correct it.")
@click.option("--role", type=_ROLE, required=True)
@click.option("--programme", help="The programme in which they hold the role; every programme when left out.")
@click.option("--cohort", help="The cohort to enrol a participant in.")
@click.option("--country", help="The country they come from, as in ISO 3166: ET.")
@click.option(
    "--level", type=click.Choice([str(level) for level in PositionLevel]), help="The level of their position."
)
@click.option("--language", default="en", help="The language they are written to in.")
def invite(
    email: str,
    name: str,
    role: str,
    programme: str | None,
    cohort: str | None,
    country: str | None,
    level: str | None,
    language: str,
) -> None:
    """Invite EMAIL, or give the person who is there already one more role or cohort."""
    _check(email, name, country, language)
    session, now = db.session(), utc_now()
    begin_write(session)
    grant = Grant(Role(role), programme)
    _check_programme(session, programme)
    place = _cohort(session, grant, cohort)
    user = queries.find_user_by_email(session, email)
    is_new = user is None
    if user is None:
        user = services.invite(
            session,
            key=current_app.config["SETTINGS"].secret_key,
            email=email,
            name=name,
            grant=grant,
            language=language,
            country=country.upper() if country else None,
            position_level=level,
            invited_by_id=None,
            now=now,
        )
    else:
        services.grant_role(session, user_id=user.id, grant=grant, by_id=None, now=now)
    if place is not None:
        enrol(session, cohort=place, person=user, enrolled_by_id=None, now=now)
    session.commit()
    where = f", enrolled in {place.slug}" if place else ""
    click.echo(f"{user.email} {'is invited' if is_new else 'is here already; now also'} as {role}{where}")
    if is_new:
        delivery = deliver()
        click.echo(f"{delivery.sent} e-mails sent, {delivery.failed} to be tried again")


@people.command(name="withdraw")
@click.argument("email")
@click.option("--cohort", required=True, help="The cohort to take the person out of.")
@click.option("--undo", is_flag=True, help="Take them in again, with all they had done.")
def withdraw_from_cohort(email: str, cohort: str, undo: bool) -> None:
    """Take EMAIL out of a cohort. What they have done is kept, and reports count them no longer."""
    session = db.session()
    begin_write(session)
    enrolment = session.scalar(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(User.email == email.strip().casefold(), Cohort.slug == cohort)
    )
    if enrolment is None:
        _refuse(f"{email} is not enrolled in {cohort}")
    withdraw(session, enrolment=enrolment, by_id=None, now=utc_now(), undo=undo)
    session.commit()
    click.echo(f"{email} {'takes part in' if undo else 'is withdrawn from'} {cohort}")


@people.command(name="list")
@click.option("--role", type=_ROLE, help="Only people with this role.")
@click.option("--format", "layout", type=click.Choice(["text", "csv"]), default="text")
def list_people(role: str | None, layout: str) -> None:
    """List people with their roles and whether they are invited, active or suspended."""
    found = queries.every_person(db.session(), Role(role) if role else None)
    if layout == "csv":
        rows = ((each.email, each.name, each.status, each.country, _roles(each)) for each in found)
        for piece in csv_chunks(("email", "name", "status", "country", "roles"), rows):
            click.echo(piece, nl=False)
        return
    for person in found:
        click.echo(f"{person.email:40} {person.name:30} {person.status:10} {_roles(person)}")
    click.echo(f"{len(found)} people")


def _check(email: str, name: str, country: str | None, language: str) -> None:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        _refuse(f"{email!r} is not an e-mail address: {error}")
    if not tidy(name):
        _refuse("--name is empty")
    if len(tidy(name)) > LONGEST_NAME:
        _refuse(f"--name is longer than {LONGEST_NAME} characters")
    if country and not is_country_code(country.upper()):
        _refuse(f"--country {country!r} is not a code of ISO 3166; write two letters, for example ET")
    languages = current_app.config["SETTINGS"].languages
    if language not in languages:
        _refuse(f"--language {language!r} is not one of: {', '.join(languages)}")


def _check_programme(session: Session, slug: str | None) -> None:
    known = Shelf(session).slugs("programme")
    if slug is not None and slug not in known:
        _refuse(f"--programme {slug!r} is not published; programmes are: {', '.join(known) or 'none yet'}")


def _cohort(session: Session, grant: Grant, slug: str | None) -> Cohort | None:
    """Return the cohort to enrol in: the one named, or for a participant the programme's latest."""
    if grant.role is not Role.PARTICIPANT:
        return None if slug is None else _refuse("--cohort is for participants")
    if slug is None and grant.programme is None:
        return None
    wanted = Cohort.slug == slug if slug else Cohort.programme_slug == grant.programme
    cohort = session.scalar(select(Cohort).where(wanted).order_by(Cohort.starts_on.desc()).limit(1))
    if cohort is None or grant.programme not in (None, cohort.programme_slug):
        known = ", ".join(session.scalars(select(Cohort.slug).order_by(Cohort.slug))) or "none yet"
        _refuse(f"there is no such cohort; cohorts are: {known}")
    return cohort


def _refuse(words: str) -> NoReturn:
    raise click.ClickException(words)


def _roles(person: Person) -> str:
    grants = (f"{g.role}:{g.programme}" if g.programme else g.role for g in person.grants)
    return " ".join(grants) or Role.PARTICIPANT
