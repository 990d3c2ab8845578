"""Showing a study visit's agenda."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import pgettext

from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.pages import AgendaPage, Clocks, Links, days_of, source_of, zone_name
from studyvisit.programmes.queries import cohort_seen_by
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb, sanitised

blueprint = Blueprint("programmes", __name__, template_folder="templates")


@blueprint.get("/cohorts/<string:cohort>/agenda")
@access(Access.SIGNED_IN)
def agenda(cohort: str) -> ResponseReturnValue:
    """Show what a cohort's study visit is and its days, on the programme's clock and the reader's."""
    actor = current_actor()
    seen = cohort_seen_by(db.session(), actor, cohort)
    shelf = Shelf(db.session())
    programme = shelf.programme(seen.programme_slug).content
    clocks = Clocks(ZoneInfo(programme.timezone), ZoneInfo(actor.timezone))

    def module_link(slug: str) -> tuple[str, str]:
        url = url_for("completion.module", cohort=cohort, module_slug=slug)
        return url, shelf.module(slug).content.title

    links = Links(module_link, lambda visit_id: url_for("visits.visit", cohort=cohort, visit_id=visit_id))
    days = days_of(programme, clocks, links, starts_on=seen.starts_on, ends_on=seen.ends_on)
    entries = [entry for day in days for entry in day.entries]
    source, source_url = source_of(programme)
    return AgendaPage(
        title=programme.title,
        crumbs=(Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),),
        programme=programme,
        starts_on=seen.starts_on,
        ends_on=seen.ends_on,
        overview=sanitised(programme.overview),
        source=source,
        source_url=source_url,
        zone=zone_name(clocks.place, seen.starts_on),
        own_zone=zone_name(clocks.own, seen.starts_on) if any(e.own_clock for e in entries) else "",
        has_illustrative=any(entry.is_illustrative for entry in entries),
        days=days,
    ).render()
