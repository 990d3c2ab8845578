"""Signing in and out."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from studyvisit.accounts import queries, services
from studyvisit.accounts.forms import SignInForm
from studyvisit.accounts.pages import PeoplePage, ProfilePage, SignInPage
from studyvisit.accounts.rules import DEMO_PASSWORD, DEMO_PEOPLE
from studyvisit.clock import utc_now
from studyvisit.extensions import db, login_manager
from studyvisit.web.access import Access, SignedIn, access, current_actor, find_actor

blueprint = Blueprint("accounts", __name__, template_folder="../templates")
SEEN_EVERY_SECONDS = 60


@login_manager.user_loader  # type: ignore[misc]
def load_signed_in(token: str) -> SignedIn | None:
    """Find who a cookie belongs to, unless it has been idle for too long or its session ended."""
    idle = time.time() - float(session.get("seen", 0))
    if idle > current_app.config["SETTINGS"].idle_expiry.total_seconds():
        return None
    actor = queries.find_actor_by_token(db.session(), token, utc_now())
    return SignedIn(actor, token) if actor else None


@login_manager.unauthorized_handler  # type: ignore[misc]
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a person who is not signed in to the sign-in page and back afterwards."""
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


@blueprint.after_app_request
def remember_activity(response: Response) -> Response:
    """Keep the moment of last activity in the signed cookie: reading writes nothing to the database."""
    if (
        "_user_id" in session
        and time.time() - float(session.get("seen", 0)) > SEEN_EVERY_SECONDS
        and find_actor()
    ):
        session["seen"] = int(time.time())
    return response


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(Access.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form, and sign a person in."""
    settings = current_app.config["SETTINGS"]
    form = SignInForm()
    if form.validate_on_submit():
        user = services.find_user_by_password(
            db.session(), email=form.email.data or "", password=form.password.data or ""
        )
        if user is not None:
            token = services.start_session(
                db.session(),
                user_id=user.id,
                device=request.user_agent.string,
                lasts=settings.absolute_expiry,
                now=utc_now(),
            )
            db.session.commit()
            sign_in_with(token)
            return redirect(_safe_path(request.form.get("next", "")))
        form.form_errors.append(_("The e-mail address or the password is not right."))
    page = SignInPage(
        title=_("Sign in"),
        form=form,
        next_path=_safe_path(request.values.get("next", "")),
        demo_people=DEMO_PEOPLE if settings.demo else (),
        demo_password=DEMO_PASSWORD,
    )
    return page.render(), 422 if form.errors else 200


@blueprint.post("/sign-out")
@access(Access.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign this device out."""
    services.end_session(db.session(), session_id=current_actor().session_id, now=utc_now())
    db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


def sign_in_with(token: str) -> None:
    """Put a fresh session into the cookie; nothing of the one before survives."""
    session.clear()
    session["seen"] = int(time.time())
    session["_user_id"] = token


def _safe_path(path: str) -> str:
    parts = urlsplit(path)
    is_ours = (
        path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return path if is_ours and path.isprintable() and "\\" not in path else url_for("completion.home")


@blueprint.get("/profile")
@access(Access.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """Show what a person tells about themselves."""
    return ProfilePage(title=_("Profile")).render()


@blueprint.get("/people")
@access(Access.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """List everyone with an account."""
    return PeoplePage(title=_("People")).render()
