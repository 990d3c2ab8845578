"""The people: finding, inviting, suspending, and what each may do. For administrators of every programme."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.accounts import queries, rules, services
from studyvisit.accounts.forms import GrantForm, InviteForm, role_words, status_words
from studyvisit.accounts.pages import Choice, HeldRole, InvitePage, PeoplePage, PersonPage, PersonRow
from studyvisit.accounts.queries import PEOPLE_A_PAGE, PeopleFilter, Person
from studyvisit.accounts.rules import Status
from studyvisit.accounts.views.base import blueprint, settings
from studyvisit.actor import Grant, Role
from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.formats import language_name
from studyvisit.web.mail import deliver_after
from studyvisit.web.pages import Crumb
from studyvisit.web.programmes import programme_titles

Word = TypeVar("Word", bound=StrEnum)


@blueprint.get("/people")
@access(Access.ADMINISTRATOR_OF_ALL)
def people() -> ResponseReturnValue:
    """List everyone with an account, or those whom the address asks for."""
    which = PeopleFilter(
        term=rules.tidy(request.args.get("term", ""))[:100],
        role=_one_of(Role, request.args.get("role", "")),
        status=_one_of(Status, request.args.get("status", "")),
    )
    total = queries.count_people(db.session(), which)
    last = max(1, -(-total // PEOPLE_A_PAGE))
    which = replace(which, page=min(max(1, request.args.get("page", 1, type=int)), last))
    statuses = status_words()
    rows = tuple(
        PersonRow(person=person, roles=_roles(person), status=statuses[person.status])
        for person in queries.people(db.session(), which)
    )
    return PeoplePage(
        title=_("People"),
        rows=rows,
        total=total,
        first=(which.page - 1) * PEOPLE_A_PAGE + 1,
        term=which.term,
        roles=_choices(role_words(), which.role),
        statuses=_choices(statuses, which.status),
        is_filtered=bool(which.term or which.role or which.status),
        previous_url=_page_url(which, -1) if which.page > 1 else "",
        next_url=_page_url(which, 1) if which.page * PEOPLE_A_PAGE < total else "",
    ).render()


@blueprint.route("/people/invite", methods=["GET", "POST"])
@access(Access.ADMINISTRATOR_OF_ALL)
def invite() -> ResponseReturnValue:
    """Invite a person by e-mail."""
    form = InviteForm()
    form.offer(programme_titles(db.session()), Role)
    form.language.choices = [(code, language_name(code)) for code in settings().languages]
    if form.validate_on_submit():
        try:
            return _invite(form)
        except services.EmailTaken:
            form.email.errors = [_("Somebody with this e-mail address is here already.")]
    page = InvitePage(
        title=_("Invite somebody"),
        form=form,
        crumbs=_crumbs(),
        role_hints={
            Role.PARTICIPANT: _("Reads, answers and earns certificates, once enrolled in a cohort."),
            Role.TRAINER: _("Follows the progress of cohorts."),
            Role.REVIEWER: _("Reads the reports on completion."),
            Role.ADMINISTRATOR: _("Does all that, and looks after people."),
        },
    )
    return page.render(), 422 if form.errors else 200


@blueprint.get("/people/<uuid:user_id>")
@access(Access.ADMINISTRATOR_OF_ALL)
def person(user_id: UUID) -> ResponseReturnValue:
    """Show one person and what can be done about their account."""
    return _person_page(user_id, _grant_form()).render()


@blueprint.post("/people/<uuid:user_id>/invite")
@access(Access.ADMINISTRATOR_OF_ALL)
def invite_again(user_id: UUID) -> ResponseReturnValue:
    """Send a fresh invitation."""
    services.invite_again(
        db.session(),
        key=settings().secret_key,
        user_id=user_id,
        invited_by_id=current_actor().user_id,
        now=utc_now(),
    )
    db.session.commit()
    flash(_("A new invitation is on its way. Links sent before work no more."), "ok")
    return deliver_after(make_response(redirect(url_for(".person", user_id=user_id))))


@blueprint.post("/people/<uuid:user_id>/suspend")
@access(Access.ADMINISTRATOR_OF_ALL)
def suspend(user_id: UUID) -> ResponseReturnValue:
    """Shut a person out."""
    services.suspend(db.session(), user_id=user_id, by_id=current_actor().user_id, now=utc_now())
    return _done(user_id, _("Suspended, and signed out everywhere."))


@blueprint.post("/people/<uuid:user_id>/restore")
@access(Access.ADMINISTRATOR_OF_ALL)
def restore(user_id: UUID) -> ResponseReturnValue:
    """Let a suspended person in again."""
    services.restore(db.session(), user_id=user_id, by_id=current_actor().user_id, now=utc_now())
    return _done(user_id, _("Restored."))


@blueprint.post("/people/<uuid:user_id>/roles")
@access(Access.ADMINISTRATOR_OF_ALL)
def grant_role(user_id: UUID) -> ResponseReturnValue:
    """Give a person a role."""
    form = _grant_form()
    if not form.validate():
        return _person_page(user_id, form).render(), 422
    services.grant_role(
        db.session(), user_id=user_id, grant=form.grant, by_id=current_actor().user_id, now=utc_now()
    )
    return _done(user_id, _("Role given."))


@blueprint.post("/people/<uuid:user_id>/roles/withdraw")
@access(Access.ADMINISTRATOR_OF_ALL)
def withdraw_role(user_id: UUID) -> ResponseReturnValue:
    """Take a role from a person."""
    form = GrantForm()
    slug = request.form.get("programme", "")
    form.offer({slug: slug})  # a role can be taken back in a programme that is published no more
    if not form.validate():
        return _person_page(user_id, form).render(), 422
    services.withdraw_role(
        db.session(), user_id=user_id, grant=form.grant, by_id=current_actor().user_id, now=utc_now()
    )
    return _done(user_id, _("Role withdrawn."))


def _invite(form: InviteForm) -> ResponseReturnValue:
    user = services.invite(
        db.session(),
        key=settings().secret_key,
        email=form.email.data or "",
        name=form.name.data or "",
        grant=form.grant,
        language=form.language.data,
        invited_by_id=current_actor().user_id,
        now=utc_now(),
    )
    db.session.commit()
    flash(_("An invitation is on its way to %(address)s.", address=user.email), "ok")
    return deliver_after(make_response(redirect(url_for(".person", user_id=user.id))))


def _done(user_id: UUID, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "ok")
    return redirect(url_for(".person", user_id=user_id))


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.offer(programme_titles(db.session()))
    return form


def _person_page(user_id: UUID, form: GrantForm) -> PersonPage:
    found = queries.person_of(db.session(), user_id)
    invitation = queries.find_latest_invitation(db.session(), user_id)
    return PersonPage(
        title=found.name,
        crumbs=_crumbs(),
        person=found,
        status=status_words()[found.status],
        is_self=found.id == current_actor().user_id,
        is_invited=found.status is Status.INVITED,
        is_suspended=found.status is Status.SUSPENDED,
        invited_at=invitation.created_at if invitation else None,
        invitation_ends_at=invitation.expires_at if invitation else None,
        invitation_is_open=bool(invitation and not invitation.used_at and invitation.expires_at > utc_now()),
        roles=tuple(
            HeldRole(words=_grant_words(grant), role=grant.role, programme=grant.programme or "")
            for grant in found.grants
        ),
        form=form,
    )


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb(_("People"), url_for(".people")),)


def _roles(person: Person) -> str:
    return ", ".join(_grant_words(grant) for grant in person.grants) or role_words()[Role.PARTICIPANT]


def _grant_words(grant: Grant) -> str:
    role = role_words()[grant.role]
    return _("%(role)s in %(programme)s", role=role, programme=grant.programme) if grant.programme else role


def _choices(words: dict[Word, str], chosen: Word | None) -> tuple[Choice, ...]:
    return tuple(Choice(value, text, value == chosen) for value, text in words.items())


def _one_of(kind: type[Word], value: str) -> Word | None:
    return kind(value) if value in set(kind) else None


def _page_url(which: PeopleFilter, step: int) -> str:
    return url_for(
        ".people",
        term=which.term or None,
        role=which.role,
        status=which.status,
        page=which.page + step,
    )
