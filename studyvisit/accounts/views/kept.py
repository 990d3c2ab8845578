"""What a person had typed when their session ended: shown, signed, and sent once they are back.

No form is known here but by what it posts, so only what reads like words is shown; the rest is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from studyvisit.accounts.pages import NotSentPage, SendAgainPage, Typed
from studyvisit.accounts.views.base import settings

LONGEST = 400_000
_SECONDS = 24 * 60 * 60
_NEVER_KEPT = ("csrf_token", "current", "kept")
_NOT_READ = ("key", "revision", "button", "next", "username")  # what machines put there
_OF_MACHINES = re.compile(r"[A-Za-z0-9_./:+-]*")  # values of choices: codes, slugs, numbers


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form and the path they were sent to."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def page(self) -> SendAgainPage:
        """Return the page that offers to send them."""
        typed, chosen = self.read()
        return SendAgainPage(
            title=_("Signed in again. Send what you had typed?")
            if typed or chosen
            else _("Signed in again. Go on?"),
            explanation=_("You are signed in again. Nothing has been sent yet."),
            path=self.path,
            fields=self.fields,
            typed=typed,
            chosen=chosen,
        )

    def page_after_return(self) -> SendAgainPage:
        """Return the same page for a form that was open since before the person signed in again."""
        typed, chosen = self.read()
        return SendAgainPage(
            title=_("Send what you had typed?") if typed or chosen else _("Go on?"),
            explanation=_("You have signed in again since you opened that page. Nothing has been sent yet."),
            path=self.path,
            fields=self.fields,
            typed=typed,
            chosen=chosen,
        )

    def page_to_copy(self) -> NotSentPage:
        """Return the page that shows them to who is not signed in, and so cannot send them."""
        typed, chosen = self.read()
        return NotSentPage(
            title=_("You are not signed in on this device any more")
            if request.endpoint != "accounts.sign_in"
            else _("This sign-in page was open too long"),
            explanation=_("Nothing has been sent. Copy what you want to keep, sign in, and enter it there.")
            if typed or chosen
            else _("Nothing has been sent. Open the sign-in page again; your browser must accept cookies."),
            typed=typed,
            chosen=chosen,
        )

    def read(self) -> tuple[tuple[Typed, ...], int]:
        """Return what reads like a person's own words, and how many other fields hold something."""
        labels = _labels()
        filled = [
            (name, value) for name, value in self.fields if value.strip() and not name.endswith(_NOT_READ)
        ]
        words = [
            (name, value) for name, value in filled if name in labels or not _OF_MACHINES.fullmatch(value)
        ]
        chosen = {name for name, _value in filled} - {name for name, _value in words}
        return tuple(Typed(labels.get(name, ""), value) for name, value in words), len(chosen)


def posted() -> Kept:
    """Return what this request posted. Passwords, tokens and files are left out: they are never kept."""
    fields = (
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NEVER_KEPT and "password" not in name.casefold()
    )
    return Kept(request.full_path.rstrip("?"), tuple(fields))


def keep(user_id: UUID) -> str:
    """Return what this request posted, signed for that person; "" when it is too long to carry along."""
    now = posted()
    text = str(_serializer().dumps([str(user_id), now.path, now.fields]))
    return text if len(text) <= LONGEST else ""


def take(text: str, user_id: UUID) -> Kept | None:
    """Return what was kept for this person, or None when it is another's, forged or older than a day."""
    try:
        owner, path, fields = _serializer().loads(text, max_age=_SECONDS)
    except BadData:
        return None
    if owner != str(user_id):
        return None
    return Kept(path, tuple((name, value) for name, value in fields))


def _labels() -> dict[str, str]:
    """Return the names of fields whose text is shown whatever it looks like."""
    return {
        "name": _("Name"),
        "email": _("E-mail"),
        "institution": _("Institution"),
        "position": _("Position"),
        "reason": _("Reason"),
    }


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="studyvisit.kept")
