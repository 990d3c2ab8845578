"""A text as readers will get it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from studyvisit.curriculum.alone import find_part
from studyvisit.curriculum.content import Check, Guide, Handout, Lesson, Quiz
from studyvisit.curriculum.render import render_file
from studyvisit.curriculum.source import Bundle
from studyvisit.studio.pages.questions import answered
from studyvisit.web.figures import Figure, figure_of
from studyvisit.web.pages import Page
from studyvisit.web.questions import QuestionView
from studyvisit.web.reading import body_of

VIEWS = ("phone", "laptop", "paper", "rtl")


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """A file as readers will get it; `view` says on what: phone, laptop, paper, or from right to left."""

    template: ClassVar[str] = "studio/preview.html"

    body: str
    questions: tuple[QuestionView, ...]
    figures: tuple[Figure, ...]
    view: str
    is_plain: bool


def preview_of(bundle: Bundle, name: str, vocabulary: Bundle | None, view: str) -> PreviewPage:
    """Return a file as readers will get it; as plain text where it cannot be read as what it is to be."""
    part = find_part(bundle, name, vocabulary)
    body, title = "", ""
    questions: tuple[QuestionView, ...] = ()
    figures: tuple[Figure, ...] = ()
    if isinstance(part, Lesson):
        body = body_of(part, lambda _question: [])
    elif isinstance(part, Quiz):
        title, body = part.title, part.introduction
        questions = tuple(answered(question, number) for number, question in enumerate(part.questions, 1))
    elif isinstance(part, Guide | Handout):
        title = part.title
        figures = tuple(figure_of(one) for one in part.body if not isinstance(one, Check))
    else:
        body = render_file(bundle.text(name)) if part is None else part
    return PreviewPage(
        title=title,
        body=body,
        questions=questions,
        figures=figures,
        view=view if view in VIEWS else VIEWS[0],
        is_plain=part is None,
    )
