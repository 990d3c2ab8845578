"""The page of what waits to be marked, the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from studyvisit.curriculum.content import Module
from studyvisit.marking.queries import MOST_SHOWN, Asked, Waiting
from studyvisit.marking.rules import State, pseudonym
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One answer that waits; `claimed` says that somebody is at it."""

    name: str
    url: str
    what: str
    cohort: str
    since: datetime
    work: str
    claimed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChoice:
    """A question of which answers wait: the list of them, and how far two markers agree about it."""

    title: str
    count: str
    url: str
    agreement_url: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class QueuePage(Page):
    """What waits to be marked by this person."""

    template: ClassVar[str] = "marking/queue.html"

    crumbs: tuple[Crumb, ...]
    rows: tuple[WaitingRow, ...]
    summary: str
    questions: tuple[QuestionChoice, ...]
    all_url: str
    module: str
    question: str
    notes: str


def queue_page(
    waiting: Sequence[Waiting],
    asked: Sequence[Asked],
    module_of: Callable[[UUID], Module],
    *,
    person: UUID,
    module: str,
    question: str,
    notes: int | None,
    now: datetime,
) -> QueuePage:
    """Return the page of what waits; `module` and `question` narrow it, empty for all of them.

    `notes` is how many notes of learners wait for this person, None for who does not read them.
    """
    return QueuePage(
        title=_("Marking"),
        crumbs=(Crumb(pgettext("breadcrumb", "Home"), url_for("completion.home")),),
        rows=tuple(_row(one, module_of(one.revision_id), person, now) for one in waiting),
        summary=_summary(len(waiting)),
        questions=tuple(
            QuestionChoice(
                title=_what(module_of(one.revision_id), one.question_id),
                count=ngettext("%(num)d answer waits", "%(num)d answers wait", one.waiting),
                url=url_for("marking.queue", module=one.module_slug, question=one.question_id),
                agreement_url=url_for(
                    "marking.agreement", module_slug=one.module_slug, question_id=one.question_id
                ),
                is_chosen=(one.module_slug, one.question_id) == (module, question),
            )
            for one in asked
        ),
        all_url=url_for("marking.queue") if module or question else "",
        module=module,
        question=question,
        notes=_notes(notes),
    )


def _notes(count: int | None) -> str:
    if count is None:
        return ""
    if not count:
        return _("What learners say")
    return ngettext("%(num)d note of learners waits", "%(num)d notes of learners wait", count)


def name_of(attempt_id: UUID, name: str, module: Module) -> str:
    """Return by what a marker knows whose answer it is: a code, or the name where the quiz says so."""
    if module.quiz.rules.marking.anonymous:
        return _("Answer %(code)s", code=pseudonym(attempt_id))
    return name


def work_words(state: str) -> str:
    """Return what an answer waits for."""
    words = {
        State.FIRST: _("to be marked"),
        State.SECOND: _("a second marker"),
        State.MODERATION: _("a decision between two markers"),
        State.DONE: _("nothing more"),
    }
    return words[State(state)]


def _row(one: Waiting, module: Module, person: UUID, now: datetime) -> WaitingRow:
    is_claimed = one.claimed_until is not None and one.claimed_until > now
    claimed = _("You have begun this one.") if one.claimed_by_id == person else _("Somebody is at it.")
    return WaitingRow(
        name=name_of(one.attempt_id, one.name, module),
        url=url_for("marking.answer", response_id=one.response_id),
        what=_what(module, one.question_id),
        cohort=one.cohort_title,
        since=one.waits_since,
        work=work_words(one.state),
        claimed=claimed if is_claimed else "",
    )


def _what(module: Module, question_id: str) -> str:
    question = module.quiz.question(question_id)
    return _(
        "%(module)s: %(question)s",
        question=question.name if question else question_id,
        module=module.title,
    )


def _summary(count: int) -> str:
    if count == MOST_SHOWN:
        return _("More than %(num)d answers wait. These have waited longest.", num=count)
    return ngettext("%(num)d answer waits for you.", "%(num)d answers wait for you.", count)
