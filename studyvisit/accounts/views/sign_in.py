"""Signing in and out, and what becomes of a person whose session has ended."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from babel.dates import format_timedelta
from flask import Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import logout_user

from studyvisit.accounts import queries, rules, services
from studyvisit.accounts.forms import SignInForm, role_words
from studyvisit.accounts.pages import SignInPage
from studyvisit.accounts.views import kept
from studyvisit.accounts.views.base import (
    TooManyTries,
    blueprint,
    new_token,
    prove,
    safe_path,
    settings,
    sign_in_with,
)
from studyvisit.clock import utc_now
from studyvisit.extensions import db, login_manager
from studyvisit.web.access import SAFE_METHODS, Access, SignedIn, access, find_actor, start_writing
from studyvisit.web.errors import answer, wants_json

log = structlog.get_logger()
SEEN_EVERY_SECONDS = 60


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """Find who a cookie belongs to, unless it has been idle for too long or its session ended."""
    if _idle() > settings().idle_expiry:
        return None
    actor = queries.find_actor_by_token(db.session(), token, utc_now())
    return SignedIn(actor, token) if actor else None


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a person to the sign-in page and back afterwards; what they posted waits for them on the page."""
    if wants_json():
        return answer(401, "signed-out")
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    past = queries.find_past_session(db.session(), session.get("_user_id", ""))
    if past is None:
        return redirect(url_for("accounts.sign_in"))
    text = kept.keep(past.user_id)
    title = _("Your session has ended – nothing you typed is lost") if text else _("Your session has ended")
    return _page(SignInForm(formdata=None), title=title, kept_text=text).render(), 401


@blueprint.after_app_request
def remember_activity(response: Response) -> Response:
    """Keep the moment of last activity in the signed cookie: reading writes nothing to the database."""
    if "_user_id" in session and _idle().total_seconds() > SEEN_EVERY_SECONDS and find_actor():
        session["seen"] = int(time.time())
    return response


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(Access.PUBLIC, slow_first=True)
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form, and sign a person in; who is signed in already goes on."""
    if find_actor() is not None:
        return _go_on()
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        email, password = form.email.data or "", form.password.data or ""
        try:
            if _signed_in(email, password):
                return _go_on()
            status = 422
            form.form_errors.append(_("The e-mail address or the password is not right."))
        except TooManyTries:
            log.warning("sign-in throttled", account=queries.account_of(email)[:12])
            status = 429
            form.form_errors.append(
                _(
                    "Too many attempts. Wait %(time)s and try again, or set a new password.",
                    time=_in_words(rules.TRIES_WINDOW),
                )
            )
    elif form.errors:
        status = 422
    page = _page(form, title=_("Sign in"), kept_text=request.form.get("kept", ""))
    return page.render(), status


@blueprint.post("/sign-out")
@access(Access.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """Sign this device out; who is signed out already sees the same."""
    if "_user_id" in session:
        services.end_session_of_token(db.session(), token=session["_user_id"], now=utc_now())
        db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


def _signed_in(email: str, password: str) -> bool:
    """Sign a person in if this is their password. Raises TooManyTries."""
    credentials = prove(email, password)
    if credentials is None:
        log.warning("sign-in refused", account=queries.account_of(email)[:12])
        return False
    better = services.hash_password(password) if services.needs_rehash(credentials.password_hash) else ""
    writing = start_writing()
    if queries.find_credentials(writing, email) != credentials:
        return False  # suspended, or given another password, in these few milliseconds
    if better:
        queries.profile_of(writing, credentials.user_id).password_hash = better
    services.forget_tries(writing, account=queries.account_of(email))
    token = new_token(credentials.user_id)
    db.session.commit()
    sign_in_with(token)
    return True


def _go_on() -> ResponseReturnValue:
    """Go where the person wanted to: back to what they had typed, to a page of ours, or home."""
    actor = find_actor()
    waiting = request.form.get("kept", "")
    if actor is not None and waiting:
        found = kept.take(waiting, actor.user_id)
        return found.page().render() if found else redirect(url_for("completion.home"))
    return redirect(safe_path(request.values.get("next", "")))


def _page(form: SignInForm, *, title: str, kept_text: str) -> SignInPage:
    demo = settings().demo
    words = role_words()
    return SignInPage(
        title=title,
        form=form,
        notice=_why_signed_out(),
        next_path=safe_path(request.values.get("next", "")),
        kept=kept_text,
        demo_people=tuple((words[role], email) for role, email, _name in rules.DEMO_PEOPLE) if demo else (),
        demo_password=rules.DEMO_PASSWORD if demo else "",
    )


def _why_signed_out() -> str:
    """Return why the session that the cookie still holds is over, or nothing for who was never signed in."""
    token = session.get("_user_id", "")
    past = queries.find_past_session(db.session(), token) if token else None
    if past is None or find_actor() is not None:
        return ""
    if past.ended_at is not None:
        return _("You were signed out on this device.")
    if past.expires_at <= utc_now():
        longest = _in_words(settings().absolute_expiry)
        return _("You were signed out because you had been signed in for %(time)s.", time=longest)
    if _idle() > settings().idle_expiry:
        idle = _in_words(settings().idle_expiry)
        return _("You were signed out after %(time)s without activity.", time=idle)
    return ""


def _in_words(time: timedelta) -> str:
    return format_timedelta(time, threshold=1.5, locale=get_locale() or "en")


def _idle() -> timedelta:
    return timedelta(seconds=time.time() - float(session.get("seen", 0)))
