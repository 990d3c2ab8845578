"""Showing a site visit."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.pages import Clocks, Links, days_of
from studyvisit.programmes.queries import cohort_seen_by
from studyvisit.visits.pages import VisitPage, place_of, prompts_of
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb, sanitised

blueprint = Blueprint("visits", __name__, template_folder="templates")


@blueprint.get("/cohorts/<string:cohort>/visits/<string:visit_id>")
@access(Access.SIGNED_IN)
def visit(cohort: str, visit_id: str) -> ResponseReturnValue:
    """Show what to know before a site visit, what to look for there and what to talk about afterwards."""
    actor = current_actor()
    seen = cohort_seen_by(db.session(), actor, cohort)
    programme = Shelf(db.session(), seen.pins).programme(seen.programme_slug).content
    found = programme.visit(visit_id)
    clocks = Clocks(ZoneInfo(programme.timezone), ZoneInfo(actor.timezone))
    links = Links(module=lambda _slug: ("", ""), visit=lambda _visit_id: "")
    days = days_of(programme, clocks, links, starts_on=seen.starts_on, ends_on=seen.ends_on)
    place = place_of(days, visit_id)
    if found is None or place is None:
        raise NotFound
    observe, debrief = prompts_of(found)
    return VisitPage(
        title=found.title,
        crumbs=(
            Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
            Crumb(_("Agenda"), url_for("programmes.agenda", cohort=cohort, _anchor=visit_id)),
        ),
        day=place[0],
        entry=place[1],
        brief=sanitised(found.brief),
        observe=observe,
        debrief=debrief,
        sources=sanitised(found.sources),
    ).render()
