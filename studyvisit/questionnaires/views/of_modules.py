"""Rating oneself before a module and after it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Module, Questionnaire, Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Published, Shelf
from studyvisit.programmes.queries import Participation, participation_of
from studyvisit.questionnaires import forms, queries, rules, services
from studyvisit.questionnaires.forms import RatingsForm
from studyvisit.questionnaires.pages import (
    AssessPage,
    GivenPage,
    NotYetPage,
    Saving,
    comparison_of,
    introduction_of,
    waves_of,
)
from studyvisit.questionnaires.queries import Sitting
from studyvisit.questionnaires.rules import Occasion
from studyvisit.questionnaires.services import Sheet
from studyvisit.questionnaires.views.base import blueprint, flash_kept, keep_rating
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.languages import in_language, reading_language
from studyvisit.web.pages import Crumb

_PATH = "/cohorts/<string:cohort>/modules/<string:module_slug>/self-assessment"
T = TypeVar("T", Module, Questionnaire)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that one of these pages is about."""

    occasion: Occasion
    participation: Participation
    modules: tuple[str, ...]
    module: Published[Module]
    questionnaire: Published[Questionnaire]

    @property
    def sheet(self) -> Sheet:
        slugs = (self.questionnaire.content.slug, self.module.content.slug)
        return Sheet(self.participation.enrolment_id, *slugs)


