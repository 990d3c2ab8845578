"""Changing the address one signs in with, and confirming it from the new one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.accounts import queries, services
from studyvisit.accounts.forms import ConfirmForm, EmailForm
from studyvisit.accounts.models import AccessLink
from studyvisit.accounts.pages import ConfirmEmailPage, EmailPage, LinkGonePage
from studyvisit.accounts.rules import Purpose
from studyvisit.accounts.views.base import blueprint, is_own_password, settings
from studyvisit.clock import utc_now
from studyvisit.extensions import db, limiter
from studyvisit.web.access import Access, access, current_actor, find_actor, start_writing
from studyvisit.web.mail import deliver_after
from studyvisit.web.pages import Crumb


@blueprint.route("/profile/e-mail", methods=["GET", "POST"])
@access(Access.SIGNED_IN, slow_first=True)
def email() -> ResponseReturnValue:
    """Ask for another address to sign in with: a link goes there, and the present one is told."""
    actor = current_actor()
    form = EmailForm()
    if form.validate_on_submit() and is_own_password(form.current):
        try:
            services.ask_for_email_change(
                start_writing(),
                key=settings().secret_key,
                user_id=actor.user_id,
                email=form.email.data or "",
                now=utc_now(),
            )
            db.session.commit()
            return _done(
                _(
                    "A link is on its way to %(address)s. Once you have opened it, you sign in with that address.",
                    address=form.email.data,
                ),
                "accounts.profile",
            )
        except services.EmailTaken:
            db.session.rollback()
            form.email.errors = [_("Somebody signs in with this address already.")]
    page = EmailPage(
        title=_("Change your e-mail address"),
        form=form,
        crumbs=(Crumb(_("Profile"), url_for(".profile")),),
        email=actor.email,
    )
    return page.render(), 422 if form.errors else 200


@blueprint.route("/profile/e-mail/<string:token>", methods=["GET", "POST"])
@access(Access.PUBLIC)
@limiter.limit("20 per minute; 200 per hour", methods=["POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """Change the address once its owner says so: a mail program that opens links changes nothing."""
    session, now = db.session(), utc_now()
    form = ConfirmForm()
    is_sure = form.validate_on_submit()
    link = queries.find_link(session, token=token, purpose=Purpose.EMAIL_CHANGE, now=now, to_use=is_sure)
    if link is None:
        return _gone()
    if is_sure:
        return _change(link)
    page = ConfirmEmailPage(
        title=_("Is this your new e-mail address?"),
        form=form,
        name=queries.profile_of(session, link.user_id).name,
        new_email=link.new_email or "",
    )
    return page.render(), 422 if form.errors else 200


def _change(link: AccessLink) -> ResponseReturnValue:
    here, address = _session_of(link.user_id), link.new_email
    services.change_email(db.session(), link=link, session_id=here, now=utc_now())
    db.session.commit()
    if here is None:
        words = _("From now on you sign in with %(address)s. Every device was signed out.", address=address)
        return _done(words, "accounts.sign_in")
    words = _("From now on you sign in with %(address)s. Every other device was signed out.", address=address)
    return _done(words, "accounts.profile")


def _session_of(user_id: UUID) -> UUID | None:
    """Return the session that a person is signed in with on this device; None for nobody and for another."""
    actor = find_actor()
    return actor.session_id if actor is not None and actor.user_id == user_id else None


def _done(words: str, where: str) -> ResponseReturnValue:
    flash(words, "ok")
    return deliver_after(make_response(redirect(url_for(where))))


def _gone() -> ResponseReturnValue:
    page = LinkGonePage(
        title=_("This link works no more"),
        explanation=_(
            "It was used, or it is older than a day, or a newer one was sent, or your password has changed since. "
            "Your profile says which address you sign in with; ask there for another link."
        ),
        way=_("Your profile"),
        way_url=url_for("accounts.profile"),
    )
    return page.render(), 410
