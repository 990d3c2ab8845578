"""Setting a new password when the old one is forgotten."""

from __future__ import annotations

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.accounts import queries, rules, services
from studyvisit.accounts.forms import NewPasswordForm, ResetRequestForm
from studyvisit.accounts.pages import LinkGonePage, ResetPage, ResetRequestPage, ResetSentPage
from studyvisit.accounts.rules import Purpose
from studyvisit.accounts.views.base import blueprint, choose_password, settings
from studyvisit.clock import utc_now
from studyvisit.extensions import db, limiter
from studyvisit.web.access import Access, access
from studyvisit.web.mail import deliver_after


@blueprint.route("/password-reset", methods=["GET", "POST"])
@access(Access.PUBLIC)
@limiter.limit("20 per hour", methods=["POST"])
def ask_for_reset() -> ResponseReturnValue:
    """Ask for a link that sets a new password; the answer never tells whether the address is known."""
    form = ResetRequestForm()
    if form.validate_on_submit():
        services.ask_for_reset(
            db.session(), key=settings().secret_key, email=form.email.data or "", now=utc_now()
        )
        db.session.commit()
        return deliver_after(make_response(redirect(url_for("accounts.reset_sent"))))
    page = ResetRequestPage(title=_("Set a new password"), form=form)
    return page.render(), 422 if form.errors else 200


@blueprint.get("/password-reset/sent")
@access(Access.PUBLIC)
def reset_sent() -> ResponseReturnValue:
    """Say what to expect."""
    return ResetSentPage(title=_("Look into your e-mail"), is_demo=settings().demo).render()


@blueprint.route("/password-reset/<string:token>", methods=["GET", "POST"])
@access(Access.PUBLIC, slow_first=True)
@limiter.limit("20 per minute; 200 per hour", methods=["POST"])
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by a link, end every session and sign this device in."""
    session = db.session()
    link = queries.find_link(session, token=token, purpose=Purpose.PASSWORD_RESET, now=utc_now())
    if link is None:
        return _gone()
    user = queries.profile_of(session, link.user_id)
    email = user.email
    form = NewPasswordForm()
    form.own = rules.own_words(user.name, email)
    session.rollback()
    if form.validate_on_submit():
        return _set(token, form.password.data or "")
    page = ResetPage(title=_("Set a new password"), form=form, email=email)
    return page.render(), 422 if form.errors else 200


def _set(token: str, password: str) -> ResponseReturnValue:
    if not choose_password(token, Purpose.PASSWORD_RESET, password, services.reset_password):
        return _gone()
    flash(_("Your password is changed. Every other device was signed out."), "ok")
    return redirect(url_for("completion.home"))


def _gone() -> ResponseReturnValue:
    page = LinkGonePage(
        title=_("This link works no more"),
        explanation=_(
            "It was used, or it is older than two hours, or a newer one was sent. "
            "Enter your e-mail address, and a new link is sent to you."
        ),
        way=_("Get a new link"),
        way_url=url_for("accounts.ask_for_reset"),
    )
    return page.render(), 410
