"""Home and the module's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.completion import rules
from studyvisit.completion.pages.requests import Request
from studyvisit.completion.queries import Trace, evidence_of
from studyvisit.completion.rules import Evidence, Place, Reading, Step
from studyvisit.curriculum.content import Forms, Lesson, Module
from studyvisit.library.queries import Published
from studyvisit.quizzes.rules.asking import count_of
from studyvisit.web.languages import InLanguage
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCard:
    """A module on the home page."""

    title: str
    summary: str
    url: str
    done: int
    total: int
    words: str
    certificate_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueLink:
    """The one big button: what comes next and what it takes."""

    url: str
    words: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One study visit on the home page."""

    title: str
    cohort: str
    agenda_url: str
    requests: tuple[Request, ...]
    continue_link: ContinueLink | None
    cards: tuple[ModuleCard, ...]


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """Where a person goes on."""

    template: ClassVar[str] = "completion/home.html"

    visits: tuple[Visit, ...]
    is_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a module's task list; `kind` is done, now or todo.

    Who only looks on is told no state, "", and given no address of what is a participant's alone. What
    `is_optional` is needed for nothing.
    """

    title: str
    url: str
    detail: str
    kind: str
    status: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProgress:
    """How far the reader has come in a module, and what is still missing."""

    done: int
    total: int
    words: str
    continue_link: ContinueLink | None
    missing: tuple[str, ...]
    certificate_code: str
    updated_on: datetime | None
    has_passed: bool


@dataclass(frozen=True, kw_only=True)
class ModulePage(Page):
    """A module: what it is for and what there is to do; `own` is None for who does not take part."""

    template: ClassVar[str] = "completion/module.html"

    crumbs: tuple[Crumb, ...]
    module: Module
    tasks: tuple[Task, ...]
    own: OwnProgress | None
    cohort: str
    may_teach: bool
    shown: InLanguage


def reading_of(trace: Trace) -> Reading:
    """Return where a trace ends."""
    is_before = trace.open_before is not None and trace.last_at == trace.before_at
    return Reading(
        read=frozenset(trace.read_at),
        last_lesson=trace.last_lesson,
        last_heading=trace.last_place,
        last_at=trace.last_at,
        attempt_id=trace.open_before if is_before else trace.open_attempt,
        is_before=is_before,
    )


def progress_words(evidence: Evidence) -> str:
    """Return how far a module has come, in words."""
    if evidence.is_complete:
        return _("Completed")
    return _("%(done)s of %(total)s done", done=evidence.steps_done, total=evidence.steps)


def url_of(cohort: str, place: Place) -> str:
    """Return the address of a place."""
    if place.attempt_id is not None:
        return url_for("quizzes.resume", attempt_id=place.attempt_id)
    where: dict[str, Any] = {"cohort": cohort, "module_slug": place.module_slug}
    if place.step is Step.READ:
        return url_for("lessons.lesson", **where, lesson_id=place.lesson_id, _anchor=place.heading or None)
    endpoints = {
        Step.ASSESS_BEFORE: "questionnaires.before",
        Step.QUIZ: "quizzes.quiz",
        Step.ASSESS_AFTER: "questionnaires.after",
        Step.CERTIFICATE: "completion.claim",
    }
    return url_for(endpoints[place.step], **where)


def continue_link(cohort: str, modules: Sequence[Module], place: Place | None) -> ContinueLink | None:
    """Return the button that leads to a place, or None when there is nothing left to do."""
    if place is None:
        return None
    module = next(module for module in modules if module.slug == place.module_slug)
    words, detail = _step_words(module, place)
    return ContinueLink(url=url_of(cohort, place), words=words, detail=detail)


def _step_words(module: Module, place: Place) -> tuple[str, str]:
    lesson = module.lesson(place.lesson_id)
    if lesson is not None:
        return _("Continue: %(title)s", title=lesson.title), _(
            "%(minutes)s, lesson %(number)s of %(total)s in %(module)s",
            minutes=about(lesson.minutes),
            number=lesson.number,
            total=len(module.lessons),
            module=module.title,
        )
    if place.is_before:
        return _("Continue: what do you know already?"), module.title
    return {
        Step.ASSESS_BEFORE: (
            _("Begin: %(title)s", title=module.title),
            _("First rate yourself; about a minute."),
        ),
        Step.QUIZ: (_("Continue: the quiz"), module.title),
        Step.ASSESS_AFTER: (_("Continue: rate yourself again"), module.title),
        Step.CERTIFICATE: (_("Get your certificate"), module.title),
    }[place.step]


def about(minutes: int) -> str:
    """Return a duration as a person says it."""
    return ngettext("about %(num)d minute", "about %(num)d minutes", minutes)


def missing_words(evidence: Evidence) -> tuple[str, ...]:
    """Return what is still missing for the certificate, in words."""
    left = evidence.lessons - evidence.lessons_read
    words = {
        Step.ASSESS_BEFORE: _("rate yourself before the module"),
        Step.READ: ngettext("read %(num)d more lesson", "read %(num)d more lessons", max(left, 1)),
        Step.QUIZ: _("pass the quiz"),
        Step.ASSESS_AFTER: _("rate yourself after the module"),
    }
    return tuple(words[step] for step in rules.missing(evidence) if step in words)


def tasks_of(cohort: str, module: Published[Module], trace: Trace, evidence: Evidence) -> tuple[Task, ...]:
    """Return a module's task list in the order it is taken; the first task not done is the present one."""
    where: dict[str, Any] = {"cohort": cohort, "module_slug": module.content.slug}
    quiz = module.content.quiz
    drafts = [
        (
            _("Rate yourself before"),
            url_for("questionnaires.before", **where),
            about(1),
            evidence.assessed_before,
        ),
        *(_lesson_task(cohort, module.content, lesson, trace) for lesson in module.content.lessons),
        (quiz.title, url_for("quizzes.quiz", **where), _quiz_words(module.content), evidence.quiz_passed),
        (
            _("Rate yourself after"),
            url_for("questionnaires.after", **where),
            about(2),
            evidence.assessed_after,
        ),
    ]
    first = next((at for at, draft in enumerate(drafts) if not draft[3]), None)
    before, *others = (
        Task(
            title=title,
            url=url,
            detail=detail,
            kind="done" if is_done else "now" if at == first else "todo",
            status=_("Done") if is_done else _("Next") if at == first else _("To do"),
        )
        for at, (title, url, detail, is_done) in enumerate(drafts)
    )
    return (before, *_check_before(cohort, module.content, trace), *others)


