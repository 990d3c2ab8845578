"""The pages between an open attempt and its end: what is left to answer, the end of its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.questions import LongAnswer, is_whole
from studyvisit.quizzes.pages.attempt import Clock, clock_of
from studyvisit.quizzes.pages.looking_back import asked_of
from studyvisit.quizzes.pages.overview import crumbs_of
from studyvisit.quizzes.pages.steps import StepView, answered_in, open_stretches, progress_in, step_of
from studyvisit.quizzes.queries import Sitting
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, kw_only=True)
class ReviewPage(Page):
    """What is still unanswered, or answered in part, before an attempt is handed in or a step of it closed.

    `step` is the one-way step to be closed, None before handing in.
    """

    template: ClassVar[str] = "quizzes/review.html"

    crumbs: tuple[Crumb, ...]
    attempt_id: str
    unanswered: tuple[int, ...]
    unfinished: tuple[int, ...]
    too_long: tuple[int, ...]
    step: StepView | None
    progress: str
    clock: Clock | None

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is left to answer here."""
        return not self.unanswered and not self.unfinished


@dataclass(frozen=True, kw_only=True)
class TimeUpPage(Page):
    """The time of an open attempt has run out; a button shows what the saved answers earn."""

    template: ClassVar[str] = "quizzes/time_up.html"

    crumbs: tuple[Crumb, ...]
    attempt_id: str
    progress: str


def review_page(sitting: Sitting, module: Module, now: datetime) -> ReviewPage:
    """Return the page before handing in, or before a one-way attempt goes on."""
    answered = answered_in(sitting)
    attempt, quiz = sitting.attempt, module.quiz
    here = {one for stretch in open_stretches(attempt, quiz) for one in stretch.question_ids}
    numbered = [(number, question) for number, question in asked_of(attempt, quiz) if question.id in here]
    step = step_of(attempt, quiz)
    goes_on = step is not None and not step.is_last
    return ReviewPage(
        title=_("Before you go on") if goes_on else _("Before you submit"),
        crumbs=crumbs_of(sitting.cohort_slug, module, with_quiz=True),
        attempt_id=str(attempt.id),
        unanswered=tuple(number for number, question in numbered if question.id not in answered),
        unfinished=tuple(
            number
            for number, question in numbered
            if question.id in answered
            and not is_whole(question, tuple(sitting.responses[question.id].answer))
        ),
        too_long=tuple(
            number
            for number, question in numbered
            if isinstance(question, LongAnswer)
            and question.id in answered
            and question.is_too_long(tuple(sitting.responses[question.id].answer))
        ),
        step=step if goes_on else None,
        progress=progress_in(sitting),
        clock=clock_of(attempt.due_at, now),
    )


def time_up_page(sitting: Sitting, module: Module) -> TimeUpPage:
    """Return the page of an open attempt whose time has run out."""
    return TimeUpPage(
        title=_("Time is up"),
        crumbs=crumbs_of(sitting.cohort_slug, module, with_quiz=True),
        attempt_id=str(sitting.attempt.id),
        progress=progress_in(sitting),
    )
