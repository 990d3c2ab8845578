"""Asking for a report of the catalogue, now and again."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.reporting.forms import ReportForm, for_audience
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.signing.queries.versions import publications
from studyvisit.signing.rules.chain import Document
from studyvisit.signing.services.verifying import Rebuild
from studyvisit.tables.content import Audience, Report


def rules_in_words() -> dict[str, str]:
    """Return what is true of the figures of every report, in words."""
    return {
        "withdrawn": _("People who withdrew are left out, and counted apart."),
        "rounding": _("Figures are kept as computed; only what is shown of them is rounded."),
        "same": _("Two numbers count as equal when they agree to nine digits."),
    }


def built(
    session: Session, entry: Entry, form: ReportForm, programme: str, now: datetime, *, before: datetime
) -> Report:
    """Return a report of one programme as a form asks for it, for whom it says.

    One for publication takes account of what was published of the programme `before`.
    """
    return entry.made(
        session,
        frozenset({programme}),
        form.asked,
        now,
        audience=form.audience,
        published=partial(publications, before=before),
    )


def asked_again(document: Document) -> dict[str, str]:
    """Return the parameters by which an address asks for the report of a record again."""
    asked = {str(name): str(value) for name, value in document["parameters"].items()}
    return {**asked, **for_audience(Audience(document["audience"]))}


def rebuild_of(document: Document) -> Rebuild | None:
    """Return what builds a record's report again, or None where this software no longer knows the report."""
    entry, programme = REPORTS.get(document["report"]), document["programme"]
    if entry is None:
        return None
    before = datetime.fromisoformat(document["as_of"])

    def rebuild(session: Session, now: datetime) -> Report:
        form = ReportForm({**asked_again(document), "programme": programme})
        return built(session, entry, form, programme, now, before=before)

    return rebuild
