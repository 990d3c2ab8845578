"""Where a trainer grants one person more time and more attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from studyvisit.quizzes.forms.allowance import AllowanceForm
from studyvisit.web.pages import FormPage


@dataclass(frozen=True, kw_only=True)
class AllowancePage(FormPage):
    """A participant, the rules of a quiz that can be widened for them, and the form that does it."""

    template: ClassVar[str] = "quizzes/allowance.html"

    name: str
    quiz_title: str
    limit: str
    attempts: int | None
    granted_at: datetime | None
    form: AllowanceForm
