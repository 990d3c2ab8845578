"""The history of a unit: what was done, how revisions differ, going back, retiring and bringing back."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.curriculum.source import UnitKind, load_bundle
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import ActView, acts_of, editions_of, publication_of, revision_numbered
from studyvisit.library.rules import Act
from studyvisit.library.services import restore as restore_revision
from studyvisit.library.services import retire as retire_unit
from studyvisit.studio.forms.releasing import ReleaseForm
from studyvisit.studio.pages.differences import marks, view_of
from studyvisit.studio.pages.history import ActLine, DifferencePage, HistoryPage, act_words
from studyvisit.studio.pages.modules import crumbs_within, title_of
from studyvisit.studio.pages.publishing import ReasonPage, regrade_links
from studyvisit.studio.queries.drafts import Unit, unit_of
from studyvisit.studio.queries.history import difference_between, find_published_state, state_in
from studyvisit.studio.queries.surroundings import checked
from studyvisit.studio.views.base import UNIT, blueprint
from studyvisit.studio.views.releasing import NO_RESULTS, release_of
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.pages import Crumb
from studyvisit.web.results import Results, results_of


@blueprint.get(f"{UNIT}/history")
@access(Access.TRAINER)
def history(kind: str, slug: str) -> ResponseReturnValue:
    """Show who did what to what readers see, and why, and offer to go back."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    acts = acts_of(session, kind, slug)
    editions = editions_of(session, kind, slug)
    results = NO_RESULTS
    if any(act.decisions for act in acts):
        results = results_of(session, slug, ())
    links = []
    if unit.revision_id is not None and kind == UnitKind.MODULE:
        is_retired = publication_of(session, kind, slug).retired_at is not None
        words = _("Bring this module back") if is_retired else _("Retire this module")
        links.append((words, url_for(".retirement", kind=kind, slug=slug)))
    return HistoryPage(
        title=_("History of “%(title)s”", title=title_of(unit)),
        crumbs=crumbs_within(unit),
        kind=unit.kind,
        slug=unit.slug,
        acts=tuple(_line(unit, act, results) for act in acts),
        numbers=tuple(one.number for one in editions),
        difference_url=url_for(".difference", kind=kind, slug=slug),
        links=tuple(links),
    ).render()


@blueprint.get(f"{UNIT}/history/difference")
@access(Access.TRAINER)
def difference(kind: str, slug: str) -> ResponseReturnValue:
    """Show how one revision differs from another."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    now = str(unit.revision_number)
    numbers = [_number(request.args.get(name, now)) for name in ("from", "to")]
    before, after = (state_in(revision_numbered(session, kind, slug, number)) for number in numbers)
    found = difference_between(before, after, marks())
    return DifferencePage(
        title=_("From revision %(one)s to revision %(other)s", one=numbers[0], other=numbers[1]),
        crumbs=_crumbs(unit),
        found=view_of(found),
    ).render()


@blueprint.route(f"{UNIT}/history/<int:number>/restore", methods=["GET", "POST"])
@access(Access.TRAINER, slow_first=True)
def restore(kind: str, slug: str, number: int) -> ResponseReturnValue:
    """Show what going back to a revision means, ask why, and go back."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    revision = revision_numbered(session, kind, slug, number)
    before = find_published_state(session, unit.revision_id)
    release = release_of(session, kind, slug, before, state_in(revision))
    found = checked(session, replace(unit, bundle=load_bundle(revision.source), draft=None))
    errors = [f"{one.path}:{one.line}: {one.message}" for one in found.problems if one.is_error]
    form = ReleaseForm()
    if request.method == "POST":
        form = ReleaseForm.parse(request.form, [one.id for one in release.to_decide])
        if not form.errors and not errors and not release.refused:
            writing = start_writing()
            restore_revision(
                writing,
                revision_numbered(writing, kind, slug, number),
                by_id=current_actor().user_id,
                now=utc_now(),
                why=form.why,
                decisions=form.decisions,
            )
            writing.commit()
            flash(_("Readers see revision %(number)s again.", number=number), "ok")
            return redirect(url_for(".history", kind=kind, slug=slug))
    return ReasonPage(
        title=_("Go back to revision %(number)s", number=number),
        crumbs=_crumbs(unit),
        form=form,
        button=_("Go back to revision %(number)s", number=number),
        errors=(*release.refused, *errors),
        **release.shown,
    ).render(), 422 if request.method == "POST" else 200


@blueprint.route(f"{UNIT}/retirement", methods=["GET", "POST"])
@access(Access.TRAINER)
def retirement(kind: str, slug: str) -> ResponseReturnValue:
    """Show what retiring a module means, or bringing it back, ask why, and do it."""
    session = db.session()
    unit = unit_of(session, current_actor(), kind, slug)
    if kind != UnitKind.MODULE or unit.revision_id is None:
        raise NotFound
    is_retired = publication_of(session, kind, slug).retired_at is not None
    form = ReleaseForm()
    if request.method == "POST":
        form = ReleaseForm.parse(request.form)
        if not form.errors:
            me = current_actor().user_id
            retire_unit(session, kind, slug, by_id=me, now=utc_now(), why=form.why, undo=is_retired)
            session.commit()
            return redirect(url_for(".history", kind=kind, slug=slug))
    title = _("Bring this module back") if is_retired else _("Retire this module")
    return ReasonPage(
        title=title,
        crumbs=_crumbs(unit),
        meaning=_retiring_words(is_retired=is_retired),
        found=None,
        to_decide=(),
        form=form,
        button=title,
    ).render(), 422 if form.errors else 200


def _retiring_words(*, is_retired: bool) -> tuple[str, ...]:
    if is_retired:
        return (
            _("Cohorts opened from now on get it again."),
            _("A cohort opened while it was retired is given it on the page of its revisions."),
        )
    return (
        _("Cohorts that have it keep it: who has begun can finish, and what people did stays."),
        _("Cohorts opened from now on do not get it, and it is left out of lists."),
        _("You can bring it back at any time."),
    )


def _crumbs(unit: Unit) -> tuple[Crumb, ...]:
    url = url_for(".history", kind=unit.kind, slug=unit.slug)
    return (*crumbs_within(unit), Crumb(_("History"), url))


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 7):
        raise NotFound
    return int(typed)


def _line(unit: Unit, act: ActView, results: Results) -> ActLine:
    links = regrade_links(unit.slug, dict(act.decisions), act.why, results)
    if act.act in (Act.PUBLISHED, Act.RESTORED) and act.number != unit.revision_number:
        url = url_for(".restore", kind=unit.kind, slug=unit.slug, number=act.number)
        links.append((_("Go back to revision %(number)s", number=act.number), url))
    return ActLine(act_words(act.act, act.number), act.by, act.at, act.why, tuple(links))
