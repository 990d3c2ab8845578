"""A draft becomes what readers see."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.alone import Alone
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.pages.modules import crumbs_within, title_of
from studyvisit.studio.pages.publishing import PublishingPage
from studyvisit.studio.queries.drafts import Unit, draft_of, unit_of
from studyvisit.studio.queries.surroundings import checked
from studyvisit.studio.services.publishing import DraftMovedOn, publish_draft
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.web.access import Access, access, current_actor, start_writing


@blueprint.get(f"{UNIT}/publish")
@access(Access.TRAINER)
def publishing(kind: str, slug: str) -> ResponseReturnValue:
    """Show what would be published, and what stands in the way."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    return _page(unit, checked(db.session(), unit))


@blueprint.post(f"{UNIT}/publish")
@access(Access.TRAINER, slow_first=True)
def publish(kind: str, slug: str) -> ResponseReturnValue:
    """Publish a draft as it was looked at; one with an error, or changed since, stays a draft."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    number = request.form.get("number", "")
    if unit.draft is None or number != str(unit.number):
        return _page(unit, checked(db.session(), unit), error=_moved_on()), 409
    result = checked(db.session(), unit)
    if result.unit is None:
        return _page(unit, result, error=_("It has errors: mend them first.")), 422
    session = start_writing()
    try:
        draft = draft_of(session, current_actor(), kind, slug)
        publish_draft(
            session, draft, result.unit, number=int(number), actor_id=current_actor().user_id, now=utc_now()
        )
    except (DraftMovedOn, NotFound):
        session.rollback()
        unit = unit_of(session, current_actor(), kind, slug)
        return _page(unit, checked(session, unit), error=_moved_on()), 409
    session.commit()
    flash(_("Published. Readers see it from now on."), "ok")
    return redirect(url_for(".outline", kind=kind, slug=slug))


def _moved_on() -> str:
    return _("It was changed since this page was opened. Look at it again before you publish it.")


def _page(unit: Unit, result: Alone, *, error: str = "") -> str:
    errors = [one for one in result.problems if one.is_error]
    return PublishingPage(
        title=_("Publish “%(title)s”", title=title_of(unit)),
        crumbs=crumbs_within(unit),
        number=unit.number,
        errors=tuple((f"{one.path}:{one.line}", f"{one.where}: {one.message}") for one in errors),
        warnings=len(result.problems) - len(errors),
        error=error,
    ).render()
