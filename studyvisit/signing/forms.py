"""What reviewers type about frozen reports."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

LONGEST_WORDS = 2000


def _tidy(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class FreezeForm(FlaskForm):  # type: ignore[misc]
    """Nothing to type: the page's key keeps a double click from freezing twice."""

    key = HiddenField(validators=[DataRequired()])


class CommentForm(FlaskForm):  # type: ignore[misc]
    """A comment, on the figure that the address names or on the whole report."""

    key = HiddenField(validators=[DataRequired()])
    words = TextAreaField(
        _l("Comment"),
        [
            DataRequired(_l("Write your comment.")),
            Length(max=LONGEST_WORDS, message=_l("Shorten the comment to 2,000 characters or fewer.")),
        ],
        filters=[_tidy],
    )


class SignForm(FlaskForm):  # type: ignore[misc]
    """Signing: how many acts the page showed."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(0, 100_000)])


class ReturnForm(FlaskForm):  # type: ignore[misc]
    """Why a report is returned, and how many acts the page showed."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(0, 100_000)])
    words = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say why: whoever froze the report reads it.")),
            Length(max=LONGEST_WORDS, message=_l("Shorten the reason to 2,000 characters or fewer.")),
        ],
        filters=[_tidy],
    )


class ShareForm(FlaskForm):  # type: ignore[misc]
    """How long a public link is to lead somewhere."""

    key = HiddenField(validators=[DataRequired()])
    days = SelectField(_l("The link works for"), coerce=int, default=365)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.days.choices = [
            (30, _l("30 days")),
            (90, _l("90 days")),
            (365, _l("one year")),
            (730, _l("two years")),
        ]


class VerifyForm(FlaskForm):  # type: ignore[misc]
    """A file, or the fingerprint printed in it."""

    file = FileField(_l("File"))
    head = StringField(_l("Fingerprint"), [Length(max=200)], filters=[_tidy])
