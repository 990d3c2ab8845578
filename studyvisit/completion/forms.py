"""What people type about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from studyvisit.accounts.rules import LONGEST_NAME, tidy

LONGEST_REASON = 500


def _tidy(text: str | None) -> str:
    return tidy(text or "")


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """The name as it is to be printed."""

    name = StringField(
        _l("Your name, as it should be printed"),
        [
            DataRequired(_l("Enter your name as it should be printed.")),
            Length(max=LONGEST_NAME, message=_l("Shorten your name to 100 characters or fewer.")),
        ],
        filters=[_tidy],
    )


class RevokeForm(FlaskForm):  # type: ignore[misc]
    """Why a certificate is taken back."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Enter the reason.")),
            Length(max=LONGEST_REASON, message=_l("Shorten the reason to 500 characters or fewer.")),
        ],
        filters=[_tidy],
    )
    may_be_replaced = BooleanField(_l("They may claim a new one: only what is printed on it was wrong"))
