"""Rating oneself again, months after a study visit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Module, Questionnaire, Statement, Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db
from studyvisit.library.queries import Published, Shelf
from studyvisit.programmes.queries import Participation, participation_of
from studyvisit.programmes.rules import FeedbackOccasion, day_there, present_occasion
from studyvisit.questionnaires import queries, rules, services
from studyvisit.questionnaires.forms import RatingsForm
from studyvisit.questionnaires.pages import (
    AssessPage,
    FollowUpNotOpenPage,
    GivenPage,
    Saving,
    again_of,
    comparison_of,
    introduction_of,
)
from studyvisit.questionnaires.queries import FollowUp, Given
from studyvisit.questionnaires.services import Sheet
from studyvisit.questionnaires.views.base import blueprint, flash_kept, keep_rating
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

Sittings = dict[str, dict[Wave, Given]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that a follow-up is about; `today` is the day at the place of the visit."""

    wave: Wave
    participation: Participation
    modules: tuple[Module, ...]
    questionnaire: Published[Questionnaire]
    today: date

    @property
    def is_open(self) -> bool:
        return present_occasion(self.participation.ends_on, self.today) == self.wave.value

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.participation.enrolment_id, self.questionnaire.content.slug, "")

    @property
    def url(self) -> str:
        return url_for(".follow_up", cohort=self.participation.cohort_slug, wave=self.wave.value)


