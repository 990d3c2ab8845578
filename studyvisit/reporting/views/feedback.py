"""What people answered in reaction and follow-up forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.feedback.rules import Answers, merged, tallied
from studyvisit.library.queries import Shelf
from studyvisit.programmes.rules import FeedbackOccasion, day_there
from studyvisit.reporting import policies, services
from studyvisit.reporting.pages import feedback as pages
from studyvisit.reporting.queries import feedback as queries
from studyvisit.reporting.queries.feedback import AskedCohort
from studyvisit.reporting.views.base import blueprint
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

_ANSWERS = "/reports/feedback/<string:cohort>/<string:occasion>"


@blueprint.get("/reports/feedback")
@access(Access.REVIEWER)
def feedback() -> ResponseReturnValue:
    """List the cohorts a person may look into, with how many gave each form."""
    shelf, now = Shelf(db.session()), utc_now()
    published = shelf.slugs("programme")
    cards = []
    for cohort in queries.asked_cohorts(db.session(), policies.completion_scope(current_actor())):
        if cohort.programme_slug in published:
            programme = shelf.programme(cohort.programme_slug).content
            today = now.astimezone(ZoneInfo(programme.timezone)).date()
            occasions = [one for one in FeedbackOccasion if one.form_of(programme)]
            cards.append(pages.card_of(cohort, occasions, today))
    return pages.FeedbackPage(
        title=_("Feedback"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        cohorts=tuple(cards),
    ).render()


@blueprint.get(_ANSWERS)
@access(Access.REVIEWER)
def answers(cohort: str, occasion: str) -> ResponseReturnValue:
    """Show what a cohort answered in one form: counts, and what was written."""
    asked, on, form, today = _load(cohort, occasion)
    session = db.session()
    forms = queries.forms_asked(session, asked.id, on, is_anonymous=form.is_anonymous)
    sections = merged([forms[key] for key in sorted(forms, reverse=True)])
    sheets, names = _sheets(asked, on, today, is_anonymous=form.is_anonymous)
    tallies, count = tallied(sections, forms, sheets)
    return pages.AnswersPage(
        title=form.title,
        crumbs=(
            Crumb(_("Home"), url_for("completion.home")),
            Crumb(_("Feedback"), url_for(".feedback")),
        ),
        cohort_title=asked.title,
        is_anonymous=form.is_anonymous,
        sheets=count,
        waiting=max(0, asked.given.get(on, 0) - count) if form.is_anonymous else 0,
        not_taken=asked.enrolled - asked.given.get(on, 0),
        as_of=utc_now(),
        sections=pages.sections_of(sections, tallies, count, names, is_anonymous=form.is_anonymous),
        csv_url=url_for(".answers_csv", cohort=cohort, occasion=occasion),
        json_url=url_for(".answers_json", cohort=cohort, occasion=occasion),
    ).render()


@blueprint.get(f"{_ANSWERS}/answers.csv")
@access(Access.REVIEWER)
def answers_csv(cohort: str, occasion: str) -> ResponseReturnValue:
    """Hand out what a cohort answered as CSV."""
    return _file(cohort, occasion, services.Kind.CSV, "text/csv")


@blueprint.get(f"{_ANSWERS}/answers.json")
@access(Access.REVIEWER)
def answers_json(cohort: str, occasion: str) -> ResponseReturnValue:
    """Hand out what a cohort answered as JSON."""
    return _file(cohort, occasion, services.Kind.JSON, "application/json")


def _file(cohort: str, occasion: str, kind: services.Kind, media_type: str) -> ResponseReturnValue:
    asked, on, _form, today = _load(cohort, occasion)
    # The file outlives the request, and so does its session; the request's own gives its connection back first.
    db.session.close()
    response = Response(_pieces(db.engine, asked, on, today, kind), mimetype=media_type)
    name = f"{asked.slug}-{on}-{utc_now():%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(
    engine: Engine, asked: AskedCohort, on: FeedbackOccasion, today: date, kind: services.Kind
) -> Iterator[str]:
    with Session(engine) as session:
        yield from services.export_answers(session, asked, on, today, kind)


def _sheets(
    asked: AskedCohort, on: FeedbackOccasion, today: date, *, is_anonymous: bool
) -> tuple[list[tuple[UUID, Answers, str]], dict[str, str]]:
    """Return the sheets of a cohort with where each comes from, and the names of the people by that."""
    if is_anonymous:
        return [(*sheet, "") for sheet in queries.anonymous_sheets(db.session(), asked, on, today)], {}
    named = list(queries.named_sheets(db.session(), asked.id, on))
    sheets = [
        (sheet.revision_id, sheet.answers, sheet.enrolment_id)
        for sheet in named
        if sheet.revision_id is not None and sheet.answers is not None
    ]
    return sheets, {sheet.enrolment_id: sheet.name for sheet in named}


def _load(cohort: str, occasion: str) -> tuple[AskedCohort, FeedbackOccasion, FeedbackForm, date]:
    """Return a cohort in the reviewer's scope, the form that its programme asks now, and the day there.

    Raises NotFound.
    """
    if occasion not in list(FeedbackOccasion):
        raise NotFound
    on = FeedbackOccasion(occasion)
    asked = queries.asked_cohort(db.session(), policies.completion_scope(current_actor()), cohort)
    shelf = Shelf(db.session())
    programme = shelf.programme(asked.programme_slug).content
    slug = on.form_of(programme)
    if slug is None:
        raise NotFound
    return asked, on, shelf.feedback_form(slug).content, day_there(utc_now(), programme.timezone)
