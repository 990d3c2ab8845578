"""Filling in what people are asked about a study visit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.clock import utc_now
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.feedback import pages, queries, services
from studyvisit.feedback.forms import AnswersForm
from studyvisit.feedback.queries import Given
from studyvisit.library.queries import Published, Shelf
from studyvisit.programmes.queries import Participation, participation_of
from studyvisit.programmes.rules import FeedbackOccasion, day_there, present_occasion
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb, sanitised

blueprint = Blueprint("feedback", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that one of these pages is about; `today` is the day at the place of the visit."""

    occasion: FeedbackOccasion
    participation: Participation
    form: Published[FeedbackForm]
    today: date

    @property
    def is_open(self) -> bool:
        return present_occasion(self.participation.ends_on, self.today) is self.occasion


@blueprint.route("/cohorts/<string:cohort>/feedback/<string:occasion>", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def form(cohort: str, occasion: str) -> ResponseReturnValue:
    """Show a reaction or follow-up form, take it, or say that it was given or is not open."""
    asked = _load(cohort, occasion)
    if request.method == "POST":
        return _take(asked)
    given = _given(asked)
    if given is not None:
        return _given_page(asked, given).render()
    if not asked.is_open:
        return _not_open_page(asked).render(), 409
    return _form_page(asked, AnswersForm(), secrets.token_urlsafe(16)).render()


def _load(cohort: str, occasion: str) -> _Asked:
    if occasion not in list(FeedbackOccasion):
        raise NotFound
    asked_on = FeedbackOccasion(occasion)
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf = Shelf(db.session(), participation.pins)
    programme = shelf.programme(participation.programme_slug).content
    slug = asked_on.form_of(programme)
    if slug is None:
        raise NotFound
    today = day_there(utc_now(), programme.timezone)
    return _Asked(asked_on, participation, shelf.feedback_form(slug), today)


def _take(asked: _Asked) -> ResponseReturnValue:
    filled = AnswersForm.parse(request.form, asked.form.content)
    page_key = request.form.get("page_key", "")
    try:
        if filled.errors:
            return _mend(asked, filled, page_key)
        services.give(
            db.session(),
            participation=asked.participation,
            occasion=asked.occasion,
            form=asked.form,
            answers=filled.answers,
            page_key=page_key,
            today=asked.today,
            now=utc_now(),
        )
        db.session.commit()
        flash(_("Thank you. Your answers were saved."), "ok")
    except services.AlreadyGiven:
        db.session.rollback()
        flash(_("You had given this form already. The answers you gave first stand."), "warn")
    except services.NotOpen:
        db.session.rollback()
    return redirect(url_for(".form", cohort=asked.participation.cohort_slug, occasion=asked.occasion.value))


def _mend(asked: _Asked, filled: AnswersForm, page_key: str) -> ResponseReturnValue:
    """Return the page with what was typed and what is missing, unless there is nothing left to mend."""
    if _given(asked) is not None:
        raise services.AlreadyGiven
    if not asked.is_open:
        raise services.NotOpen
    return _form_page(asked, filled, page_key).render(), 422


def _given(asked: _Asked) -> Given | None:
    return queries.find_given(db.session(), asked.participation.enrolment_id, asked.occasion)


def _form_page(asked: _Asked, filled: AnswersForm, page_key: str) -> pages.FormPage:
    content = asked.form.content
    return pages.FormPage(
        title=content.title,
        crumbs=_crumbs(),
        is_anonymous=content.is_anonymous,
        minutes=content.minutes,
        introduction=sanitised(content.introduction),
        sections=pages.sections_of(content, filled),
        errors=pages.errors_of(content, filled),
        page_key="" if content.is_anonymous else page_key,
    )


def _given_page(asked: _Asked, given: Given) -> pages.GivenPage:
    rows: tuple[pages.AnswerRow, ...] = ()
    if given.answers is not None and given.revision_id is not None:
        rows = pages.rows_of(queries.form_revision(db.session(), given.revision_id), given.answers)
    return pages.GivenPage(
        title=_("Thank you"),
        crumbs=_crumbs(),
        given_at=given.given_at,
        rows=rows,
    )


def _not_open_page(asked: _Asked) -> pages.NotOpenPage:
    opens_on = asked.occasion.opens_on(asked.participation.ends_on)
    return pages.NotOpenPage(
        title=_("Not yet") if asked.today < opens_on else _("No longer asked"),
        crumbs=_crumbs(),
        opens_on=opens_on if asked.today < opens_on else None,
    )


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),)
