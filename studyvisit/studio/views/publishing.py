"""A draft becomes what readers see."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.alone import Alone
from studyvisit.curriculum.problems import Problem
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.studio.forms.releasing import ReleaseForm
from studyvisit.studio.pages.modules import crumbs_within, title_of
from studyvisit.studio.pages.publishing import PublishingPage
from studyvisit.studio.queries.drafts import Unit, draft_of, unit_of
from studyvisit.studio.queries.history import State, find_published_state
from studyvisit.studio.queries.reviewing import lacks_second_reader
from studyvisit.studio.queries.surroundings import checked
from studyvisit.studio.services.publishing import DraftMovedOn, publish_draft
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.studio.views.releasing import Release, release_of
from studyvisit.web.access import Access, access, current_actor, start_writing


@blueprint.get(f"{UNIT}/publish")
@access(Access.TRAINER)
def publishing(kind: str, slug: str) -> ResponseReturnValue:
    """Show what would be published, what that changes for whom, and what stands in the way."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    result = checked(db.session(), unit)
    why = "" if unit.revision_id else _("First edition.")
    return _page(unit, result, _release(unit, result), ReleaseForm(why=why))


@blueprint.post(f"{UNIT}/publish")
@access(Access.TRAINER, slow_first=True)
def publish(kind: str, slug: str) -> ResponseReturnValue:
    """Publish a draft as it was looked at; one with an error, or changed since, stays a draft."""
    unit = unit_of(db.session(), current_actor(), kind, slug)
    result = checked(db.session(), unit)
    release = _release(unit, result)
    form = ReleaseForm.parse(request.form, [one.id for one in release.to_decide])
    number = request.form.get("number", "")
    if unit.draft is None or number != str(unit.number):
        return _page(unit, result, release, form, error=_moved_on()), 409
    if result.unit is None:
        return _page(unit, result, release, form, error=_("It has errors: mend them first.")), 422
    if form.errors or _blocked(unit, release):
        return _page(unit, result, release, form), 422
    session = start_writing()
    try:
        draft = draft_of(session, current_actor(), kind, slug)
        publish_draft(
            session,
            draft,
            result.unit,
            number=int(number),
            actor_id=current_actor().user_id,
            now=utc_now(),
            why=form.why,
            decisions=form.decisions,
        )
    except (DraftMovedOn, NotFound):
        session.rollback()
        unit = unit_of(session, current_actor(), kind, slug)
        result = checked(session, unit)
        return _page(unit, result, _release(unit, result), form, error=_moved_on()), 409
    session.commit()
    flash(_("Published. Wherever it is used, readers see it from now on."), "ok")
    return redirect(url_for(".history" if form.decisions else ".outline", kind=kind, slug=slug))


def _release(unit: Unit, result: Alone) -> Release:
    before = find_published_state(db.session(), unit.revision_id)
    after = State(unit.bundle, result.unit.document if result.unit else None)
    return release_of(db.session(), unit.kind, unit.slug, before, after)


def _blocked(unit: Unit, release: Release) -> tuple[str, ...]:
    """Return what stands in the way beside errors."""
    words = list(release.refused)
    if unit.draft and lacks_second_reader(db.session(), unit, unit.draft):
        words.append(_("A second person has to approve exactly this state first."))
    return tuple(words)


def _place_of(unit: Unit, problem: Problem) -> tuple[str, str, str]:
    """Return where a problem is, the way there, and what it says."""
    url = ""
    if problem.path.endswith(".md") and problem.path in unit.bundle.files:
        url = url_for(".edit", kind=unit.kind, slug=unit.slug, name=problem.path, line=problem.line)
    return f"{problem.path}:{problem.line}", url, f"{problem.where}: {problem.message}"


def _moved_on() -> str:
    return _("It was changed since this page was opened. Look at it again before you publish it.")


def _page(unit: Unit, result: Alone, release: Release, form: ReleaseForm, *, error: str = "") -> str:
    errors = [one for one in result.problems if one.is_error]
    return PublishingPage(
        title=_("Publish “%(title)s”", title=title_of(unit)),
        crumbs=crumbs_within(unit),
        number=unit.number,
        kind=unit.kind,
        slug=unit.slug,
        is_changed=unit.draft is not None,
        errors=tuple(_place_of(unit, one) for one in errors),
        blocked=_blocked(unit, release),
        warnings=len(result.problems) - len(errors),
        form=form,
        review_url=url_for(".review", kind=unit.kind, slug=unit.slug),
        error=error,
        **release.shown,
    ).render()
