"""What a person had typed when their session ended: shown, signed, and sent once they are back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from studyvisit.accounts.pages import SendAgainPage
from studyvisit.accounts.views.base import settings

LONGEST = 400_000
_SECONDS = 24 * 60 * 60
_NEVER_KEPT = ("csrf_token", "current", "kept")
_NOT_READ = ("key", "revision", "button", "next", "username")  # what machines put there


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form and the path they were sent to."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def page(self) -> SendAgainPage:
        """Return the page that offers to send them."""
        lines = tuple(
            (name.replace("_", " ").replace("-", " "), value)
            for name, value in self.fields
            if value.strip() and not name.endswith(_NOT_READ)
        )
        return SendAgainPage(
            title=_("Signed in again. Send what you had typed?") if lines else _("Signed in again. Go on?"),
            path=self.path,
            fields=self.fields,
            lines=lines,
        )


def keep(user_id: UUID) -> str:
    """Return what this request posted, signed for that person; "" when it is too long to carry along.

    Passwords, tokens and files are left out: they are never kept.
    """
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NEVER_KEPT and "password" not in name.casefold()
    ]
    text = str(_serializer().dumps([str(user_id), request.full_path.rstrip("?"), fields]))
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


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="studyvisit.kept")
