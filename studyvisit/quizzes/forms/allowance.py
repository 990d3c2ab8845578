"""What a trainer grants one person at a quiz."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from studyvisit.accounts.rules import tidy
from studyvisit.quizzes.rules.starting import Allowed

MOST_MINUTES = 1440
MOST_ATTEMPTS = 20
LONGEST_REASON = 300


class WholeNumberField(IntegerField):
    """A whole number, with our own words for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a whole number, 0 for none.")) from None


class AllowanceForm(FlaskForm):  # type: ignore[misc]
    """More minutes for each attempt, more attempts, and why."""

    extra_minutes = WholeNumberField(
        _l("Minutes more for each attempt"),
        [
            InputRequired(_l("Enter a whole number, 0 for none.")),
            NumberRange(0, MOST_MINUTES, _l("Enter a whole number of minutes from 0 to 1440.")),
        ],
    )
    extra_attempts = WholeNumberField(
        _l("Attempts more"),
        [
            InputRequired(_l("Enter a whole number, 0 for none.")),
            NumberRange(0, MOST_ATTEMPTS, _l("Enter a whole number of attempts from 0 to 20.")),
        ],
    )
    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Enter the reason.")),
            Length(max=LONGEST_REASON, message=_l("Shorten the reason to 300 characters or fewer.")),
        ],
        filters=[lambda text: tidy(text or "")],
    )

    @property
    def allowed(self) -> Allowed:
        """Return what the form grants."""
        return Allowed(60 * (self.extra_minutes.data or 0), self.extra_attempts.data or 0)
