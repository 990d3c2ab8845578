"""Home, the module's page, certificates."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.actor import Role
from studyvisit.completion import pages, queries, rules
from studyvisit.completion.queries import Trace
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.queries import Participation, participation_of, participations_of
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

blueprint = Blueprint("completion", __name__, template_folder="templates")


@blueprint.get("/")
@access(Access.SIGNED_IN)
def home() -> ResponseReturnValue:
    """Show where the person goes on, and their modules with progress."""
    actor = current_actor()
    participations = participations_of(db.session(), actor)
    visits: tuple[pages.Visit, ...] = ()
    if participations:
        shelf = Shelf(db.session())
        traces = queries.traces_of(db.session(), actor.user_id)
        visits = tuple(_visit(shelf, participation, traces) for participation in participations)
    is_staff = any(actor.has_role(role) for role in (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR))
    return pages.HomePage(
        title=_("Welcome, %(name)s", name=actor.name), visits=visits, is_staff=is_staff
    ).render()


def _visit(shelf: Shelf, participation: Participation, traces: dict[tuple[UUID, str], Trace]) -> pages.Visit:
    programme = shelf.programme(participation.programme_slug).content
    modules = tuple(module.content for module in shelf.modules_of(programme))
    mine = {module.slug: traces.get((participation.enrolment_id, module.slug), Trace()) for module in modules}
    place = rules.next_place(
        modules,
        {module.slug: pages.evidence_of(module, mine[module.slug]) for module in modules},
        {slug: pages.reading_of(trace) for slug, trace in mine.items()},
    )
    return pages.Visit(
        title=programme.title,
        cohort=participation.cohort_slug,
        agenda_url=url_for("programmes.agenda", cohort=participation.cohort_slug),
        continue_link=pages.continue_link(participation.cohort_slug, modules, place),
        cards=tuple(pages.card(participation.cohort_slug, module, mine[module.slug]) for module in modules),
    )


@blueprint.get("/cohorts/<string:cohort>/modules/<string:module_slug>")
@access(Access.SIGNED_IN)
def module(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show a module's overview, its task list and what is still missing."""
    actor = current_actor()
    participation = participation_of(db.session(), actor, cohort)
    shelf = Shelf(db.session())
    if module_slug not in shelf.programme(participation.programme_slug).content.modules:
        raise NotFound
    published = shelf.module(module_slug)
    trace = queries.traces_of(db.session(), actor.user_id).get(
        (participation.enrolment_id, module_slug), Trace()
    )
    evidence = pages.evidence_of(published.content, trace)
    place = rules.next_place(
        [published.content], {module_slug: evidence}, {module_slug: pages.reading_of(trace)}
    )
    return pages.ModulePage(
        title=published.content.title,
        crumbs=(Crumb(_("Home"), url_for(".home")),),
        module=published.content,
        tasks=pages.tasks_of(cohort, published, trace, evidence),
        done=evidence.steps_done,
        total=evidence.steps,
        words=pages.progress_words(evidence),
        missing=pages.missing_words(evidence),
        continue_link=pages.continue_link(cohort, [published.content], place),
        certificate_code=trace.certificate_code,
        updated_on=pages.updated_on(published, trace),
    ).render()
