"""Times, lengths, shares and scores of a quiz in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from babel.units import format_unit
from flask_babel import (
    format_date,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
    get_timezone,
    ngettext,
)
from flask_babel import gettext as _

from studyvisit.curriculum.content import Quiz
from studyvisit.quizzes import rules
from studyvisit.quizzes.queries import AttemptSummary


def duration_words(seconds: int) -> str:
    """Return a length of time in words: minutes, or seconds within the last two minutes."""
    locale = get_locale() or "en"
    if seconds < 120:
        return str(format_unit(seconds, "duration-second", locale=locale))
    return str(format_unit(ceil(seconds / 60), "duration-minute", locale=locale))


def percent_words(percent: Fraction) -> str:
    """Return a percentage rounded down, so that no result looks like a pass that is not one."""
    return str(format_percent(floor(percent) / 100, "#,##0 %"))


def points_words(points: Fraction | float, available: int) -> str:
    """Return points, with at most two decimals, of those available."""
    return ngettext(
        "%(points)s of %(num)d point",
        "%(points)s of %(num)d points",
        available,
        points=format_decimal(float(points), "#,##0.##"),
    )


def progress_words(answered: int, asked: int) -> str:
    """Return how many questions are answered."""
    return _("%(answered)s of %(asked)s answered", answered=answered, asked=asked)


def saved_words(saved_at: datetime, now: datetime) -> str:
    """Return the receipt of an answer on the reader's clock; with the day when that is not today."""
    zone = get_timezone()
    time = format_time(saved_at, "short")
    if saved_at.astimezone(zone).date() == now.astimezone(zone).date():
        return _("Saved %(time)s", time=time)
    return _("Saved %(day)s, %(time)s", day=format_date(saved_at, "medium"), time=time)


def score_words(points: float, available: int) -> str:
    """Return points and percentage of an attempt."""
    percent = rules.percent_of(rules.exact(points), available)
    return _(
        "%(points)s, %(percent)s", points=points_words(points, available), percent=percent_words(percent)
    )


def counting_words(attempts: Sequence[AttemptSummary], quiz: Quiz, *, has_passed: bool) -> str:
    """Return the percentage that counts over all attempts, where it may be seen."""
    percents = [
        rules.percent_of(rules.exact(attempt.points), attempt.available)
        for attempt in attempts
        if attempt.points is not None and attempt.available is not None
    ]
    counting = rules.counting_percent(quiz.rules.scoring, percents)
    if counting is None or not rules.may_see(quiz.rules.review.marks, has_passed=has_passed):
        return ""
    return percent_words(counting)


def certainty_words() -> dict[rules.Certainty, str]:
    """Return how a person says how sure they are."""
    return {
        rules.Certainty.SURE: _("Sure"),
        rules.Certainty.FAIRLY: _("Fairly sure"),
        rules.Certainty.GUESS: _("A guess"),
    }


def calibration_words(level: rules.Calibration) -> str:
    """Return how many of the answers given with one certainty are right."""
    counts = {"right": level.right, "num": level.given}
    match level.certainty:
        case rules.Certainty.SURE:
            return ngettext(
                "Where you were sure: %(right)s of %(num)d right",
                "Where you were sure: %(right)s of %(num)d right",
                **counts,
            )
        case rules.Certainty.FAIRLY:
            return ngettext(
                "Where you were fairly sure: %(right)s of %(num)d right",
                "Where you were fairly sure: %(right)s of %(num)d right",
                **counts,
            )
        case rules.Certainty.GUESS:
            return ngettext(
                "Where you guessed: %(right)s of %(num)d right",
                "Where you guessed: %(right)s of %(num)d right",
                **counts,
            )
        case _ as unreachable:
            assert_never(unreachable)


def remark_words(levels: Sequence[rules.Calibration]) -> str:
    """Return what a person's certainty tells them, gently; empty where it tells nothing."""
    match rules.remark_on(levels):
        case rules.Remark.OVER:
            return _("Something you were sure of was not right. Those answers are worth reading again first.")
        case rules.Remark.UNDER:
            return _("Most of your guesses were right: you know more than you thought.")
        case rules.Remark.WELL:
            return _("What you were sure of was right: you judge well what you know.")
        case None:
            return ""
        case _ as unreachable:
            assert_never(unreachable)
