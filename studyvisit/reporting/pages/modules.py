"""The pages about how modules work, and about what people wrote in answer to their open questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import Question, drawn
from studyvisit.marking.rules import pseudonym
from studyvisit.reporting.pages.filters import Filter, Option
from studyvisit.reporting.pages.items import QuestionView
from studyvisit.reporting.pages.report import TableView
from studyvisit.reporting.queries.open_answers import OpenAnswer, open_questions
from studyvisit.web.pages import Crumb, Page, sanitised


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleLine:
    """A module with how many have begun and finished it, and how many notes of learners wait ("" for none)."""

    title: str
    url: str
    people: str
    notes: str


@dataclass(frozen=True, kw_only=True)
class ModulesPage(Page):
    """The modules a person may look into; trainers also find what learners say at `notes_url`."""

    template: ClassVar[str] = "reporting/modules.html"

    crumbs: tuple[Crumb, ...]
    modules: tuple[ModuleLine, ...]
    notes_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question with what is to be said of it: where all its figures stand and where it is mended."""

    view: QuestionView
    figures_url: str
    editor_url: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A link to where something is read, with what waits there in words."""

    text: str
    url: str
    count: str = ""


@dataclass(frozen=True, kw_only=True)
class ModulePage(Page):
    """How one module works: its figures, its questions, what learners say and what they wrote."""

    template: ClassVar[str] = "reporting/module.html"

    crumbs: tuple[Crumb, ...]
    address: str
    filter: Filter
    tables: tuple[TableView, ...]
    as_of: datetime
    attempts: int
    questions: tuple[QuestionLine, ...]
    flagged: int
    figures_url: str
    is_trainer: bool
    notes_url: str
    notes: tuple[Lead, ...]
    answers: tuple[Lead, ...]
    revision: str
    editor_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answer: whose it is under a code or a name, what it says, and its mark."""

    who: str
    who_url: str
    cohort: str
    text: str
    mark: str
    marking_url: str
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpenAnswersPage(Page):
    """What people wrote in answer to a question, the newest first; names only where they are asked for."""

    template: ClassVar[str] = "reporting/open_answers.html"

    crumbs: tuple[Crumb, ...]
    prompt: Markup
    lines: tuple[AnswerLine, ...]
    names_url: str
    names_words: str
    is_hidden: bool
    older_url: str
    newest_url: str
    editor_url: str


def modules_crumbs(*more: Crumb) -> tuple[Crumb, ...]:
    """Return the breadcrumbs of a page about modules."""
    home = Crumb(_("Home"), url_for("completion.home"))
    return (home, Crumb(_("How modules work"), url_for("reporting.modules")), *more)


def cohort_filter(cohorts: Mapping[str, str], chosen: str | None) -> Filter:
    """Return the cohorts that a page can be narrowed to."""
    return Filter(
        name="cohort",
        label=_("Cohort"),
        options=(Option("", _("All")), *(Option(slug, title) for slug, title in cohorts.items())),
        chosen=chosen or "",
        error="",
    )


def module_line(slug: str, title: str, begun: int, certified: int, notes: int) -> ModuleLine:
    """Return a module as a line of their list."""
    return ModuleLine(
        title=title,
        url=url_for("reporting.module", module_slug=slug),
        people=_(
            "%(begun)s begun, %(done)s certified",
            begun=format_decimal(begun),
            done=format_decimal(certified),
        ),
        notes=_waiting(notes) if notes else "",
    )


def _waiting(count: int) -> str:
    return ngettext("%(num)d note waits", "%(num)d notes wait", count)


def question_lines(slug: str, views: Iterable[QuestionView], ids: Sequence[str]) -> tuple[QuestionLine, ...]:
    """Return the questions, those to look at twice first; `ids` are theirs, in the same order."""
    figures = url_for("reporting.question_figures", module_slug=slug)
    lines = [
        QuestionLine(
            view=view,
            figures_url=f"{figures}#question-{view.number}",
            editor_url=question_editor(slug, question_id),
        )
        for view, question_id in zip(views, ids, strict=True)
    ]
    return tuple(sorted(lines, key=lambda line: not line.view.flags))


def question_editor(slug: str, question_id: str) -> str:
    """Return where a question is mended."""
    return url_for("studio.edit", kind="module", slug=slug, name="quiz.md", question=question_id)


def note_leads(module: Module, waiting: Mapping[tuple[str, str], int]) -> tuple[Lead, ...]:
    """Return the lessons of a module of which notes wait, in its order."""
    return tuple(
        Lead(
            lesson.title,
            url_for("lessons.notes", module=module.slug, lesson=lesson.id),
            _waiting(waiting[module.slug, lesson.id]),
        )
        for lesson in module.lessons
        if waiting.get((module.slug, lesson.id))
    )


def answer_leads(module: Module) -> tuple[Lead, ...]:
    """Return the open questions of a module's quiz, each with where its answers are read."""
    return tuple(
        Lead(
            question.name,
            url_for("reporting.open_answers", module_slug=module.slug, question_id=question.id),
        )
        for question in open_questions(module)
    )


def prompt_of(question: Question) -> Markup:
    """Return what a question asks."""
    return sanitised(drawn(question, 0).prompt)


def answer_line(
    answer: OpenAnswer, question_then: Callable[[OpenAnswer], Question | None], *, is_named: bool
) -> AnswerLine:
    """Return an answer as a line of their list; `question_then` gives its question as it was asked."""
    question = question_then(answer)
    if answer.points is None:
        mark = _("waits for its mark")
    else:
        points = question.points if question else 0
        mark = ngettext(
            "%(points)s of %(num)d point",
            "%(points)s of %(num)d points",
            points,
            points=format_decimal(answer.points),
        )
    return AnswerLine(
        who=answer.name if is_named else _("Answer %(code)s", code=pseudonym(answer.attempt_id)),
        who_url=url_for("reporting.person", enrolment_id=answer.enrolment_id) if is_named else "",
        cohort=answer.cohort,
        text=answer.text,
        mark=mark,
        marking_url=url_for("marking.answer", response_id=answer.response_id) if answer.is_by_person else "",
        saved_at=answer.saved_at,
    )
