"""The pages of an open attempt: its questions, what is left to answer, the end of its time; and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _

from studyvisit.curriculum.content import Module, Quiz
from studyvisit.curriculum.questions import FileUpload, Question
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes.forms import PostedPage, field_of
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.pages.certainty import levels_of
from studyvisit.quizzes.pages.looking_back import asked_of, options_of, seen_view
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.papers import NO_PAPER, files_of
from studyvisit.quizzes.pages.steps import StepView, ids_of, open_stretches, progress_in, step_of
from studyvisit.quizzes.pages.words import duration_words, heading_words, progress_words
from studyvisit.quizzes.queries import Sitting
from studyvisit.quizzes.rules import asking
from studyvisit.quizzes.rules.looking_back import Sight
from studyvisit.web.formats import saved_words
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.questions import QuestionView, settings_of, unreadable_words

MOST_COUNTED = timedelta(days=1)
"""The longest time that is counted down: as long as a quiz may last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How long an open attempt still runs: `seconds` for the script, `left` in words."""

    due_at: datetime
    seconds: int
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that stand together, below the heading of their section; without sections `id` is empty."""

    id: str
    title: str
    introduction: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, kw_only=True)
class AttemptPage(Page):
    """The questions of an open attempt that may be answered now, with the saved answers.

    `step` is None with free progress; `earlier` is what may still be read of the steps before.
    """

    template: ClassVar[str] = "quizzes/attempt.html"

    crumbs: tuple[Crumb, ...]
    attempt_id: str
    heading: str
    language: str
    groups: tuple[Group, ...]
    step: StepView | None
    earlier: tuple[QuestionView, ...]
    may_look_back: bool
    progress: str
    clock: Clock | None
    key: str
    can_check: bool

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Return the questions whose answers could not be read, with the words for each."""
        views = (view for group in self.groups for view in group.questions)
        return tuple((view.field, view.error) for view in views if view.error)


def attempt_page(
    sitting: Sitting, module: Module, posted: PostedPage | None, *, key: str, now: datetime
) -> AttemptPage:
    """Return the page of an open attempt; `posted` holds what could not be read of what was just sent."""
    quiz, attempt = module.quiz, sitting.attempt
    step = step_of(attempt, quiz)
    return AttemptPage(
        title=quiz.title,
        crumbs=crumbs_of(sitting.cohort_slug, module, with_quiz=True),
        attempt_id=str(attempt.id),
        heading=heading_words(attempt),
        language=quiz.language,
        groups=tuple(
            _group(stretch, _open_views(sitting, quiz, stretch.question_ids, posted, now))
            for stretch in open_stretches(attempt, quiz)
        ),
        step=step,
        earlier=_earlier_views(sitting, quiz, now) if step and quiz.rules.look_back else (),
        may_look_back=quiz.rules.look_back,
        progress=progress_in(sitting),
        clock=clock_of(attempt.due_at, now),
        key=key,
        can_check=quiz.rules.review.checks,
    )


def receipt(stored: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return the receipt of one answer as the script gets it, with the words to show."""
    words = saved_words(datetime.fromisoformat(stored["saved_at"]), now)
    if stored["is_late"]:
        words = _("This came too late: the attempt had ended or gone on. It is kept, but does not count.")
    elif stored.get("is_checked"):
        words = _("This answer was checked, so it stays as it was.")
    elif not stored["is_current"]:
        words = _(
            "A newer answer was saved elsewhere. Reload the page to see it, or change yours to replace it."
        )
    return {
        "saved_at": stored["saved_at"],
        "saved_at_words": words,
        "revision": stored["revision"],
        "is_current": stored["is_current"],
        "is_late": stored["is_late"],
        "progress": progress_words(stored["answered"], stored["asked"]),
    }


def clock_of(due_at: datetime | None, now: datetime) -> Clock | None:
    """Return how long an attempt still runs; None without a limit, and while a quiz closes on some later day."""
    if due_at is None or due_at - now > MOST_COUNTED:
        return None
    seconds = max(floor((due_at - now).total_seconds()), 0)
    return Clock(due_at=due_at, seconds=seconds, left=duration_words(seconds))


def _group(stretch: asking.Stretch, views: tuple[QuestionView, ...]) -> Group:
    section = stretch.section
    return Group(
        id=section.id if section else "",
        title=section.title if section else "",
        introduction=section.introduction if section else "",
        questions=views,
    )


def _open_views(
    sitting: Sitting, quiz: Quiz, here: Sequence[str], posted: PostedPage | None, now: datetime
) -> tuple[QuestionView, ...]:
    sight = Sight(review=quiz.rules.review, closes_at=None, has_passed=False, now=now)
    asked = [(number, one) for number, one in asked_of(sitting.attempt, quiz) if one.id in here]
    settings = settings_of(question for _number, question in asked)
    return tuple(
        seen_view(sitting, quiz, number, question, setting, sight)
        if _is_checked(sitting, question)
        else _open_view(sitting, quiz, number, question, setting, posted, now)
        for (number, question), setting in zip(asked, settings, strict=True)
    )


def _is_checked(sitting: Sitting, question: Question) -> bool:
    response = sitting.responses.get(question.id)
    return response is not None and response.checked_at is not None


def _open_view(
    sitting: Sitting,
    quiz: Quiz,
    number: int,
    question: Question,
    setting: str,
    posted: PostedPage | None,
    now: datetime,
) -> QuestionView:
    error = posted.errors.get(question.id, "") if posted else ""
    response = sitting.responses.get(question.id)
    answer = tuple(response.answer) if response else ()
    if posted and error:
        answer = posted.typed[question.id]
    return QuestionView(
        question=question,
        field=field_of(number),
        number=number,
        answer=answer,
        options=options_of(question, sitting.attempt, quiz),
        seed=sitting.attempt.seed,
        setting=setting,
        error=unreadable_words()[error] if error else "",
        revision=response.revision if response else 0,
        files=files_of(sitting.papers.get(question.id, NO_PAPER)),
        save_url=_save_url(sitting.attempt, question),
        certainties=levels_of(question, quiz, response.certainty if response else None),
        receipt=saved_words(response.saved_at, now) if response and not error else "",
        can_check=quiz.rules.review.checks and not isinstance(question, MarkedByPerson),
    )


def _earlier_views(sitting: Sitting, quiz: Quiz, now: datetime) -> tuple[QuestionView, ...]:
    """Return the questions of the steps that are closed, with the answers that count, to be read only."""
    places = asking.places_of(quiz, ids_of(sitting.attempt))
    asked = [
        (number, question)
        for number, question in asked_of(sitting.attempt, quiz)
        if places[question.id] < sitting.attempt.reached
    ]
    settings = settings_of(question for _number, question in asked)
    sight = Sight(review=quiz.rules.review, closes_at=None, has_passed=False, now=now)
    return tuple(
        seen_view(sitting, quiz, number, question, setting, sight)
        if _is_checked(sitting, question)
        else QuestionView(
            question=question,
            field=field_of(number),
            number=number,
            answer=tuple(response.answer) if (response := sitting.responses.get(question.id)) else (),
            options=options_of(question, sitting.attempt, quiz),
            seed=sitting.attempt.seed,
            setting=setting,
            is_open=False,
            files=files_of(sitting.papers.get(question.id, NO_PAPER)),
        )
        for (number, question), setting in zip(asked, settings, strict=True)
    )


def _save_url(attempt: Attempt, question: Question) -> str:
    """Return where an answer is saved as it is given; files have a page of their own."""
    if isinstance(question, FileUpload):
        return ""
    return url_for(".save_answer", attempt_id=attempt.id, question_id=question.id)
