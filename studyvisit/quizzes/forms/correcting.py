"""What a trainer says about a question that was wrong."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from studyvisit.quizzes.rules.correcting import Remedy

LONGEST_REASON = 300


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


class CorrectionForm(Form):
    """Which question, what is done about it, and why; `digest` stands for the preview that was agreed to."""

    question = SelectField(_l("Question"), [DataRequired(_l("Choose the question."))])
    remedy = RadioField(_l("What is done"), [InputRequired(_l("Choose what is done about it."))])
    reason = TextAreaField(
        _l("Why"),
        [
            DataRequired(_l("Say what was wrong: participants read it beside their result.")),
            Length(max=LONGEST_REASON, message=_l("Shorten this to %(max)d characters.")),
        ],
        filters=[_tidy],
    )
    digest = HiddenField()

    def offer(self, questions: Mapping[str, str]) -> None:
        """Fill in the questions that can be chosen, by id."""
        self.question.choices = [("", _("Choose a question")), *questions.items()]
        self.remedy.choices = list(remedy_choices().items())


def remedy_choices() -> dict[str, str]:
    """Return what can be done about a question, in words."""
    return {
        Remedy.KEY.value: _("Mark by the question as it is published now"),
        Remedy.DROP.value: _("Take the question out"),
        Remedy.CREDIT.value: _("Give everyone its points"),
    }
