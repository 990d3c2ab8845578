"""Home, the module's page, certificates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.accounts.rules import tidy
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.completion import pages, policies, queries, rules, services
from studyvisit.completion.forms import ClaimForm, RevokeForm
from studyvisit.completion.pages import certificates
from studyvisit.completion.pages.requests import Request, form_request, rating_request
from studyvisit.completion.queries import Issued, Trace
from studyvisit.completion.rules import Step
from studyvisit.curriculum.content import Module, Programme, Wave
from studyvisit.errors import NotFound
from studyvisit.extensions import db, limiter
from studyvisit.library.queries import Published, Shelf, told_in
from studyvisit.programmes.policies import may_look_at
from studyvisit.programmes.queries import (
    Participation,
    cohort_seen_by,
    participation_of,
    participations_of,
)
from studyvisit.programmes.rules import day_there, present_occasion
from studyvisit.web.access import Access, access, current_actor, find_actor
from studyvisit.web.languages import in_language, reading_language
from studyvisit.web.pages import Crumb

blueprint = Blueprint("completion", __name__, template_folder="templates")


@blueprint.get("/")
@access(Access.SIGNED_IN)
def home() -> ResponseReturnValue:
    """Show where the person goes on, and their modules with progress."""
    actor = current_actor()
    participations = participations_of(db.session(), actor)
    visits: tuple[pages.Visit, ...] = ()
    if participations:
        shelf = Shelf(db.session())
        traces = queries.traces_of(db.session(), actor.user_id)
        now = utc_now()
        visits = tuple(_visit(shelf, participation, traces, now) for participation in participations)
    is_staff = any(actor.has_role(role) for role in (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR))
    return pages.HomePage(
        title=_("Welcome, %(name)s", name=actor.name), visits=visits, is_staff=is_staff
    ).render()


def _visit(
    shelf: Shelf, participation: Participation, traces: dict[tuple[UUID, str], Trace], now: datetime
) -> pages.Visit:
    shelf = shelf.as_seen_with(participation.pins)
    programme = shelf.programme(participation.programme_slug).content
    language = reading_language()
    modules = tuple(module.content.in_language(language) for module in shelf.modules_of(programme))
    mine = {module.slug: traces.get((participation.enrolment_id, module.slug), Trace()) for module in modules}
    place = rules.next_place(
        modules,
        {module.slug: queries.evidence_of(module, mine[module.slug]) for module in modules},
        {slug: pages.reading_of(trace) for slug, trace in mine.items()},
    )
    return pages.Visit(
        title=programme.title,
        cohort=participation.cohort_slug,
        agenda_url=url_for("programmes.agenda", cohort=participation.cohort_slug),
        requests=tuple(_requests(shelf, programme, participation, modules, traces, now)),
        continue_link=pages.continue_link(participation.cohort_slug, modules, place),
        cards=tuple(pages.card(participation.cohort_slug, module, mine[module.slug]) for module in modules),
    )


def _requests(
    shelf: Shelf,
    programme: Programme,
    participation: Participation,
    modules: tuple[Module, ...],
    traces: dict[tuple[UUID, str], Trace],
    now: datetime,
) -> Iterator[Request]:
    """Yield what the organisers ask a person about the visit on this day, at its place."""
    enrolment_id, cohort = participation.enrolment_id, participation.cohort_slug
    occasion = present_occasion(participation.ends_on, day_there(now, programme.timezone))
    if occasion is None:
        return
    slug = occasion.form_of(programme)
    if slug is not None and occasion not in traces.get((enrolment_id, ""), Trace()).feedback:
        yield form_request(cohort, occasion, shelf.feedback_form(slug).content)
    if occasion.months:
        given = {
            module.slug: frozenset(map(Wave, traces.get((enrolment_id, module.slug), Trace()).waves))
            for module in modules
        }
        questionnaire = shelf.questionnaire(programme.self_assessment).content
        rating = rating_request(cohort, Wave(occasion.value), questionnaire, modules, given)
        if rating is not None:
            yield rating


@blueprint.get("/cohorts/<string:cohort>/modules/<string:module_slug>")
@access(Access.SIGNED_IN)
def module(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show a module's overview, its task list and what is still missing; to staff what a participant does."""
    actor = current_actor()
    seen = cohort_seen_by(db.session(), actor, cohort)
    shelf = Shelf(db.session(), seen.pins)
    if module_slug not in shelf.programme(seen.programme_slug).content.modules:
        raise NotFound
    published = told_in(shelf.module(module_slug), reading_language())
    own, tasks = None, pages.outline_of(cohort, published)
    if seen.enrolment_id is not None:
        traces = queries.traces_of(db.session(), actor.user_id)
        trace = traces.get((seen.enrolment_id, module_slug), Trace())
        own = _own_progress(cohort, published, trace)
        tasks = pages.tasks_of(cohort, published, trace, queries.evidence_of(published.content, trace))
    return pages.ModulePage(
        title=published.content.title,
        crumbs=(Crumb(_("Home"), url_for(".home")),),
        module=published.content,
        tasks=tasks,
        own=own,
        cohort=cohort,
        may_teach=may_look_at(actor, seen.programme_slug),
        shown=in_language(
            published.content.language, published.content.languages, is_behind=published.content.is_behind
        ),
    ).render()


