"""One frozen report: reading it, commenting, returning, signing, its files and how it differs from the one before."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.actor import Actor
from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.signing.forms import CommentForm, ReturnForm, ShareForm, SignForm
from studyvisit.signing.models import FrozenReport, PublicLink
from studyvisit.signing.pages import asking, frozen
from studyvisit.signing.pages import words as said
from studyvisit.signing.policies import role_of
from studyvisit.signing.queries.versions import (
    Version,
    file_of,
    files_of,
    is_open,
    links_of,
    record_in,
    version_before,
    version_of,
    versions,
)
from studyvisit.signing.rules.changes import changes
from studyvisit.signing.rules.record import report_in, words_in
from studyvisit.signing.rules.states import ActKind, State, completes, has_signed
from studyvisit.signing.services import reviewing, sharing
from studyvisit.signing.services.difference import difference_as_report
from studyvisit.signing.services.files import Content, Signature, signed_files
from studyvisit.signing.views.base import blueprint, crumbs, file_answer
from studyvisit.tables.as_csv import table_as_csv
from studyvisit.tables.as_json import report_as_json
from studyvisit.tables.content import Audience
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.pages import Crumb

_REPORT = "/signed-reports/<uuid:report_id>"
FOREVER = "private, max-age=31536000, immutable"


@blueprint.get(_REPORT)
@access(Access.REVIEWER)
def version(report_id: UUID) -> ResponseReturnValue:
    """Show a frozen report with what was done with it."""
    return _page(version_of(db.session(), current_actor(), report_id)).render()


@blueprint.get(f"{_REPORT}/files/<string:name>")
@access(Access.REVIEWER)
def file(report_id: UUID, name: str) -> ResponseReturnValue:
    """Send a file of a frozen report, byte for byte."""
    found = version_of(db.session(), current_actor(), report_id)
    return file_answer(found.report, file_of(db.session(), report_id, name), FOREVER)


@blueprint.post(f"{_REPORT}/comments")
@access(Access.REVIEWER)
def comment(report_id: UUID) -> ResponseReturnValue:
    """Keep a comment on the report or on one of its figures."""
    found, form = version_of(db.session(), current_actor(), report_id), CommentForm()
    if not form.validate_on_submit():
        return _page(found, comment=form).render(), 422
    reviewing.comment(
        db.session(),
        actor=current_actor(),
        report_id=report_id,
        words=form.words.data or "",
        figure=_figure(found.report),
        key=form.key.data or "",
        now=utc_now(),
    )
    db.session.commit()
    flash(_("Your comment is kept."), "ok")
    return redirect(url_for(".version", report_id=report_id, _anchor="history"))


@blueprint.post(f"{_REPORT}/return")
@access(Access.REVIEWER)
def return_report(report_id: UUID) -> ResponseReturnValue:
    """Return the report with a reason."""
    found, form = version_of(db.session(), current_actor(), report_id), ReturnForm()
    if not form.validate_on_submit():
        return _page(found, return_=form).render(), 422
    reviewing.return_report(
        db.session(),
        actor=current_actor(),
        report_id=report_id,
        words=form.words.data or "",
        seen=form.seen.data or 0,
        now=utc_now(),
    )
    db.session.commit()
    flash(_("The report is returned. It stays here; what comes next is a new version."), "ok")
    return redirect(url_for(".version", report_id=report_id))


@blueprint.post(f"{_REPORT}/signatures")
@access(Access.REVIEWER, slow_first=True)
def sign(report_id: UUID) -> ResponseReturnValue:
    """Sign the report; the last signature that it needs makes the signed files."""
    actor, now = current_actor(), utc_now()
    found, form = version_of(db.session(), actor, report_id), SignForm()
    if not form.validate_on_submit():
        return _page(found).render(), 422
    made: tuple[Content, ...] = ()
    if completes(found.acts, found.report.signatures, actor.user_id):
        record, signatures = record_in(db.session(), report_id), _signatures(found, actor, now)
        told = [(one.name, one.role, one.at) for one in signatures]
        made = tuple(signed_files(record, signatures, said.signed_lines(found.report.head, told)))
    session = start_writing()
    reviewing.sign(session, actor=actor, report_id=report_id, seen=form.seen.data or 0, signed=made, now=now)
    session.commit()
    flash(_("You have signed the report."), "ok")
    return redirect(url_for(".version", report_id=report_id))


@blueprint.get(f"{_REPORT}/difference")
@access(Access.REVIEWER)
def difference(report_id: UUID) -> ResponseReturnValue:
    """Show how the report differs from the version before it, figure by figure."""
    report, before = _pair(report_id)
    record = record_in(db.session(), report_id)
    was, words = report_in(record_in(db.session(), before.id)), words_in(record)
    now = report_in(record)
    return frozen.DifferencePage(
        title=_("What changed in %(report)s", report=said.name_of(report)),
        crumbs=(*crumbs(), Crumb(said.name_of(report), url_for(".version", report_id=report_id))),
        before=said.name_of(before),
        before_url=url_for(".version", report_id=before.id),
        lines=tuple(said.change_words(change, was, words) for change in changes(was, now)),
        downloads=tuple(
            (kind.upper(), url_for(".difference_file", report_id=report_id, kind=kind))
            for kind in ("csv", "json")
        ),
    ).render()


@blueprint.get(f"{_REPORT}/difference.<string:kind>")
@access(Access.REVIEWER)
def difference_file(report_id: UUID, kind: str) -> ResponseReturnValue:
    """Send how the report differs from the version before it, as data."""
    if kind not in ("csv", "json"):
        raise NotFound
    report, before = _pair(report_id)
    was, now = (report_in(record_in(db.session(), one.id)) for one in (before, report))
    found = difference_as_report(was, now, before.head, report.head)
    pieces = report_as_json(found) if kind == "json" else table_as_csv(found.tables[0])
    media_type = "application/json" if kind == "json" else "text/csv"
    response = Response(stream_with_context(pieces), mimetype=media_type)
    name = f"{report.report}-{before.revision}-to-{report.revision}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post(f"{_REPORT}/links")
@access(Access.REVIEWER)
def share(report_id: UUID) -> ResponseReturnValue:
    """Make a public link to the report."""
    found, form = version_of(db.session(), current_actor(), report_id), ShareForm()
    if not form.validate_on_submit():
        return _page(found).render(), 422
    sharing.share(
        db.session(),
        actor=current_actor(),
        version=found,
        secret=current_app.config["SECRET_KEY"],
        days=form.days.data,
        key=form.key.data or "",
        now=utc_now(),
    )
    db.session.commit()
    flash(_("The report is public: whoever has the link can read it."), "ok")
    return redirect(url_for(".version", report_id=report_id, _anchor="links"))


@blueprint.post(f"{_REPORT}/links/<uuid:link_id>/revoke")
@access(Access.REVIEWER)
def revoke_link(report_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Take a public link back."""
    found = version_of(db.session(), current_actor(), report_id)
    sharing.revoke(
        db.session(), actor=current_actor(), report_id=found.report.id, link_id=link_id, now=utc_now()
    )
    db.session.commit()
    flash(_("The link leads nowhere any more."), "ok")
    return redirect(url_for(".version", report_id=report_id, _anchor="links"))


