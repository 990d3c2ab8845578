"""The page on which a person sees how well they know what they know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, assert_never

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.calibration.rules import Shown, Verdict, level_of, verdict
from studyvisit.curriculum.content import Module, Questionnaire
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing known about a competency: words, and how far that is of all, None where that has no sense."""

    name: str
    words: str
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyView:
    """A competency with what the person said of it and what the quiz shows, and what that comes to."""

    statement: str
    lines: tuple[Line, ...]
    verdict: str


@dataclass(frozen=True, kw_only=True)
class CalibrationPage(Page):
    """How well a person knows what they know; without competencies, what is missing."""

    template: ClassVar[str] = "calibration/calibration.html"

    crumbs: tuple[Crumb, ...]
    competencies: tuple[CompetencyView, ...]
    is_rated_after: bool
    missing: tuple[tuple[str, str], ...]
    module_url: str


def competencies_of(
    module: Module,
    questionnaire: Questionnaire,
    ratings: Mapping[str, int | None],
    shown: Mapping[str, Shown],
    *,
    is_rated_after: bool,
) -> tuple[CompetencyView, ...]:
    """Return a module's competencies; `ratings` and what the quiz showed are by competency."""
    views = []
    for competency in module.competencies:
        its = shown.get(competency.id, Shown())
        value = ratings.get(competency.id)
        level = level_of(questionnaire, value)
        words = _("not rated")
        if competency.id in ratings:
            words = _("does not apply to my work")
        if level is not None:
            label = next(point.label for point in questionnaire.scale if point.value == value)
            words = _("%(value)s: %(label)s", value=value, label=label)
        said = _("You said, after the module") if is_rated_after else _("You said, before the module")
        lines = [Line(name=said, words=words, share=level), _quiz_line(its), *_certainty_lines(its)]
        views.append(
            CompetencyView(
                statement=competency.statement,
                lines=tuple(lines),
                verdict=_verdict_words(verdict(level, its), its),
            )
        )
    return tuple(views)


def _quiz_line(shown: Shown) -> Line:
    if not shown.available:
        return Line(name=_("The quiz shows"), words=_("nothing: no question about it was asked"))
    words = ngettext(
        "%(points)s of %(available)s points in %(num)d question",
        "%(points)s of %(available)s points in %(num)d questions",
        shown.questions,
        points=format_decimal(shown.points, "#,##0.##"),
        available=format_decimal(shown.available),
    )
    return Line(name=_("The quiz shows"), words=words, share=shown.share)


def _certainty_lines(shown: Shown) -> Sequence[Line]:
    lines = []
    if shown.sure:
        words = ngettext(
            "%(right)s of %(num)d right", "%(right)s of %(num)d right", shown.sure, right=shown.sure_right
        )
        lines.append(Line(name=_("Where you were sure"), words=words, share=shown.sure_right / shown.sure))
    if shown.guessed:
        words = ngettext(
            "%(right)s of %(num)d right",
            "%(right)s of %(num)d right",
            shown.guessed,
            right=shown.guessed_right,
        )
        lines.append(
            Line(name=_("Where you guessed"), words=words, share=shown.guessed_right / shown.guessed)
        )
    return lines


def _verdict_words(found: Verdict, shown: Shown) -> str:
    """Return what a comparison comes to, gently, and one thing to do about it."""
    wrong = shown.sure - shown.sure_right
    match found:
        case Verdict.OVER:
            return _("You rated yourself higher than these questions show. Worth another look.")
        case Verdict.UNDER:
            return _("You know more about this than you gave yourself credit for.")
        case Verdict.FITS:
            if wrong:
                return _(
                    "Your rating and the quiz go together, but you were sure of something that was not right."
                )
            return _("Your rating and the quiz go together.")
        case Verdict.OPEN:
            if wrong:
                return _("You were sure of something that was not right. Worth another look.")
            return _("Too little to compare.")
        case _ as unreachable:
            assert_never(unreachable)
