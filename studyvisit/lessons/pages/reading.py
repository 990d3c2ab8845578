"""The lesson page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from studyvisit.curriculum.content import Check, Guide, Handout, Lesson, Module
from studyvisit.lessons.pages.notes import NoteForm
from studyvisit.web.figures import Figure, figure_of
from studyvisit.web.languages import InLanguage
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, kw_only=True)
class LessonPage(Page):
    """One lesson, with where it stands in its module; every address on it begins with `module_url`.

    Who does not take part is shown neither what was read nor a way to say so or to say what is unclear; whoever
    teaches it finds at `notes_url` what learners say of it.
    """

    template: ClassVar[str] = "lessons/lesson.html"

    crumbs: tuple[Crumb, ...]
    lesson: Lesson
    module: Module
    module_url: str
    before: Lesson | None
    after: Lesson | None
    is_participant: bool
    read_at: datetime | None
    shown: InLanguage
    read: frozenset[str]
    body: str
    note: NoteForm | None
    asks_for_note: bool
    notes_url: str


@dataclass(frozen=True, kw_only=True)
class GuidePage(Page):
    """How a trainer runs a module in a room."""

    template: ClassVar[str] = "lessons/guide.html"

    crumbs: tuple[Crumb, ...]
    guide: Guide
    module: Module
    module_url: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class HandoutPage(Page):
    """What a participant of a module keeps on paper."""

    template: ClassVar[str] = "lessons/handout.html"

    crumbs: tuple[Crumb, ...]
    module: Module
    figures: tuple[Figure, ...]


def figures_of(paper: Guide | Handout) -> tuple[Figure, ...]:
    """Return the parts of a guide or a handout; neither asks anything."""
    return tuple(figure_of(part) for part in paper.body if not isinstance(part, Check))
