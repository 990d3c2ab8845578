"""The reports of the catalogue, each on a page and as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages import filters
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.reporting.pages.report import (
    ReportPage,
    TableView,
    absence_lines,
    format_words,
    pager_of,
    table_view,
)
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.choices import choices, with_only_programme
from studyvisit.reporting.queries.completion import begin_export
from studyvisit.reporting.rules import MOST_AT_ONCE, MOST_ON_PAGES, Asked
from studyvisit.reporting.services.exports import TooLongForPages
from studyvisit.reporting.views.base import blueprint
from studyvisit.tables.as_json import SCHEMA, SCHEMA_ADDRESS
from studyvisit.tables.content import Report
from studyvisit.tables.files import Format, rows_expected, written
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

LAST_PAGE = 1_000_000


def show(entry: Entry) -> ResponseReturnValue:
    """Show a report of the catalogue."""
    form, scope, now = form_of(entry), entry.scope(current_actor()), utc_now()
    asked = form.asked
    there = choices(db.session(), scope, programme=asked.filters.programme, country=asked.filters.country)
    if entry.is_of_one_programme and asked.filters.programme is None and asked.filters.cohort is None:
        asked = replace(asked, filters=replace(asked.filters, programme=there.newest))
    tables: tuple[TableView, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    absences: tuple[tuple[str, str], ...] = ()
    has_hashtags = False
    parameters = form.address
    if not form.errors:
        number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
        report = made(entry, db.session(), scope, form, replace(asked, page=number), now)
        words = entry.said(report, timezone=str(get_timezone()))
        about = words.about
        tables = tuple(
            replace(
                table_view(
                    report, table, words, entry.link, _file_url(entry, parameters, Format.CSV, table.name)
                ),
                pager=pager_of(table, number, lambda at: _page_url(entry, parameters, at)),
            )
            for table in report.tables
        )
        absences = absence_lines(tables, words)
        has_hashtags = any(column.hxl for table in report.tables for column in table.columns)
    page = ReportPage(
        title=str(entry.title),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        address=url_for(f".{entry.name}"),
        filters=_filters(entry, filters.filters(asked, there, form.errors, request.args), form),
        days=filters.days(form.errors, request.args) if "from" in entry.filters else (),
        errors=form.summary,
        is_narrowed=any(request.args.get(name) for name in entry.filters),
        tables=tables,
        about=about,
        as_of=now,
        actions=entry.actions(current_actor(), parameters),
        downloads=tuple(
            (label, _file_url(entry, parameters, kind)) for kind, label in format_words().items()
        ),
        absences=absences,
        hxl_url=_file_url(entry, {**parameters, "hxl": "1"}, Format.XLSX) if has_hashtags else "",
        schema_url=url_for(".schema"),
        freeze_url=_freeze_url(entry, parameters),
        background_url=_background_url(entry, parameters),
        unpublished=str(entry.unpublished),
    )
    return page.render(), 422 if form.errors else 200


def form_of(entry: Entry) -> ReportForm:
    """Return what the address asks of a report; a publication is of the only programme there is for the reader."""
    return entry.form(with_only_programme(db.session(), entry.scope(current_actor()), request.args))


def made(
    entry: Entry, session: Session, scope: Scope, form: ReportForm, asked: Asked, now: datetime
) -> Report:
    """Return the report for the audience that was asked for."""
    published = current_app.config["PUBLISHED"]
    return entry.made(session, scope, asked, now, audience=form.audience, published=published)


def _filters(entry: Entry, offered: Iterable[filters.Filter], form: ReportForm) -> tuple[filters.Filter, ...]:
    """Return the filters that a report honours, with what it can be shown by and whom it can be for."""
    mine = [one for one in offered if one.name in entry.filters]
    if entry.may_publish:
        mine.append(filters.for_whom(form.audience, form.errors))
    return tuple(
        replace(one, options=tuple(option for option in one.options if option.value in entry.by))
        if one.name == "by" and entry.by
        else one
        for one in mine
    )


def _page_url(entry: Entry, parameters: dict[str, str], number: int) -> str:
    return url_for(f".{entry.name}", page=number, **parameters)  # type: ignore[arg-type]


def _file_url(entry: Entry, parameters: dict[str, str], kind: Format, table: str = "") -> str:
    wanted = {**parameters, "table": table} if table else parameters
    return url_for(f".{entry.name}_file", kind=kind, **wanted)  # type: ignore[arg-type]


def _freeze_url(entry: Entry, parameters: dict[str, str]) -> str:
    """Return where a reviewer freezes the report as it was asked for, "" for anybody else."""
    if not Access.REVIEWER.allows(current_actor()):
        return ""
    return url_for("signing.freeze", report=entry.name, **parameters)  # type: ignore[arg-type]


def _background_url(entry: Entry, parameters: dict[str, str]) -> str:
    """Return where a report is made without anybody waiting for it, once or again and again."""
    return url_for(".new_export", **{**parameters, "report": entry.name})  # type: ignore[arg-type]


def _file(entry: Entry, kind: str) -> ResponseReturnValue:
    if kind not in list(Format):
        raise NotFound
    form, now, scope = form_of(entry), utc_now(), entry.scope(current_actor())
    if form.errors:
        problems = "".join(f"{name}: {words}\n" for name, words in form.errors.items())
        return Response(problems, 422, mimetype="text/plain")
    # The file outlives the request, and so does its session; the request's own gives its connection back
    # first, because there is one for each thread.
    db.session.close()
    session = Session(db.engine)
    try:
        pieces = _pieces(entry, session, scope, form, Format(kind), now)
    except BaseException:
        session.close()
        raise
    if pieces is None:
        session.close()
        return redirect(_background_url(entry, {**request.args, "format": kind}))
    response = Response(pieces)
    response.call_on_close(session.close)
    response.mimetype = Format(kind).media_type
    name = entry.file_name(form.asked, Format(kind), now)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(
    entry: Entry, session: Session, scope: Scope, form: ReportForm, kind: Format, now: datetime
) -> Iterator[bytes] | None:
    """Return the file in pieces; None for one that takes too long to wait for."""
    begin_export(session)
    report = made(entry, session, scope, form, form.asked, now)
    if kind is Format.PDF and rows_expected(report) > MOST_ON_PAGES:
        raise TooLongForPages
    if kind is Format.XLSX and rows_expected(report) > MOST_AT_ONCE:
        return None
    table = request.args.get("table", "")
    if table and table not in [one.name for one in report.tables]:
        raise NotFound
    return written(report, entry.said(report), kind, table=table, hxl=request.args.get("hxl") == "1")


@blueprint.get(SCHEMA_ADDRESS)
@access(Access.PUBLIC)
def schema() -> ResponseReturnValue:
    """Publish what the JSON of every report looks like."""
    return Response(SCHEMA.read_bytes(), mimetype="application/schema+json")


def _routes(entry: Entry) -> None:
    """Give a report its page and its files, each with the report's own access rule."""

    def page() -> ResponseReturnValue:
        return show(entry)

    def file(kind: str) -> ResponseReturnValue:
        return _file(entry, kind)

    address = f"/reports/{entry.name}"
    if not entry.has_own_page:
        blueprint.add_url_rule(address, entry.name, access(entry.access)(page))
    blueprint.add_url_rule(f"{address}.<string:kind>", f"{entry.name}_file", access(entry.access)(file))


for _entry in REPORTS.values():
    _routes(_entry)
