"""The pages of a self-assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from flask_babel import gettext as _
from markupsafe import Markup

from studyvisit.curriculum.content import Module, Questionnaire, ScalePoint, Statement, Wave
from studyvisit.questionnaires.forms import RatingsForm, field_of
from studyvisit.questionnaires.queries import Given
from studyvisit.questionnaires.rules import Occasion, shared_out
from studyvisit.web.pages import Crumb, Page, sanitised


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """One statement to rate: the name of its field, what was ticked and what is wrong with it."""

    field: str
    statement: str
    value: int | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveView:
    """The statements of one wave, or in a follow-up those of one module, below what they are asked under."""

    id: str
    heading: str
    question: str
    ratings: tuple[RatingView, ...]


@dataclass(frozen=True, kw_only=True)
class AssessPage(Page):
    """A self-assessment to give; `page_key` makes sending it twice the same as once."""

    template: ClassVar[str] = "questionnaires/assess.html"

    crumbs: tuple[Crumb, ...]
    introduction: Markup
    question: str
    minutes: int
    waves: tuple[WaveView, ...]
    scale: tuple[ScalePoint, ...]
    errors: tuple[tuple[str, str], ...]
    page_key: str
    before_url: str


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A statement and how it was rated in each wave shown; None where it was not asked."""

    statement: str
    ratings: tuple[ScalePoint | None, ...]


@dataclass(frozen=True, kw_only=True)
class GivenPage(Page):
    """A self-assessment as it was given; it cannot be changed."""

    template: ClassVar[str] = "questionnaires/given.html"

    crumbs: tuple[Crumb, ...]
    given_at: datetime
    columns: tuple[str, ...]
    rows: tuple[GivenRow, ...]
    module_url: str


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
    occasion: Occasion, questionnaire: Questionnaire, module: Module, form: RatingsForm
) -> tuple[WaveView, ...]:
    """Return what is asked on an occasion, with what was ticked so far."""
    return tuple(
        WaveView(
            id=wave.value,
            heading=_headings()[wave],
            question=questionnaire.waves[wave],
            ratings=tuple(
                _rating(wave, statement, form) for statement in questionnaire.statements_of(module)
            ),
        )
        for wave in occasion.waves
    )


def again_of(
    questionnaire: Questionnaire, modules: Sequence[Module], wave: Wave, form: RatingsForm
) -> tuple[WaveView, ...]:
    """Return what a follow-up asks, module by module, with what was ticked so far."""
    shares = shared_out(questionnaire, modules)
    return tuple(
        WaveView(
            id=f"module-{module.slug}",
            heading=module.title,
            question="",
            ratings=tuple(_rating(wave, statement, form) for statement in shares[module.slug]),
        )
        for module in modules
        if shares[module.slug]
    )


def comparison_of(
    questionnaire: Questionnaire, module: Module, given: Mapping[Wave, Given]
) -> tuple[tuple[str, ...], tuple[GivenRow, ...]]:
    """Return the headings and the rows of what was given, in the order of the waves."""
    steps = {point.value: point for point in questionnaire.scale}
    shown = [wave for wave in Wave if wave in given]
    rows = tuple(
        GivenRow(
            statement.text,
            tuple(steps.get(given[wave].ratings.get(statement.id, 0)) for wave in shown),
        )
        for statement in questionnaire.statements_of(module)
    )
    return tuple(_headings()[wave] for wave in shown), rows


def introduction_of(questionnaire: Questionnaire) -> Markup:
    """Return what the questionnaire says about itself."""
    return sanitised(questionnaire.introduction)


def _rating(wave: Wave, statement: Statement, form: RatingsForm) -> RatingView:
    field = field_of(wave, statement.id)
    return RatingView(
        field=field,
        statement=statement.text,
        value=form.ratings.get(wave, {}).get(statement.id),
        error=form.errors.get(field, ""),
    )


def _headings() -> dict[Wave, str]:
    return {
        Wave.PRE: _("Before the module"),
        Wave.POST: _("Now, after the module"),
        Wave.THEN: _("Thinking back"),
        Wave.FOLLOW_UP_3: _("3 months on"),
        Wave.FOLLOW_UP_6: _("6 months on"),
        Wave.FOLLOW_UP_12: _("12 months on"),
    }
