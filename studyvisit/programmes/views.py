"""Showing a study visit's agenda."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Edition, Pins, Shelf, editions_by_module
from studyvisit.programmes.forms import LATEST, WITHHELD, PinsForm
from studyvisit.programmes.pages import (
    AgendaPage,
    Clocks,
    Links,
    PinChoice,
    RevisionsPage,
    days_of,
    effect_words,
    pin_options,
    source_of,
    zone_name,
)
from studyvisit.programmes.policies import may_teach
from studyvisit.programmes.queries import cohort_seen_by, midway_in
from studyvisit.programmes.services import set_pins
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb, sanitised

blueprint = Blueprint("programmes", __name__, template_folder="templates")


@blueprint.get("/cohorts/<string:cohort>/agenda")
@access(Access.SIGNED_IN)
def agenda(cohort: str) -> ResponseReturnValue:
    """Show what a cohort's study visit is and its days, on the programme's clock and the reader's."""
    actor = current_actor()
    seen = cohort_seen_by(db.session(), actor, cohort)
    shelf = Shelf(db.session(), seen.pins)
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """The modules of a cohort's programme, and of each the revisions there are to choose from, by number."""

    shelf: Shelf
    pins: Pins
    editions: dict[str, tuple[Edition, ...]]

    @property
    def offered(self) -> dict[str, dict[str, UUID | None]]:
        """Return the choices for each module; having none of it is one where that is so now."""
        none: dict[str, UUID | None] = {WITHHELD: None}
        found: dict[str, dict[str, UUID | None]] = {}
        for slug, editions in self.editions.items():
            found[slug] = {str(one.number): one.revision_id for one in editions}
            if self.pins.get(slug, "") is None:
                found[slug] |= none
        return found

    @property
    def chosen(self) -> dict[str, str]:
        """Return what holds now."""
        return {
            slug: next(
                (value for value, pin in choices.items() if str(pin) == str(self.pins.get(slug, LATEST))),
                LATEST,
            )
            for slug, choices in self.offered.items()
        }


@blueprint.route("/cohorts/<string:cohort>/revisions", methods=["GET", "POST"])
@access(Access.TRAINER)
def revisions(cohort: str) -> ResponseReturnValue:
    """Show which revision of each module a cohort sees, and let it follow the latest or stay on one."""
    actor = current_actor()
    view = cohort_seen_by(db.session(), actor, cohort)
    if not may_teach(actor, view.programme_slug):
        raise NotFound
    shelf = Shelf(db.session())
    modules = shelf.programme(view.programme_slug).content.modules
    seen = _Seen(shelf, view.pins, editions_by_module(db.session(), modules))
    if request.method == "GET":
        return _revisions_page(cohort, seen, PinsForm(seen.chosen, frozenset())).render()
    form = PinsForm.parse(request.form, seen.offered)
    if form.wrong:
        return _revisions_page(cohort, seen, form).render(), 422
    pins = {slug: seen.offered[slug][one] for slug, one in form.chosen.items() if one != LATEST}
    if set_pins(db.session(), cohort_slug=cohort, pins=pins, by_id=actor.user_id, now=utc_now()):
        flash(_("Saved."), "ok")
    db.session.commit()
    return redirect(url_for(".revisions", cohort=cohort))


def _revisions_page(cohort: str, seen: _Seen, form: PinsForm) -> RevisionsPage:
    midway = midway_in(db.session(), cohort)
    choices = []
    for slug, found in seen.editions.items():
        module, retired_at = seen.shelf.module(slug), seen.shelf.retired_at("module", slug)
        choices.append(
            PinChoice(
                name=f"revision-{slug}",
                label=module.content.title,
                options=pin_options(
                    seen.offered[slug],
                    {one.number: one.published_at.date() for one in found},
                    module.number,
                ),
                chosen=form.chosen[slug],
                hint=effect_words(midway.get(slug, 0)),
                retired_on=retired_at.date() if retired_at else None,
                error=_("Choose one of the revisions.") if slug in form.wrong else "",
            )
        )
    return RevisionsPage(
        title=_("Which revision this cohort sees"),
        crumbs=(
            Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
            Crumb(_("Cohorts"), url_for("reporting.cohorts")),
            Crumb(cohort, url_for("reporting.cohort", cohort=cohort)),
        ),
        modules=tuple(choices),
    )
