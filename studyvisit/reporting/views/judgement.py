"""How people judge themselves, added up. Nobody's name is in it, and of fewer than five people nothing."""

from __future__ import annotations

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.calibration.rules import LEAST_PEOPLE
from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.reporting import policies
from studyvisit.reporting.pages import judgement as pages
from studyvisit.reporting.queries import judgement as queries
from studyvisit.reporting.views.base import blueprint
from studyvisit.tables.as_csv import csv_chunks
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

_JUDGEMENT = "/reports/self-assessment/<string:module_slug>"


@blueprint.get(_JUDGEMENT)
@access(Access.STAFF)
def judgement(module_slug: str) -> ResponseReturnValue:
    """Show how self-ratings go together with the quiz of a module, for everybody a person may look at together."""
    found = queries.judged(db.session(), policies.questions_scope(current_actor()), module_slug)
    return pages.JudgementPage(
        title=_("Self-assessment beside the quiz of “%(module)s”", module=found.module.title),
        crumbs=(
            Crumb(_("Home"), url_for("completion.home")),
            Crumb(_("Questions"), url_for(".questions")),
        ),
        lines=tuple(pages.line_of(competency, counts) for competency, counts in found.competencies),
        least=LEAST_PEOPLE,
        csv_url=url_for(".judgement_csv", module_slug=module_slug),
    ).render()


@blueprint.get(f"{_JUDGEMENT}/figures.csv")
@access(Access.STAFF)
def judgement_csv(module_slug: str) -> ResponseReturnValue:
    """Hand the figures out as CSV."""
    found = queries.judged(db.session(), policies.questions_scope(current_actor()), module_slug)
    text = csv_chunks(
        pages.COLUMNS, pages.rows_of(found.competencies), ours=set(pages.COLUMNS) - {"statement"}
    )
    response = Response(text, mimetype="text/csv")
    name = f"self-assessment-{module_slug}-{utc_now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
