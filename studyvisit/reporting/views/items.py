"""What a trainer learns about the questions of a quiz. Nobody's name is in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.reporting import policies, services
from studyvisit.reporting.forms import read_questions
from studyvisit.reporting.pages import items as pages
from studyvisit.reporting.queries import items as queries
from studyvisit.reporting.queries import quizzes
from studyvisit.reporting.services import Kind
from studyvisit.reporting.views.base import blueprint
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

_QUESTIONS = "/reports/questions/<string:module_slug>"


@blueprint.get("/reports/questions")
@access(Access.STAFF)
def questions() -> ResponseReturnValue:
    """List the quizzes whose questions a person may look into."""
    return pages.QuestionsPage(
        title=_("Questions"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        quizzes=quizzes.sat_quizzes(db.session(), policies.questions_scope(current_actor())),
        may_convert=Access.TRAINER.allows(current_actor()),
    ).render()


@blueprint.get(_QUESTIONS)
@access(Access.STAFF)
def question_figures(module_slug: str) -> ResponseReturnValue:
    """Show how hard, how telling and how misleading the questions of a module's quiz are."""
    # Loads NumPy and SciPy, which most workers never need.
    from studyvisit.reporting.queries.item_figures import quiz_report

    which, cohort = read_questions(request.args)
    scope = policies.questions_scope(current_actor())
    report = quiz_report(queries.answered(db.session(), scope, module_slug, which, cohort), which)
    taught = quizzes.cohorts_of(db.session(), policies.cohorts_scope(current_actor()), module_slug)
    views = pages.question_views(report, partial(_correct_url, module_slug, cohort, taught))
    asked: dict[str, Any] = {"module_slug": module_slug, "attempts": which, "cohort": cohort}
    return pages.QuestionFiguresPage(
        title=_("Questions of “%(module)s”", module=Shelf(db.session()).module(module_slug).content.title),
        crumbs=(
            Crumb(_("Home"), url_for("completion.home")),
            Crumb(_("Questions"), url_for(".questions")),
        ),
        filters=pages.which_filters(which, quizzes.cohorts_of(db.session(), scope, module_slug), cohort),
        url=url_for(".question_figures", module_slug=module_slug),
        attempts=report.attempts,
        earlier=report.earlier,
        unmarked=report.unmarked,
        whole=pages.whole_lines(report),
        flags=tuple(flag for view in views for flag in view.flags),
        questions=views,
        plot=pages.plot_table(report),
        gain=pages.gain_lines(report),
        gain_n=0 if report.gain is None else report.gain.people.both,
        groups=pages.group_tables(report),
        csv_url=url_for(".question_figures_csv", **asked),
        json_url=url_for(".question_figures_json", **asked),
    ).render()


def _correct_url(module_slug: str, cohort: str | None, taught: Mapping[str, str], question_id: str) -> str:
    """Return where a question is corrected: for the cohort looked at, or else the latest that the person teaches."""
    if not taught:
        return ""
    chosen = cohort if cohort in taught else next(iter(taught))
    return url_for("quizzes.corrections", cohort=chosen, module_slug=module_slug, question=question_id)


@blueprint.get(f"{_QUESTIONS}/figures.csv")
@access(Access.STAFF)
def question_figures_csv(module_slug: str) -> ResponseReturnValue:
    """Hand the figures out as CSV."""
    return _file(module_slug, Kind.CSV, "text/csv")


@blueprint.get(f"{_QUESTIONS}/figures.json")
@access(Access.STAFF)
def question_figures_json(module_slug: str) -> ResponseReturnValue:
    """Hand the figures out as JSON."""
    return _file(module_slug, Kind.JSON, "application/json")


def _file(module_slug: str, kind: Kind, media_type: str) -> ResponseReturnValue:
    (which, cohort), now = read_questions(request.args), utc_now()
    scope = policies.questions_scope(current_actor())
    text = services.export_questions(db.session(), scope, module_slug, which, cohort, kind, now=now)
    response = Response(text, mimetype=media_type)
    name = f"questions-{module_slug}-{now:%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