@blueprint.route("/cohorts/<string:cohort>/self-assessment/<string:wave>", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def follow_up(cohort: str, wave: str) -> ResponseReturnValue:
    """Show the self-assessment months after a visit, take it, or show it beside what was said at the end."""
    asked = _load(cohort, wave)
    if request.method == "POST":
        return _take(asked)
    follow_up = _follow_up(asked)
    sittings = follow_up.waves
    if any(asked.wave in waves for waves in sittings.values()):
        return _given_page(asked, sittings).render()
    again = rules.asked_again(asked.modules, sittings, asked.wave)
    if not asked.is_open or not again:
        return _not_open_page(asked).render(), 409
    form = RatingsForm.kept(follow_up.drafts)
    return _assess_page(asked, again, follow_up, form, secrets.token_urlsafe(16)).render()


@blueprint.post("/cohorts/<string:cohort>/self-assessment/<string:wave>/ratings/<string:statement_id>")
@access(Access.SIGNED_IN)
def save_follow_up_rating(cohort: str, wave: str, statement_id: str) -> ResponseReturnValue:
    """Save one rating of a follow-up before it is given, and return its receipt."""
    asked, now = _load(cohort, wave), utc_now()
    if not asked.is_open:
        raise services.NotYetOpen
    statements = _statements(asked, _follow_up(asked).waves)
    return keep_rating(
        asked.sheet,
        asked.questionnaire.content,
        asked.wave,
        statement_id,
        statements=statements,
        ratings=len(statements),
        now=now,
    )


def _load(cohort: str, wave: str) -> _Asked:
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf = Shelf(db.session(), participation.pins)
    programme = shelf.programme(participation.programme_slug).content
    questionnaire = shelf.questionnaire(programme.self_assessment)
    asked = next((one for one in questionnaire.content.waves if one.is_follow_up and one == wave), None)
    if asked is None:
        raise NotFound
    modules = tuple(module.content for module in shelf.modules_of(programme))
    return _Asked(asked, participation, modules, questionnaire, day_there(utc_now(), programme.timezone))


def _follow_up(asked: _Asked) -> FollowUp:
    slug = asked.questionnaire.content.slug
    return queries.follow_up_of(db.session(), asked.participation.enrolment_id, slug, asked.wave)


def _statements(asked: _Asked, sittings: Sittings) -> list[Statement]:
    """Return what is asked, or was: sent a second time, the same page has to be the same."""
    asked_of = rules.asked_again(asked.modules, sittings, asked.wave)
    asked_of = asked_of or rules.rated_after(asked.modules, sittings)
    return [one for its in rules.shared_out(asked.questionnaire.content, asked_of).values() for one in its]


def _take(asked: _Asked) -> ResponseReturnValue:
    sittings = _follow_up(asked).waves
    again = rules.asked_again(asked.modules, sittings, asked.wave)
    statements = _statements(asked, sittings)
    form = RatingsForm.parse(request.form, (asked.wave,), asked.questionnaire.content, statements)
    page_key = request.form.get("page_key", "")
    is_only_kept = request.form.get("button") == "save"
    if asked.is_open and again and (is_only_kept or form.errors):
        return _keep(asked, again, form, None if is_only_kept else page_key)
    try:
        services.give_again(
            db.session(),
            participation=asked.participation,
            modules=asked.modules,
            questionnaire=asked.questionnaire,
            wave=asked.wave,
            ratings=form.ratings,
            page_key=page_key,
            today=asked.today,
            now=utc_now(),
        )
        db.session.commit()
        flash(_("Thank you. Your ratings were saved."), "ok")
    except services.AlreadyGiven:
        db.session.rollback()
        flash(_("You had rated yourself already. The ratings you gave first stand."), "warn")
    except services.NotYetOpen:
        db.session.rollback()
    return redirect(asked.url)


def _keep(
    asked: _Asked, again: tuple[Module, ...], form: RatingsForm, page_key: str | None
) -> ResponseReturnValue:
    """Keep what was ticked; with a `page_key` it was to be sent, so say what is missing."""
    is_newer_elsewhere = services.save_ratings(
        db.session(), sheet=asked.sheet, ticked=form.ticked, now=utc_now()
    )
    db.session.commit()
    if page_key is not None:
        return _assess_page(asked, again, _follow_up(asked), form, page_key).render(), 422
    flash_kept(is_newer_elsewhere=is_newer_elsewhere)
    return redirect(asked.url)


def _assess_page(
    asked: _Asked, again: tuple[Module, ...], follow_up: FollowUp, form: RatingsForm, page_key: str
) -> AssessPage:
    questionnaire = asked.questionnaire.content
    shares = rules.shared_out(questionnaire, again)
    return AssessPage(
        title=questionnaire.title,
        crumbs=_crumbs(),
        introduction=introduction_of(questionnaire),
        question=questionnaire.waves[asked.wave],
        minutes=rules.minutes((asked.wave,), [one for its in shares.values() for one in its]),
        waves=again_of(questionnaire, again, asked.wave, form, _saving(asked, follow_up)),
        scale=questionnaire.scale,
        allows_not_applicable=questionnaire.allows_not_applicable,
        errors=tuple(form.errors.items()),
        page_key=page_key,
        sheet=f"{asked.participation.enrolment_id}:{asked.wave.value}",
        before_url="",
    )


def _saving(asked: _Asked, follow_up: FollowUp) -> Saving:
    def url(wave: Wave, statement_id: str) -> str:
        return url_for(
            ".save_follow_up_rating",
            cohort=asked.participation.cohort_slug,
            wave=wave.value,
            statement_id=statement_id,
        )

    return Saving(drafts=follow_up.drafts, url=url, now=utc_now())


def _given_page(asked: _Asked, sittings: Sittings) -> GivenPage:
    modules = [module for module in asked.modules if asked.wave in sittings.get(module.slug, {})]
    latest = sittings[modules[0].slug][asked.wave] if modules else None
    if latest is None:
        raise NotFound
    questionnaire = queries.questionnaire_revision(db.session(), latest.revision_id)
    shown = (Wave.POST, asked.wave)
    given = [
        (module, {wave: one for wave, one in sittings[module.slug].items() if wave in shown})
        for module in modules
    ]
    return GivenPage(
        title=_("Your ratings"),
        crumbs=_crumbs(),
        given_at=latest.given_at,
        comparison=comparison_of(questionnaire, given),
        looks_back=False,
        module_url="",
    )


def _not_open_page(asked: _Asked) -> FollowUpNotOpenPage:
    opens_on = FeedbackOccasion(asked.wave.value).opens_on(asked.participation.ends_on)
    is_early = asked.today < opens_on
    return FollowUpNotOpenPage(
        title=_("Not yet") if is_early else _("Nothing to rate"),
        crumbs=_crumbs(),
        opens_on=opens_on if is_early else None,
    )


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),)