def _own_progress(cohort: str, module: Published[Module], trace: Trace) -> pages.OwnProgress:
    slug, evidence = module.content.slug, queries.evidence_of(module.content, trace)
    place = rules.next_place([module.content], {slug: evidence}, {slug: pages.reading_of(trace)})
    return pages.OwnProgress(
        done=evidence.steps_done,
        total=evidence.steps,
        words=pages.progress_words(evidence),
        missing=pages.missing_words(evidence),
        continue_link=pages.continue_link(cohort, [module.content], place),
        certificate_code=trace.certificate_code,
        updated_on=pages.updated_on(module, trace),
        has_passed=trace.passed_at is not None,
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """Everything that asking for a certificate is about."""

    participation: Participation
    programme: Programme
    module: Published[Module]

    @property
    def note(self) -> str:
        return certificates.note_of(self.programme, self.participation.starts_on, self.participation.ends_on)

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Home"), url_for(".home")), Crumb(self.module.content.title, self.module_url))

    @property
    def module_url(self) -> str:
        return url_for(".module", cohort=self.participation.cohort_slug, module_slug=self.module.content.slug)


@blueprint.route("/cohorts/<string:cohort>/modules/<string:module_slug>/certificate", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def claim(cohort: str, module_slug: str) -> ResponseReturnValue:
    """Show what the certificate will say and what is missing for it, and issue it."""
    asked = _load_claim(cohort, module_slug)
    form = ClaimForm(name=current_actor().name)
    if form.validate_on_submit():
        return _issue(asked, form.name.data or "")
    trace = queries.traces_of(db.session(), asked.participation.user_id).get(
        (asked.participation.enrolment_id, module_slug), Trace()
    )
    if trace.certificate_stands or trace.certificate_is_lost:
        return redirect(url_for(".certificate", code=trace.certificate_code))
    evidence = queries.evidence_of(asked.module.content, trace)
    if any(step is not Step.CERTIFICATE for step in rules.missing(evidence)):
        tasks = pages.tasks_of(cohort, asked.module, trace, evidence)
        return certificates.NotCompletePage(
            title=_("Not yet complete"),
            crumbs=asked.crumbs,
            tasks=tuple(task for task in tasks if task.kind != "done" and not task.is_optional),
            module_url=asked.module_url,
        ).render(), 409
    return certificates.ClaimPage(
        title=_("Your certificate"),
        crumbs=asked.crumbs,
        form=form,
        module_title=asked.module.content.title,
        programme_title=asked.programme.title,
        programme_note=asked.note,
        revision_label=f"{asked.module.number} ({asked.module.sha256[:8]})",
    ).render(), 422 if form.errors else 200


def _load_claim(cohort: str, module_slug: str) -> _Claim:
    participation = participation_of(db.session(), current_actor(), cohort)
    shelf = Shelf(db.session(), participation.pins)
    programme = shelf.programme(participation.programme_slug).content
    if module_slug not in programme.modules:
        raise NotFound
    return _Claim(participation, programme, told_in(shelf.module(module_slug), reading_language()))


def _issue(asked: _Claim, name: str) -> ResponseReturnValue:
    try:
        code = services.issue_certificate(
            db.session(),
            enrolment_id=asked.participation.enrolment_id,
            module=asked.module,
            programme=asked.programme,
            programme_note=asked.note,
            name=name,
            now=utc_now(),
        )
        db.session.commit()
    except services.NotComplete:
        db.session.rollback()
        return redirect(request.path)
    return redirect(url_for(".certificate", code=code))


@blueprint.get("/certificates")
@access(Access.PUBLIC)
def verify() -> ResponseReturnValue:
    """Ask for the code of a certificate, and lead to the certificate."""
    typed = request.args.get("code", "")
    return _look_up(typed) if typed.strip() else _verify_page("", "").render()


@blueprint.get("/certificates/<string:code>")
@access(Access.PUBLIC)
def certificate(code: str) -> ResponseReturnValue:
    """Show a certificate to whoever knows its code: no more than is printed on it."""
    # PostgreSQL refuses to be asked about some characters, NUL among them.
    issued = queries.find_certificate(db.session(), code) if code.isprintable() else None
    if issued is None:
        return _look_up(code)
    actor = find_actor()
    if issued.revoked_at is not None:
        is_own = actor is not None and issued.may_be_replaced_by(actor.user_id)
        claim_url = url_for(".claim", cohort=issued.cohort_slug, module_slug=issued.module_slug)
        return certificates.RevokedPage(
            title=_("This certificate was revoked"),
            code=issued.code,
            revoked_at=issued.revoked_at,
            reason=issued.revoked_reason or "",
            claim_url=claim_url if is_own else "",
        ).render()
    path = url_for(".certificate", code=issued.code)
    address = f"{current_app.config['SETTINGS'].base_url}{path}"
    may_revoke = policies.may_revoke(actor, issued.programme_slug)
    return certificates.CertificatePage(
        title=_("Certificate of completion"),
        certificate=issued,
        address=address,
        qr=certificates.qr_of(address),
        revoke_url=url_for(".revoke", code=issued.code) if may_revoke else "",
    ).render()


@blueprint.route("/certificates/<string:code>/revoke", methods=["GET", "POST"])
@access(Access.ADMINISTRATOR)
def revoke(code: str) -> ResponseReturnValue:
    """Ask why a certificate is taken back, and take it back."""
    actor = current_actor()
    issued = queries.certificate_to_revoke(db.session(), actor, code)
    form = RevokeForm()
    if form.validate_on_submit():
        services.revoke_certificate(
            db.session(),
            code=issued.code,
            reason=form.reason.data or "",
            may_be_replaced=form.may_be_replaced.data,
            revoked_by_id=actor.user_id,
            now=utc_now(),
        )
        db.session.commit()
    if issued.revoked_at is not None or (request.method == "POST" and not form.errors):
        return redirect(url_for(".certificate", code=issued.code))
    return certificates.RevokePage(
        title=_("Revoke a certificate"),
        crumbs=(Crumb(_("Certificate %(code)s", code=code), url_for(".certificate", code=code)),),
        certificate=issued,
        form=form,
    ).render(), 422 if form.errors else 200


def _look_up(typed: str) -> ResponseReturnValue:
    """Lead to the certificate that was meant, however its code was typed, or say that there is none."""
    code = rules.read_code(typed)
    issued: Issued | None = queries.find_certificate(db.session(), code) if code else None
    if issued is None:
        return _say_unknown(typed)
    return redirect(url_for(".certificate", code=issued.code))


# Sixty random bits make guessing hopeless; this only turns away who goes on asking for codes that are not.
# A code is looked up before it is counted, so that who shares an address with them can check certificates.
@limiter.shared_limit("30 per minute", "certificate-codes")
def _say_unknown(typed: str) -> ResponseReturnValue:
    error = _("No certificate has this code. Compare it with the one printed on the certificate.")
    return _verify_page(typed, error).render(), 404


def _verify_page(typed: str, error: str) -> certificates.VerifyPage:
    return certificates.VerifyPage(title=_("Check a certificate"), typed=tidy(typed), error=error)
