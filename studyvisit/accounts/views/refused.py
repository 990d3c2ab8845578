"""A form whose token is not of this session: nothing is done, and nothing typed is lost."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from studyvisit.accounts.views import kept
from studyvisit.accounts.views.base import blueprint
from studyvisit.extensions import db
from studyvisit.web.access import find_actor
from studyvisit.web.errors import answer, wants_json

STATUS = 400


@blueprint.app_errorhandler(CSRFError)
def token_refused(error: CSRFError) -> ResponseReturnValue:
    """Show what was posted: to send it again with a fresh token, or, to who is signed out, to copy it."""
    db.session.rollback()
    if wants_json() or _is_strange():
        return answer(STATUS, "csrf")
    actor = find_actor()
    if actor is None:
        return kept.posted().page_to_copy().render(), STATUS
    # A sign-in page of another tab may hold what was typed there when the session ended.
    waiting = kept.take(request.form.get("kept", ""), actor.user_id)
    return (waiting or kept.posted()).page_after_return().render(), STATUS


def _is_strange() -> bool:
    """Return whether a browser says that a page of another site posted this: its words are not shown as ours."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