def _check_before(cohort: str, module: Module, trace: Trace) -> Iterator[Task]:
    """Yield the optional check before a module, while it can be taken and once it was."""
    is_over = trace.has_begun_quiz or trace.read_through_at is not None
    is_offered = module.quiz.rules.forms is Forms.BEFORE_AFTER and not is_over
    if trace.before_at is None and not is_offered:
        return
    is_done = trace.before_at is not None and trace.open_before is None
    yield Task(
        title=_("What do you know already?"),
        url=url_for("quizzes.before", cohort=cohort, module_slug=module.slug),
        detail=_("a check that counts for nothing"),
        kind="done" if is_done else "todo",
        status=_("Done") if is_done else _("If you like"),
        is_optional=True,
    )


def outline_of(cohort: str, module: Published[Module]) -> tuple[Task, ...]:
    """Return a module's task list for who only looks on: the lessons are open, the rest is for participants."""
    nobody = Trace()
    tasks = tasks_of(cohort, module, nobody, evidence_of(module.content, nobody))
    lessons = {lesson.title for lesson in module.content.lessons}
    return tuple(
        replace(task, kind="", status="", url=task.url if task.title in lessons else "") for task in tasks
    )


def _lesson_task(cohort: str, module: Module, lesson: Lesson, trace: Trace) -> tuple[str, str, str, bool]:
    url = url_for("lessons.lesson", cohort=cohort, module_slug=module.slug, lesson_id=lesson.id)
    return lesson.title, url, about(lesson.minutes), lesson.id in trace.read_at


def _quiz_words(module: Module) -> str:
    count, _pool = count_of(module.quiz)
    questions = ngettext("%(num)d question", "%(num)d questions", count)
    return _("%(questions)s, pass at %(mark)s %%", questions=questions, mark=module.quiz.rules.pass_mark)


def card(cohort: str, module: Module, trace: Trace) -> ModuleCard:
    """Return a module's card on the home page."""
    evidence = evidence_of(module, trace)
    return ModuleCard(
        title=module.title,
        summary=module.summary,
        done=evidence.steps_done,
        total=evidence.steps,
        url=url_for("completion.module", cohort=cohort, module_slug=module.slug),
        words=progress_words(evidence),
        certificate_code=trace.certificate_code,
    )


def updated_on(module: Published[Module], trace: Trace) -> datetime | None:
    """Return when the module changed since the person was last in it, or None when it did not."""
    seen: set[UUID] = trace.revisions
    is_new = bool(seen) and module.revision_id not in seen and trace.last_at is not None
    return module.published_at if is_new else None
