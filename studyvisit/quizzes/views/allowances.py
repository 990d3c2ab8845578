"""Granting one person more time and more attempts at a quiz."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.clock import utc_now
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.policies import may_teach
from studyvisit.programmes.queries import cohort_seen_by
from studyvisit.quizzes import services
from studyvisit.quizzes.forms.allowance import AllowanceForm
from studyvisit.quizzes.pages.allowance import AllowancePage
from studyvisit.quizzes.pages.rule_words import span_words
from studyvisit.quizzes.queries.allowances import granted_to
from studyvisit.quizzes.rules.starting import ALWAYS
from studyvisit.quizzes.views.base import blueprint
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb


@blueprint.route(
    "/cohorts/<string:cohort>/modules/<string:module_slug>/people/<uuid:enrolment_id>/allowance",
    methods=["GET", "POST"],
)
@access(Access.TRAINER)
def allowance(cohort: str, module_slug: str, enrolment_id: UUID) -> ResponseReturnValue:
    """Show what a participant was granted at a module's quiz, and grant something else in its place."""
    actor = current_actor()
    seen = cohort_seen_by(db.session(), actor, cohort)
    shelf = Shelf(db.session(), seen.pins)
    programme = shelf.programme(seen.programme_slug).content
    if module_slug not in programme.modules or not may_teach(actor, seen.programme_slug):
        raise NotFound
    quiz = shelf.module(module_slug).content.quiz
    granted = granted_to(db.session(), cohort, enrolment_id, module_slug)
    form = AllowanceForm(
        extra_minutes=(granted.extra_seconds or 0) // 60,
        extra_attempts=granted.extra_attempts or 0,
        reason=granted.reason,
    )
    back = url_for("reporting.person", enrolment_id=enrolment_id)
    if form.validate_on_submit():
        services.grant(
            db.session(),
            enrolment_id=enrolment_id,
            module_slug=module_slug,
            allowed=form.allowed,
            reason=form.reason.data or "",
            window=programme.quizzes.get(module_slug, ALWAYS),
            granted_by_id=actor.user_id,
            now=utc_now(),
        )
        db.session.commit()
        flash(_("Saved. The participant sees it in the rules of the quiz."), "ok")
        return redirect(back)
    return AllowancePage(
        title=_("More time or attempts"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")), Crumb(granted.name, back)),
        name=granted.name,
        quiz_title=quiz.title,
        limit=span_words(quiz.rules.time_limit) if quiz.rules.time_limit else "",
        attempts=quiz.rules.attempts,
        granted_at=granted.granted_at,
        form=form,
    ).render(), 422 if form.errors else 200
