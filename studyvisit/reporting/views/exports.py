"""Files of reports that are made in the background, and reports that are made again and again."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Response, current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from config import Settings
from studyvisit.clock import utc_now
from studyvisit.errors import Forbidden, NotFound
from studyvisit.extensions import db
from studyvisit.reporting.forms import ExportForm, ReportForm, When, kept_parameters, read_export
from studyvisit.reporting.pages import exports as pages
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.reporting.policies import is_within
from studyvisit.reporting.queries import exports as queries
from studyvisit.reporting.queries.completion import enrolled_count
from studyvisit.reporting.queries.exports import ExportView, Reader
from studyvisit.reporting.rules import By, Cadence, ExportState
from studyvisit.reporting.services import exports as services
from studyvisit.reporting.services import schedules
from studyvisit.reporting.services.exports import Order
from studyvisit.reporting.views.base import blueprint
from studyvisit.reporting.views.reports import form_of
from studyvisit.tables.files import Format
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.errors import wants_json
from studyvisit.web.pages import Crumb

_ONE_PART = re.compile(r"bytes=([0-9]+-[0-9]*|-[0-9]+)")


@blueprint.get("/reports/exports")
@access(Access.STAFF)
def exports() -> ResponseReturnValue:
    """List a person's own files and the reports that are made again and again for them."""
    actor = current_actor()
    return pages.ExportsPage(
        title=_("Your files"),
        crumbs=_crumbs()[:1],
        jobs_url=url_for(".jobs") if Access.ADMINISTRATOR_OF_ALL.allows(actor) else "",
        exports=tuple(
            pages.export_line(view, _title(view.report))
            for view in queries.exports_of(db.session(), actor.user_id, utc_now())
        ),
        schedules=tuple(
            pages.schedule_line(view, _title(view.report))
            for view in queries.schedules_of(db.session(), actor.user_id)
        ),
    ).render()


@blueprint.get("/reports/exports/new")
@access(Access.STAFF)
def new_export() -> ResponseReturnValue:
    """Ask how a report is to be made, when and for whom."""
    actor = current_actor()
    form = ExportForm(format=None, when=When.NOW, readers=(actor.user_id,), errors={})
    return _new_page(_entry(), form, chosen=request.args.get("format", "csv"))


@blueprint.post("/reports/exports/new")
@access(Access.STAFF)
def make_export() -> ResponseReturnValue:
    """Have a report made in the background: once, or again and again."""
    entry, form = _entry(), read_export(request.form)
    asked = form_of(entry)
    if form.errors or asked.errors or form.format is None:
        return _new_page(entry, form, chosen=form.format or ""), 422
    actor, now = current_actor(), utc_now()
    order = Order(report=entry.name, parameters=_parameters(entry, asked), format=form.format)
    if form.when is When.NOW:
        export_id = services.ask_for(db.session(), user_id=actor.user_id, order=order, now=now)
        db.session.commit()
        return redirect(url_for(".export", export_id=export_id))
    allowed = {actor.user_id, *(reader.id for reader in _readers(entry))}
    schedules.schedule(
        db.session(),
        actor=actor,
        order=order,
        cadence=Cadence(form.when),
        readers=allowed.intersection(form.readers),
        now=now,
    )
    flash(_("The report is scheduled."), "ok")
    db.session.commit()
    return redirect(url_for(".exports"))


@blueprint.get("/reports/exports/<uuid:export_id>")
@access(Access.STAFF)
def export(export_id: UUID) -> ResponseReturnValue:
    """Show how far a file is, or where to load it; a script asks for the same in short."""
    view = queries.export_of(db.session(), current_actor().user_id, export_id, utc_now())
    line = pages.export_line(view, _title(view.report))
    if wants_json():
        return {"open": line.is_open, "words": line.words, "share": line.share}
    return pages.ExportPage(title=line.title, crumbs=_crumbs(), export=line, url=line.url).render()


@blueprint.post("/reports/exports/<uuid:export_id>/cancel")
@access(Access.STAFF)
def cancel_export(export_id: UUID) -> ResponseReturnValue:
    """Stop making a file, or delete it."""
    export = queries.own_export(db.session(), current_actor().user_id, export_id)
    services.give_up(db.session(), export, now=utc_now())
    db.session.commit()
    flash(_("The file is no longer there."), "ok")
    return redirect(url_for(".exports"))


