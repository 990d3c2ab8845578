"""Asking for a report of the catalogue, now and again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.reporting.rules import as_address
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
    session: Session, entry: Entry, programme: str, parameters: Mapping[str, str], now: datetime
) -> Report:
    """Return a report of one programme as its parameters ask for it, for whom they say.

    One for publication takes account of what was published of the programme before.
    """
    form = ReportForm({**parameters, "programme": programme})
    return entry.made(
        session,
        frozenset({programme}),
        form.asked,
        now,
        audience=form.audience,
        published=partial(publications, before=now),
    )


def parameters_of(form: ReportForm) -> dict[str, str]:
    """Return the parameters by which an address asks for what could be read of a form."""
    return {**as_address(form.asked), **_for(form.audience)}


def asked_again(document: Document) -> dict[str, str]:
    """Return the parameters by which an address asks for the report of a record again."""
    asked = {str(name): str(value) for name, value in document["parameters"].items()}
    return {**asked, **_for(Audience(document["audience"]))}


def _for(audience: Audience) -> dict[str, str]:
    return {"for": audience.value} if audience is not Audience.INTERNAL else {}


def rebuild_of(document: Document) -> Rebuild | None:
    """Return what builds a record's report again, or None where this software no longer knows the report."""
    entry = REPORTS.get(document["report"])
    if entry is None:
        return None

    def rebuild(session: Session, now: datetime) -> Report:
        form = ReportForm({**document["parameters"], "programme": document["programme"]})
        return entry.made(
            session,
            frozenset({document["programme"]}),
            form.asked,
            now,
            audience=Audience(document["audience"]),
            published=partial(publications, before=datetime.fromisoformat(document["as_of"])),
        )

    return rebuild
