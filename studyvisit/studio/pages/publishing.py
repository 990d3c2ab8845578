"""The step from a draft to what readers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.studio.forms.releasing import REGRADE, ReleaseForm
from studyvisit.studio.pages.differences import DifferenceView, QuestionLine
from studyvisit.web.pages import Crumb, Page
from studyvisit.web.results import Results


@dataclass(frozen=True, kw_only=True)
class PublishingPage(Page):
    """What is published, what that means, and what stands in the way.

    `number` is the state of the draft that was looked at. `errors` are where, the way there, and what is wrong;
    `blocked` are reasons beside errors in the files.
    """

    template: ClassVar[str] = "studio/publishing.html"

    crumbs: tuple[Crumb, ...]
    kind: str
    slug: str
    number: int
    is_changed: bool
    errors: tuple[tuple[str, str, str], ...]
    blocked: tuple[str, ...]
    warnings: int
    meaning: tuple[str, ...]
    found: DifferenceView | None
    to_decide: tuple[QuestionLine, ...]
    form: ReleaseForm
    review_url: str
    error: str = ""

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Return what is wrong with what was sent, by field."""
        return ([("", self.error)] if self.error else []) + list(self.form.errors.items())


@dataclass(frozen=True, kw_only=True)
class ReasonPage(Page):
    """Something done to what readers see, with what it means: it asks why."""

    template: ClassVar[str] = "studio/reason.html"

    crumbs: tuple[Crumb, ...]
    meaning: tuple[str, ...]
    found: DifferenceView | None
    to_decide: tuple[QuestionLine, ...]
    form: ReleaseForm
    button: str
    errors: tuple[str, ...] = ()

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Return what is wrong with what was sent, by field."""
        return list(self.form.errors.items())


def meaning_words(midway: int, running: int, cohorts_staying: int) -> tuple[str, ...]:
    """Return what a new revision of a module means for the people in it."""
    if not midway and not running:
        return (_("Nobody is midway in this module."),)
    words = [
        ngettext(
            "%(num)d participant is in this module: they go on with the new revision, and lessons read stay read.",
            "%(num)d participants are in this module: they go on with the new revision, and lessons read stay read.",
            midway,
        )
    ]
    if running:
        words.append(
            ngettext(
                "%(num)d quiz is open: it is finished on the revision it was started on.",
                "%(num)d quizzes are open: they are finished on the revision they were started on.",
                running,
            )
        )
    if cohorts_staying:
        words.append(
            ngettext(
                "%(num)d cohort stays on an earlier revision and does not see this one.",
                "%(num)d cohorts stay on an earlier revision and do not see this one.",
                cohorts_staying,
            )
        )
    return tuple(words)


def regrade_links(slug: str, decisions: dict[str, str], why: str, results: Results) -> list[tuple[str, str]]:
    """Return where to see what each regrade that was decided on changes, and to declare it: words and address."""
    return [
        (
            _(
                "See and declare the regrade of %(question)s in %(programme)s",
                question=one,
                programme=programme,
            ),
            url_for(
                "quizzes.preview",
                cohort=cohort,
                module_slug=slug,
                question=one,
                remedy="key",
                reason=why[:300],
            ),
        )
        for one, decision in decisions.items()
        if decision == REGRADE
        for programme, cohort in sorted(results.cohorts.items())
    ]