@blueprint.get("/reports/exports/<uuid:export_id>/file")
@access(Access.STAFF)
def export_file(export_id: UUID) -> ResponseReturnValue:
    """Hand a file out, whole or from where a broken download left off, while the person may still have it."""
    view = queries.export_of(db.session(), current_actor().user_id, export_id, utc_now())
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.exports / view.stored
    if view.state is not ExportState.READY or not _may_have(view) or not path.is_file():
        raise NotFound
    response = send_file(
        path,
        mimetype=Format(view.format).media_type,
        as_attachment=True,
        download_name=view.file_name,
        conditional=False,
        etag=view.sha256,
        last_modified=path.stat().st_mtime,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Encoding"] = "identity"  # compressing it would leave no bytes to count from
    return _in_parts(response, view.size)


@blueprint.post("/reports/schedules/<uuid:schedule_id>/end")
@access(Access.STAFF)
def end_schedule(schedule_id: UUID) -> ResponseReturnValue:
    """End one's own schedule, or get no more of somebody else's."""
    actor = current_actor()
    made = queries.schedule_of(db.session(), actor.user_id, schedule_id)
    schedules.end(db.session(), made, user_id=actor.user_id, now=utc_now())
    flash(_("You get this report no more."), "ok")
    db.session.commit()
    return redirect(url_for(".exports"))


def _in_parts(response: Response, size: int) -> ResponseReturnValue:
    """Answer a request for a part of the file (206), for none there is (416), or for what has changed (200)."""
    environ = dict(request.environ)
    if not _ONE_PART.fullmatch(environ.get("HTTP_RANGE", "")):
        environ.pop("HTTP_RANGE", None)  # several parts at once, or nonsense: whoever asks gets the whole
    try:
        return response.make_conditional(environ, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable as error:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{error.length}"})


def _new_page(entry: Entry, form: ExportForm, *, chosen: str) -> str:
    asked, actor = form_of(entry), current_actor()
    parameters = _parameters(entry, asked)
    is_list = entry.name == "completion" and asked.asked.by is By.PERSON and not asked.errors
    people = enrolled_count(db.session(), entry.scope(actor), asked.asked.filters) if is_list else 0
    return pages.NewExportPage(
        title=_("Have a file made"),
        crumbs=_crumbs(),
        report=str(entry.title),
        narrowed=pages.narrowed_words(parameters),
        address=url_for(".make_export", report=entry.name, **parameters),  # type: ignore[arg-type]
        errors=(*asked.summary, *form.errors.items()),
        formats=pages.format_choices(chosen, people),
        whens=pages.when_choices(form.when),
        readers=pages.reader_choices(_readers(entry), form, Reader(actor.user_id, actor.name)),
        note=_("Times are in your time zone, %(zone)s.", zone=actor.timezone),
    ).render()


def _entry() -> Entry:
    """Return the report that an address names, or the first that the person may have."""
    actor = current_actor()
    name = request.args.get("report", "")
    if name and name not in REPORTS:
        raise NotFound
    for entry in REPORTS.values():
        if entry.access.allows(actor) and name in ("", entry.name):
            return entry
    raise Forbidden


def _parameters(entry: Entry, asked: ReportForm) -> dict[str, str]:
    """Return what asks for the report again: the filters that it honours, and how its file is to be."""
    return kept_parameters(asked.asked, request.args, (*entry.filters, "sort", "order"))


def _readers(entry: Entry) -> tuple[Reader, ...]:
    actor = current_actor()
    return queries.readers_in(db.session(), entry.scope(actor), but=actor.user_id)


def _may_have(view: ExportView) -> bool:
    actor, entry = current_actor(), REPORTS.get(view.report)
    return entry is not None and entry.access.allows(actor) and is_within(view.programmes, entry.scope(actor))


def _title(report: str) -> str:
    return str(REPORTS[report].title) if report in REPORTS else report


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb(_("Home"), url_for("completion.home")), Crumb(_("Your files"), url_for(".exports")))
