"""The pages of reviewers and trainers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from studyvisit.web.pages import Page


@dataclass(frozen=True, kw_only=True)
class CompletionPage(Page):
    """The completion report."""

    template: ClassVar[str] = "reporting/completion.html"


@dataclass(frozen=True, kw_only=True)
class CohortsPage(Page):
    """The cohorts a trainer follows."""

    template: ClassVar[str] = "reporting/cohorts.html"
