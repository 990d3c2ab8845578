"""What the views of accounts share."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import Blueprint, current_app, g, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import login_user
from werkzeug.exceptions import HTTPException
from wtforms import Field

from config import Settings
from studyvisit.accounts import queries, rules, services
from studyvisit.accounts.queries import Credentials
from studyvisit.accounts.rules import Purpose
from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.web.access import SignedIn, current_actor, start_writing

blueprint = Blueprint("accounts", "studyvisit.accounts", template_folder="templates")


def settings() -> Settings:
    """Return the installation's settings."""
    made: Settings = current_app.config["SETTINGS"]
    return made


def sign_in_with(token: str) -> None:
    """Put a fresh session into the cookie, and be that person for the rest of the request.

    Nothing of the session before survives: not its token, not its CSRF secret.
    """
    session.clear()
    g.pop("csrf_token", None)
    session["seen"] = int(time.time())
    actor = queries.find_actor_by_token(db.session(), token, utc_now())
    if actor is not None:
        login_user(SignedIn(actor, token))
        session.pop("_id", None)  # Flask-Login's fingerprint of the browser; sessions are rows here
    refresh()


def new_token(user_id: UUID) -> str:
    """Start a session on this device and return its token; one the cookie still held ends."""
    writing, now = db.session(), utc_now()
    before = session.get("_user_id")
    if before:
        services.end_session_of_token(writing, token=before, now=now)
    return services.start_session(
        writing,
        user_id=user_id,
        device=request.user_agent.string,
        lasts=settings().absolute_expiry,
        now=now,
    )


def choose_password(token: str, purpose: Purpose, password: str, use: Callable[..., None]) -> bool:
    """Use a link to set a password, and sign its person in; return False when it works no more.

    `use` is the service of that purpose. The password is hashed before the writing begins, so the link is
    looked for again.
    """
    password_hash = services.hash_password(password)
    writing, now = start_writing(), utc_now()
    link = queries.find_link(writing, token=token, purpose=purpose, now=now, to_use=True)
    if link is None:
        return False
    use(writing, link=link, password_hash=password_hash, now=now)
    signed_in = new_token(link.user_id)
    writing.commit()
    sign_in_with(signed_in)
    return True


def safe_path(path: str) -> str:
    """Return the path where a page of ours answers to it, and home otherwise."""
    return path if rules.is_our_path(path) and _can_be_opened(path) else url_for("completion.home")


def _can_be_opened(path: str) -> bool:
    """Return whether a link can lead there: some addresses take only what a form sends."""
    adapter = current_app.url_map.bind(request.host)
    try:
        adapter.match(unquote(urlsplit(path).path), method="GET")
    except HTTPException:  # no such page, another method, or an address to be mended by redirecting
        return False
    return True


class TooManyTries(Exception):
    """The account or the address was tried too often."""


def prove(email: str, password: str) -> Credentials | None:
    """Return the credentials of an address if this is their password. Raises TooManyTries.

    The try is counted and committed before the password is looked at, so that tries in several processes
    at once are as many as they are; and no transaction is open while argon2 works.
    """
    account, address = queries.account_of(email), rules.network_of(request.remote_addr or "")
    now = utc_now()
    if not services.note_try(start_writing(), account=account, address=address, now=now):
        raise TooManyTries
    db.session.commit()
    tries = queries.tries_since(
        db.session(), account=account, address=address, since=now - rules.TRIES_WINDOW
    )
    credentials = queries.find_credentials(db.session(), email)
    db.session.rollback()
    if rules.is_throttled(*tries):
        raise TooManyTries
    is_right = services.is_password(credentials.password_hash if credentials else None, password)
    # Rows of a demonstration may have come into a real installation; their password is in the documentation.
    is_public = password == rules.DEMO_PASSWORD and not settings().demo
    return credentials if is_right and not is_public else None


def is_own_password(field: Field) -> bool:
    """Return whether the field holds the person's password; otherwise say so at the field."""
    try:
        if prove(current_actor().email, field.data) is not None:
            return True
        field.errors = [_("This is not your current password.")]
    except TooManyTries:
        field.errors = [_("Too many attempts. Wait 15 minutes and try again.")]
    return False