@blueprint.route(f"{_PATH}/before", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def before(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show the self-assessment before a module, take it, or show it as it was given."""
    return _show_or_take(_load(Occasion.BEFORE, cohort, module_slug))


@blueprint.route(f"{_PATH}/after", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def after(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show the self-assessment after a module, take it, or show it beside the one from before."""
    return _show_or_take(_load(Occasion.AFTER, cohort, module_slug))


@blueprint.post(f"{_PATH}/ratings/<string:wave>/<string:statement_id>")
@access(Access.SIGNED_IN)
def save_rating(cohort: str, module_slug: str, wave: str, statement_id: str) -> ResponseReturnValue:
    """Save one rating before it is given, and return its receipt."""
    asked_in = forms.wave_of(wave, [each for occasion in Occasion for each in occasion.waves])
    occasion, now = rules.occasion_of(asked_in), utc_now()
    if occasion is None:
        raise NotFound
    asked = _load(occasion, cohort, module_slug)
    statements = asked.questionnaire.content.statements_of(asked.module.content)
    return keep_rating(
        asked.sheet,
        asked.questionnaire.content,
        asked_in,
        statement_id,
        statements=statements,
        ratings=len(occasion.waves) * len(statements),
        now=now,
    )


def _load(occasion: Occasion, cohort: str, module_slug: str) -> _Asked:
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf = Shelf(db.session(), participation.pins)
    programme = shelf.programme(participation.programme_slug).content
    if module_slug not in programme.modules:
        raise NotFound
    return _Asked(
        occasion,
        participation,
        programme.modules,
        _told(shelf.module(module_slug)),
        _told(shelf.questionnaire(programme.self_assessment)),
    )


def _told(found: Published[T]) -> Published[T]:
    """Return content in the language of the reader, where there are words in it."""
    return replace(found, content=found.content.in_language(reading_language()))


def _show_or_take(asked: _Asked) -> ResponseReturnValue:
    if request.method == "POST":
        return _take(asked)
    sitting = _sitting(asked)
    if rules.is_given(asked.occasion, sitting.waves):
        return _given_page(asked, sitting).render()
    if not rules.is_open(asked.occasion, sitting.lessons_read_at, sitting.quiz_passed_at):
        return _not_yet_page(asked).render(), 409
    page_key = secrets.token_urlsafe(16)
    return _assess_page(asked, sitting, RatingsForm.kept(sitting.drafts), page_key).render()


def _take(asked: _Asked) -> ResponseReturnValue:
    questionnaire, module = asked.questionnaire.content, asked.module.content
    statements = questionnaire.statements_of(module)
    form = RatingsForm.parse(request.form, asked.occasion.waves, questionnaire, statements)
    page_key = request.form.get("page_key", "")
    if request.form.get("button") == "save":
        return _keep(asked, form)
    try:
        if form.errors:
            return _mend(asked, form, page_key)
        services.give(
            db.session(),
            user_id=asked.participation.user_id,
            enrolment_id=asked.participation.enrolment_id,
            modules=asked.modules,
            module=asked.module,
            questionnaire=asked.questionnaire,
            occasion=asked.occasion,
            ratings=form.ratings,
            page_key=page_key,
            now=utc_now(),
        )
        db.session.commit()
        flash(_("Thank you. Your ratings were saved."), "ok")
    except services.AlreadyGiven:
        db.session.rollback()
        flash(_("You had rated yourself already. The ratings you gave first stand."), "warn")
    except services.NotYetOpen:
        db.session.rollback()
    return redirect(_url(asked, asked.occasion))


def _keep(asked: _Asked, form: RatingsForm) -> ResponseReturnValue:
    """Keep what was ticked so far, for a browser without scripts, and stay on the page."""
    is_newer_elsewhere = services.save_ratings(
        db.session(), sheet=asked.sheet, ticked=form.ticked, now=utc_now()
    )
    db.session.commit()
    flash_kept(is_newer_elsewhere=is_newer_elsewhere)
    return redirect(_url(asked, asked.occasion))


def _mend(asked: _Asked, form: RatingsForm, page_key: str) -> ResponseReturnValue:
    """Keep what was ticked and say what is missing, unless there is nothing left to mend."""
    services.save_ratings(db.session(), sheet=asked.sheet, ticked=form.ticked, now=utc_now())
    db.session.commit()
    sitting = _sitting(asked)
    if rules.is_given(asked.occasion, sitting.waves):
        raise services.AlreadyGiven
    if not rules.is_open(asked.occasion, sitting.lessons_read_at, sitting.quiz_passed_at):
        raise services.NotYetOpen
    return _assess_page(asked, sitting, form, page_key).render(), 422


def _sitting(asked: _Asked) -> Sitting:
    return queries.sitting_of(
        db.session(),
        asked.participation.enrolment_id,
        asked.questionnaire.content.slug,
        asked.module.content.slug,
    )


def _assess_page(asked: _Asked, sitting: Sitting, form: RatingsForm, page_key: str) -> AssessPage:
    questionnaire, module = asked.questionnaire.content, asked.module.content
    is_late = asked.occasion is Occasion.AFTER and Wave.PRE not in sitting.waves
    return AssessPage(
        title=questionnaire.title,
        crumbs=_crumbs(asked),
        introduction=introduction_of(questionnaire),
        question="",
        minutes=rules.minutes(asked.occasion.waves, questionnaire.statements_of(module)),
        waves=waves_of(asked.occasion, questionnaire, module, form, _saving(asked, sitting)),
        scale=questionnaire.scale,
        allows_not_applicable=questionnaire.allows_not_applicable,
        errors=tuple(form.errors.items()),
        page_key=page_key,
        sheet=f"{asked.participation.enrolment_id}:{module.slug}:{asked.occasion.value}",
        before_url=_url(asked, Occasion.BEFORE) if is_late else "",
        shown=in_language(
            questionnaire.language, questionnaire.translations, is_behind=questionnaire.is_behind
        ),
    )


def _saving(asked: _Asked, sitting: Sitting) -> Saving:
    def url(wave: Wave, statement_id: str) -> str:
        return url_for(
            ".save_rating",
            cohort=asked.participation.cohort_slug,
            module_slug=asked.module.content.slug,
            wave=wave.value,
            statement_id=statement_id,
        )

    return Saving(drafts=sitting.drafts, url=url, now=utc_now())


def _given_page(asked: _Asked, sitting: Sitting) -> GivenPage:
    waves = Wave if asked.occasion is Occasion.AFTER else asked.occasion.waves
    shown = {wave: sitting.waves[wave] for wave in waves if wave in sitting.waves and not wave.is_follow_up}
    latest = sitting.waves[asked.occasion.waves[0]]
    given = queries.questionnaire_revision(db.session(), latest.revision_id)
    questionnaire = given.in_language(reading_language())
    return GivenPage(
        title=_("Your ratings"),
        crumbs=_crumbs(asked),
        given_at=latest.given_at,
        comparison=comparison_of(questionnaire, [(asked.module.content, shown)]),
        looks_back=Wave.THEN in shown,
        module_url=_module_url(asked),
    )


def _not_yet_page(asked: _Asked) -> NotYetPage:
    return NotYetPage(
        title=_("Not yet: first the module"),
        crumbs=_crumbs(asked),
        module_url=_module_url(asked),
        quiz_url=url_for(
            "quizzes.quiz", cohort=asked.participation.cohort_slug, module_slug=asked.module.content.slug
        ),
    )


def _crumbs(asked: _Asked) -> tuple[Crumb, ...]:
    return (
        Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),
        Crumb(asked.module.content.title, _module_url(asked)),
    )


def _module_url(asked: _Asked) -> str:
    return url_for(
        "completion.module",
        cohort=asked.participation.cohort_slug,
        module_slug=asked.module.content.slug,
    )


def _url(asked: _Asked, occasion: Occasion) -> str:
    return url_for(
        f".{occasion.value}",
        cohort=asked.participation.cohort_slug,
        module_slug=asked.module.content.slug,
    )
