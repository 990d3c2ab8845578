"""The pages on which people rate themselves, and the receipts of what they tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from flask_babel import gettext as _
from markupsafe import Markup

from studyvisit.curriculum.content import Module, Questionnaire, ScalePoint, Statement, Wave
from studyvisit.questionnaires.forms import RatingsForm, field_of
from studyvisit.questionnaires.queries import Drafts
from studyvisit.questionnaires.rules import Occasion, shared_out
from studyvisit.web.formats import saved_words
from studyvisit.web.languages import InLanguage
from studyvisit.web.pages import Crumb, Page, sanitised
from studyvisit.web.ratings import NOT_APPLICABLE, RatingView


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveView:
    """The statements of one wave, or in a follow-up those of one module, below what they are asked under."""

    id: str
    heading: str
    question: str
    ratings: tuple[RatingView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What is kept of a page so far and where its ratings are saved, by wave and statement."""

    drafts: Drafts
    url: Callable[[Wave, str], str]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AssessPage(Page):
    """A self-assessment to give; `page_key` makes sending it twice the same as once.

    `sheet` names the page to the script, which keeps on the device what it could not save.
    """

    template: ClassVar[str] = "questionnaires/assess.html"

    crumbs: tuple[Crumb, ...]
    introduction: Markup
    question: str
    minutes: int
    waves: tuple[WaveView, ...]
    scale: tuple[ScalePoint, ...]
    allows_not_applicable: bool
    errors: tuple[tuple[str, str], ...]
    page_key: str
    sheet: str
    before_url: str
    shown: InLanguage = field(default_factory=InLanguage)

    @property
    def progress(self) -> str:
        """Return how many statements are rated."""
        views = [view for wave in self.waves for view in wave.ratings]
        return progress_words(sum(bool(view.chosen) for view in views), len(views))


@dataclass(frozen=True, kw_only=True)
class NotYetPage(Page):
    """What has to come before looking back."""

    template: ClassVar[str] = "questionnaires/not_yet.html"

    crumbs: tuple[Crumb, ...]
    module_url: str
    quiz_url: str


@dataclass(frozen=True, kw_only=True)
class FollowUpNotOpenPage(Page):
    """That a follow-up is asked from a day on, or that there is nothing to rate in it."""

    template: ClassVar[str] = "questionnaires/follow_up_not_open.html"

    crumbs: tuple[Crumb, ...]
    opens_on: date | None


def waves_of(
    occasion: Occasion, questionnaire: Questionnaire, module: Module, form: RatingsForm, saving: Saving
) -> tuple[WaveView, ...]:
    """Return what is asked on an occasion, with what was ticked so far."""
    statements = questionnaire.statements_of(module)
    asked = len(occasion.waves) * len(statements)
    return tuple(
        WaveView(
            id=wave.value,
            heading=wave_words(wave),
            question=questionnaire.waves[wave],
            ratings=tuple(
                _rating(wave, statement, form, saving, _place(index * len(statements) + number, asked))
                for number, statement in enumerate(statements, start=1)
            ),
        )
        for index, wave in enumerate(occasion.waves)
    )


def again_of(
    questionnaire: Questionnaire, modules: Sequence[Module], wave: Wave, form: RatingsForm, saving: Saving
) -> tuple[WaveView, ...]:
    """Return what a follow-up asks, module by module, with what was ticked so far."""
    shares = shared_out(questionnaire, modules)
    asked = [statement.id for module in modules for statement in shares[module.slug]]
    return tuple(
        WaveView(
            id=f"module-{module.slug}",
            heading=module.title,
            question="",
            ratings=tuple(
                _rating(wave, statement, form, saving, _place(asked.index(statement.id) + 1, len(asked)))
                for statement in shares[module.slug]
            ),
        )
        for module in modules
        if shares[module.slug]
    )


def introduction_of(questionnaire: Questionnaire) -> Markup:
    """Return what the questionnaire says about itself."""
    return sanitised(questionnaire.introduction)


def receipt(stored: dict[str, Any], asked: int, now: datetime) -> dict[str, Any]:
    """Return the receipt of one rating as the script gets it, with the words to show."""
    words = saved_words(datetime.fromisoformat(stored["saved_at"]), now)
    if stored["is_late"]:
        words = _("You had sent your ratings already. The ratings you gave first stand.")
    elif not stored["is_current"]:
        words = _(
            "A newer rating was saved elsewhere. Reload the page to see it, or change yours to replace it."
        )
    return {**stored, "saved_at_words": words, "progress": progress_words(stored["rated"], asked)}


def progress_words(rated: int, asked: int) -> str:
    """Return how many statements are rated."""
    return _("%(rated)s of %(asked)s rated", rated=rated, asked=asked)


def wave_words(wave: Wave) -> str:
    """Return the name of a wave."""
    return {
        Wave.PRE: _("Before the module"),
        Wave.POST: _("Now, after the module"),
        Wave.THEN: _("Thinking back"),
        Wave.FOLLOW_UP_3: _("3 months on"),
        Wave.FOLLOW_UP_6: _("6 months on"),
        Wave.FOLLOW_UP_12: _("12 months on"),
    }[wave]


def _place(number: int, asked: int) -> str:
    return _("Statement %(number)s of %(asked)s", number=number, asked=asked)


def _rating(wave: Wave, statement: Statement, form: RatingsForm, saving: Saving, place: str) -> RatingView:
    field, chosen = field_of(wave, statement.id), ""
    if statement.id in (ratings := form.ratings.get(wave, {})):
        value = ratings[statement.id]
        chosen = NOT_APPLICABLE if value is None else str(value)
    draft = saving.drafts.get((wave, statement.id))
    return RatingView(
        field=field,
        statement=statement.text,
        chosen=chosen,
        error=form.errors.get(field, ""),
        place=place,
        save_url=saving.url(wave, statement.id),
        revision=draft.revision if draft else 0,
        receipt=saved_words(draft.saved_at, saving.now) if draft else "",
    )
