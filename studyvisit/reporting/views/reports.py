"""The reports of the catalogue, each on a page and as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flask import Response, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages import filters
from studyvisit.reporting.pages.catalogue import REPORTS, Entry
from studyvisit.reporting.pages.report import ReportPage, TableView, table_view
from studyvisit.reporting.queries.choices import choices
from studyvisit.reporting.rules import as_address
from studyvisit.reporting.views.base import blueprint
from studyvisit.tables.as_csv import table_as_csv
from studyvisit.tables.as_json import report_as_json
from studyvisit.tables.content import Report
from studyvisit.web.access import access, current_actor
from studyvisit.web.pages import Crumb

MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}


def _page(entry: Entry) -> ResponseReturnValue:
    form, scope, now = ReportForm(request.args), entry.scope(current_actor()), utc_now()
    asked = form.asked
    there = choices(db.session(), scope, programme=asked.filters.programme, country=asked.filters.country)
    tables: tuple[TableView, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    parameters = as_address(asked)
    if not form.errors:
        report = entry.build(db.session(), scope, asked, now)
        words = entry.words(report)
        about = words.about
        tables = tuple(
            table_view(report, table, words, entry.link, _file_url(entry, parameters, "csv", table.name))
            for table in report.tables
        )
    page = ReportPage(
        title=str(entry.title),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        reports=_neighbours(entry),
        address=url_for(f".{entry.name}"),
        filters=_filters(entry, filters.filters(asked, there, form.errors, request.args)),
        days=filters.days(form.errors, request.args) if "from" in entry.filters else (),
        errors=form.summary,
        is_narrowed=any(request.args.get(name) for name in entry.filters),
        tables=tables,
        about=about,
        as_of=now,
        downloads=((_("JSON"), _file_url(entry, parameters, "json")),),
    )
    return page.render(), 422 if form.errors else 200


def _filters(entry: Entry, offered: Iterable[filters.Filter]) -> tuple[filters.Filter, ...]:
    """Return the filters that a report honours, with what it can be shown by."""
    mine = (one for one in offered if one.name in entry.filters)
    return tuple(
        replace(one, options=tuple(option for option in one.options if option.value in entry.by))
        if one.name == "by" and entry.by
        else one
        for one in mine
    )


def _neighbours(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return the reports that the person may see, each with its address, "" for the one they are looking at."""
    actor = current_actor()
    return tuple(
        (str(one.title), "" if one is entry else url_for(f".{one.name}"))
        for one in REPORTS.values()
        if one.access.allows(actor)
    )


def _file_url(entry: Entry, parameters: dict[str, str], kind: str, table: str = "") -> str:
    wanted = {**parameters, "table": table} if table else parameters
    return url_for(f".{entry.name}_file", kind=kind, **wanted)  # type: ignore[arg-type]


def _file(entry: Entry, kind: str) -> ResponseReturnValue:
    if kind not in MEDIA_TYPES:
        raise NotFound
    form, now = ReportForm(request.args), utc_now()
    if form.errors:
        problems = "".join(f"{name}: {words}\n" for name, words in form.errors.items())
        return Response(problems, 422, mimetype="text/plain")
    report = entry.build(db.session(), entry.scope(current_actor()), form.asked, now)
    response = Response(stream_with_context(_pieces(report, kind)), mimetype=MEDIA_TYPES[kind])
    name = f"{entry.name}-{now:%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(report: Report, kind: str) -> Iterator[str]:
    if kind == "json":
        return report_as_json(report)
    wanted = request.args.get("table", report.tables[0].name)
    named = {table.name: table for table in report.tables}
    return table_as_csv(named.get(wanted, report.tables[0]))


def _routes(entry: Entry) -> None:
    """Give a report its page and its files, each with the report's own access rule."""

    def page() -> ResponseReturnValue:
        return _page(entry)

    def file(kind: str) -> ResponseReturnValue:
        return _file(entry, kind)

    address = f"/reports/{entry.name}"
    blueprint.add_url_rule(address, entry.name, access(entry.access)(page))
    blueprint.add_url_rule(f"{address}.<string:kind>", f"{entry.name}_file", access(entry.access)(file))


for _entry in REPORTS.values():
    _routes(_entry)
