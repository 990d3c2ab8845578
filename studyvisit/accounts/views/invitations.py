"""Accepting an invitation."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from studyvisit.accounts import queries, rules, services
from studyvisit.accounts.forms import InvitationForm
from studyvisit.accounts.pages import InvitationPage, LinkGonePage
from studyvisit.accounts.rules import Purpose
from studyvisit.accounts.views.base import blueprint, choose_password
from studyvisit.clock import utc_now
from studyvisit.extensions import db, limiter
from studyvisit.web.access import Access, access


@blueprint.route("/invitations/<string:token>", methods=["GET", "POST"])
@access(Access.PUBLIC, slow_first=True)
@limiter.limit("20 per minute; 200 per hour", methods=["POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Let an invited person choose a password, and sign them in."""
    session = db.session()
    link = queries.find_link(session, token=token, purpose=Purpose.INVITATION, now=utc_now())
    if link is None:
        return _gone()
    user = queries.profile_of(session, link.user_id)
    email, language = user.email, user.language
    with force_locale(language):
        form = InvitationForm(name=user.name)
        form.own = rules.own_words(form.name.data or user.name, email)
        session.rollback()
        if form.validate_on_submit():
            return _accept(token, form)
        page = InvitationPage(title=_("Welcome to studyvisit"), form=form, email=email)
        return page.render(), 422 if form.errors else 200


def _accept(token: str, form: InvitationForm) -> ResponseReturnValue:
    accept = partial(services.accept_invitation, name=form.name.data or "")
    if not choose_password(token, Purpose.INVITATION, form.password.data or "", accept):
        return _gone()
    flash(_("Your account is ready. Tell us a little about yourself; you can change it at any time."), "ok")
    return redirect(url_for("accounts.profile"))


def _gone() -> ResponseReturnValue:
    page = LinkGonePage(
        title=_("This invitation works no more"),
        explanation=_(
            "It was used, or it is older than 14 days, or a newer one was sent. If you chose a password "
            "already, sign in with it. Otherwise enter your e-mail address, and a new link is sent to you."
        ),
        way=_("Get a new link"),
        way_url=url_for("accounts.ask_for_reset"),
    )
    return page.render(), 410
