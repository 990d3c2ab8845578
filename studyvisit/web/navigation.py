"""The main navigation: what a person may reach, in the order they need it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, url_for
from flask_babel import gettext as _

from studyvisit.actor import Actor, Role
from studyvisit.web.access import Access, find_actor
from studyvisit.web.languages import tongue
from studyvisit.web.pages import sanitised


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation."""

    text: str
    url: str


def navigation(actor: Actor) -> tuple[Entry, ...]:
    """Return the links for a person."""
    entries = [Entry(_("Home"), url_for("completion.home"))]
    administrator = actor.has_role(Role.ADMINISTRATOR)
    if administrator or actor.has_role(Role.TRAINER):
        entries.append(Entry(_("Cohorts"), url_for("reporting.cohorts")))
    if administrator or actor.has_role(Role.REVIEWER):
        entries.append(Entry(_("Completion"), url_for("reporting.completion")))
        entries.append(Entry(_("Reports"), url_for("reporting.overview")))
    elif Access.STAFF.allows(actor):
        entries.append(Entry(_("Reports"), url_for("reporting.activity")))
    if Access.TRAINER.allows(actor):
        entries.append(Entry(_("Studio"), url_for("studio.modules")))
    if Access.STAFF.allows(actor):
        entries.append(Entry(_("Marking"), url_for("marking.queue")))
        entries.append(Entry(_("Curriculum"), url_for("reporting.curriculum")))
    if Access.ADMINISTRATOR_OF_ALL.allows(actor):
        entries.append(Entry(_("People"), url_for("accounts.people")))
    entries.append(Entry(_("Profile"), url_for("accounts.profile")))
    return tuple(entries)


def init_app(app: Flask) -> None:
    """Give templates the navigation and who is asking."""
    app.jinja_env.globals.update(
        navigation=navigation, find_actor=find_actor, sanitised=sanitised, tongue=tongue
    )