def _pair(report_id: UUID) -> tuple[FrozenReport, FrozenReport]:
    """Return a report with the version before it. Raises NotFound for a first version."""
    report = version_of(db.session(), current_actor(), report_id).report
    before = version_before(db.session(), report)
    if before is None:
        raise NotFound
    return report, before


def _figure(report: FrozenReport) -> reviewing.Figure | None:
    """Return the figure that the address names, None for the whole report. Raises NotFound for one it has not."""
    table = request.args.get("table", "")
    if not table:
        return None
    figure = reviewing.Figure(table, request.args.get("row", ""), request.args.get("column", ""))
    if not reviewing.has_figure(report_in(record_in(db.session(), report.id)), figure):
        raise NotFound
    return figure


def _signatures(found: Version, actor: Actor, now: datetime) -> list[Signature]:
    """Return who has signed by the time this person has, and for which role."""
    earlier = [Signature(act.person, act.role, act.at) for act in found.acts if act.kind == ActKind.SIGN]
    return [*earlier, Signature(actor.name, role_of(actor, found.report.programme_slug).value, now)]


def _page(
    found: Version, comment: CommentForm | None = None, return_: ReturnForm | None = None
) -> frozen.VersionPage:
    report, actor, now = found.report, current_actor(), utc_now()
    record = record_in(db.session(), report.id)
    again: dict[str, Any] = asking.asked_again(record)
    data, words = report_in(record), words_in(record)
    address = url_for(".version", report_id=report.id)
    figure = _figure(report)
    tables, cut = frozen.tables_of(record, address)
    is_open_for_me = found.state is State.IN_REVIEW
    may_sign = is_open_for_me and not has_signed(found.acts, actor.user_id)
    seen, key = len(found.acts), secrets.token_urlsafe(24)
    is_public = report.audience == Audience.PUBLICATION.value and found.state is State.SIGNED
    errors = [
        (name, text)
        for form in (comment, return_)
        if form is not None
        for name, texts in form.errors.items()
        for text in texts[:1]
    ]
    return frozen.VersionPage(
        title=said.name_of(report),
        crumbs=crumbs(),
        status=said.state_words(found),
        facts=frozen.facts_of(report, record),
        head=report.head,
        tables=tables,
        cut=cut,
        about=words.about,
        files=frozen.file_links(report, files_of(db.session(), report.id)),
        history=frozen.history_of(data, words, found.acts),
        figure=said.figure_words(data, words, [figure.table, figure.row, figure.column]) if figure else "",
        action=url_for(".comment", report_id=report.id, **_asked(figure)),
        comment=comment or CommentForm(formdata=None, key=key),
        sign=SignForm(formdata=None, seen=seen) if may_sign else None,
        return_=(return_ or ReturnForm(formdata=None, seen=seen)) if is_open_for_me else None,
        share=ShareForm(formdata=None, key=key) if is_public else None,
        links=tuple(_shared(link, now) for link in links_of(db.session(), report.id)),
        difference_url=url_for(".difference", report_id=report.id) if report.revision > 1 else "",
        verify_url=url_for(".verify_report", report_id=report.id),
        again_url=url_for(".freeze", report=report.report, **again),
        versions=tuple(
            frozen.line_of(one)
            for one in versions(db.session(), actor, series=report.series)
            if one.report.id != report.id
        ),
        errors=tuple(errors),
    )


def _asked(figure: reviewing.Figure | None) -> dict[str, Any]:
    return {} if figure is None else asdict(figure)


def _shared(link: PublicLink, now: datetime) -> frozen.SharedLink:
    settings = current_app.config["SETTINGS"]
    token = sharing.token_of(current_app.config["SECRET_KEY"], link.id)
    works = is_open(link, now)
    return frozen.SharedLink(
        address=f"{settings.base_url}{url_for('.published', token=token)}" if works else "",
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        is_open=works,
        revoke_url=url_for(".revoke_link", report_id=link.report_id, link_id=link.id) if works else "",
    )
