"""Making files of reports in the background: the catalogue at work outside of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.accounts.queries import find_actor
from studyvisit.actor import Actor
from studyvisit.clock import utc_now
from studyvisit.db import Json
from studyvisit.errors import NotFound
from studyvisit.jobs.rules import Lane
from studyvisit.jobs.services import Kind, Task
from studyvisit.jobs.services.leases import Effect
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages.catalogue import REPORTS
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.completion import begin_export
from studyvisit.reporting.rules import Asked, Refusal
from studyvisit.reporting.services.exports import (
    JOB,
    Made,
    Order,
    Tell,
    Title,
    expire,
    make,
    tell_given_up,
    with_progress,
)
from studyvisit.reporting.services.schedules import start_due
from studyvisit.tables.files import Format, written


def kinds(app: Flask, open_session: Callable[[], Session]) -> tuple[Kind, ...]:
    """Return the kinds of job that make files, start what is scheduled and delete what has expired."""
    settings: Settings = app.config["SETTINGS"]
    title = partial(_title, app)
    return (
        Kind(
            name=JOB,
            work=partial(_make, app, open_session, settings, title),
            lane=Lane.LONG,
            when_given_up=partial(tell_given_up, title=title),
        ),
        Kind(name="scheduled-reports", work=partial(_start_due, app), every=timedelta(minutes=5)),
        Kind(name="expire-exports", work=partial(_expire, settings), every=timedelta(hours=1)),
    )


def write(session: Session, user_id: UUID, order: Order, tell: Tell) -> Made | Refusal:
    """Build a person's report by the rights they have now, or say why it cannot be made."""
    # Loaded here: they bring typst and NumPy, which no web worker needs.
    from studyvisit.reporting.services.publishing import TooManyGroups
    from studyvisit.tables.as_pdf import TooLong

    actor, entry = find_actor(session, user_id), REPORTS.get(order.report)
    session.rollback()
    if actor is None or entry is None or not entry.access.allows(actor):
        return Refusal.ROLE
    now, scope, wanted = utc_now(), entry.scope(actor), Format(order.format)
    with force_locale(actor.language):
        form = ReportForm(order.parameters)
        asked = form.asked
        begin_export(session)
        try:
            published = current_app.config["PUBLISHED"]
            report = entry.made(session, scope, asked, now, audience=form.audience, published=published)
            pieces = written(
                with_progress(report, tell),
                entry.said(report, timezone=actor.timezone),
                wanted,
                table=order.parameters.get("table", ""),
                hxl=order.parameters.get("hxl") == "1",
            )
        except (NotFound, KeyError):
            return Refusal.NOTHING
        except (TooLong, TooManyGroups):
            return Refusal.TOO_LONG
    return Made(
        pieces=pieces,
        programmes=_programmes_in(asked, scope),
        file_name=entry.file_name(asked, wanted, now),
    )


def may_have(report: str, actor: Actor) -> bool:
    """Return whether a person may have a report."""
    return report in REPORTS and REPORTS[report].access.allows(actor)


def _programmes_in(asked: Asked, scope: Scope) -> Scope:
    """Return the programmes that a report may tell of."""
    one = asked.filters.programme
    if one is None:
        return scope
    return frozenset({one}) if scope is None else scope & {one}


def _title(app: Flask, report: str, language: str) -> str:
    with app.app_context(), force_locale(language):
        return str(REPORTS[report].title) if report in REPORTS else report


def _make(
    app: Flask, open_session: Callable[[], Session], settings: Settings, title: Title, task: Task
) -> Effect:
    with app.test_request_context(base_url=settings.base_url):  # words may hold links
        return make(task, open_session=open_session, folder=settings.exports, write=write, title=title)


def _start_due(app: Flask, _task: Task) -> Effect:
    def effect(session: Session, now: datetime) -> Json:
        with app.app_context():
            return {"started": start_due(session, may=may_have, now=now)}

    return effect


def _expire(settings: Settings, _task: Task) -> Effect:
    return lambda session, now: {"deleted": expire(session, folder=settings.exports, now=now)}
