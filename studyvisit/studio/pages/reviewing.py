"""The review of a draft, and the links by which colleagues read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from flask_babel import gettext as _

from studyvisit.studio.forms.reviewing import CommentForm
from studyvisit.studio.queries.reviewing import Thread
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import QuestionView


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the review in words; `is_about_this` says whether the draft is still as it was then."""

    words: str
    by: str
    at: datetime
    said: str
    is_about_this: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file with what was said about it."""

    number: int
    text: str
    threads: tuple[Thread, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewPage(Page):
    """Where a draft's review stands, and what was said about its lines; `lines` are those of the file looked at.

    `lost` are comments whose line is gone, and those on other files. `second_reader` says who has to approve.
    """

    template: ClassVar[str] = "studio/review.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    state: tuple[str, str]
    steps: tuple[StepLine, ...]
    second_reader: str
    files: tuple[tuple[str, str, int], ...]
    file: str
    lines: tuple[Line, ...]
    threads: tuple[Thread, ...]
    form: CommentForm
    error: str = ""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link that was made: by whom, until when, and what has become of it."""

    id: UUID
    by: str
    made_at: datetime
    state: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class LinksPage(Page):
    """The links to a draft; `made` is the address of one made just now, shown this once."""

    template: ClassVar[str] = "studio/previews.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    days: int
    has_draft: bool
    links: tuple[LinkLine, ...]
    made: str = ""


@dataclass(frozen=True, kw_only=True)
class SharedPage(Page):
    """A part of a draft as readers will get it, for who has a link; `parts` lead to the others."""

    template: ClassVar[str] = "studio/draft_preview.html"

    parts: tuple[tuple[str, str], ...]
    here: str
    until: datetime
    body: str = ""
    questions: tuple[QuestionView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClosedPage(Page):
    """What whoever has a link reads that no longer works."""

    template: ClassVar[str] = "studio/closed.html"


def step_words(act: str) -> str:
    """Return a step of a review in words."""
    return {
        "submitted": _("Handed in for review"),
        "returned": _("Sent back"),
        "approved": _("Approved"),
    }[act]
