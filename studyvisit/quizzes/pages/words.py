"""Times, lengths, shares and scores of a quiz in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from babel.lists import format_list
from babel.units import format_unit
from flask_babel import (
    format_decimal,
    format_percent,
    get_locale,
    ngettext,
)
from flask_babel import gettext as _

from studyvisit.curriculum.content import Moment, Quiz, Review, Shown, Wave
from studyvisit.quizzes import rules
from studyvisit.quizzes.models import Attempt
from studyvisit.quizzes.queries import AttemptSummary
from studyvisit.quizzes.rules.looking_back import Sight


def duration_words(seconds: int) -> str:
    """Return a length of time in words: minutes, or seconds within the last two minutes."""
    locale = get_locale() or "en"
    if seconds < 120:
        return str(format_unit(seconds, "duration-second", locale=locale))
    return str(format_unit(ceil(seconds / 60), "duration-minute", locale=locale))


def heading_words(attempt: Attempt | AttemptSummary) -> str:
    """Return which attempt this is."""
    if attempt.wave == Wave.PRE:
        return _("What do you know already?")
    return _("Attempt %(number)s", number=attempt.number)


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


def score_words(points: float, available: int) -> str:
    """Return points and percentage of an attempt."""
    percent = rules.percent_of(rules.exact(points), available)
    return _(
        "%(points)s, %(percent)s", points=points_words(points, available), percent=percent_words(percent)
    )


def counting_words(attempts: Sequence[AttemptSummary], quiz: Quiz, sight: Sight) -> str:
    """Return the percentage that counts over all attempts, where the marks of all may be seen."""
    percents = [
        rules.percent_of(rules.exact(attempt.points), attempt.available)
        for attempt in attempts
        if attempt.points is not None and attempt.available is not None
    ]
    counting = rules.counting_percent(quiz.rules.scoring, percents)
    submitted = [attempt.submitted_at for attempt in attempts if attempt.submitted_at is not None]
    if counting is None or not all(sight.shows(Shown.MARKS, moment) for moment in submitted):
        return ""
    return percent_words(counting)


def moments_words(review: Review, shown: Shown) -> str:
    """Return when one kind is shown, in words."""
    moments = review.moments(shown)
    after = {Moment.JUST_AFTER, Moment.LATER, Moment.AFTER_CLOSE}
    told: list[tuple[set[Moment], str]] = [
        ({Moment.DURING, *after}, _("as soon as you check an answer")),
        ({Moment.DURING}, _("when you check an answer")),
        (after, _("as soon as you submit")),
        ({Moment.JUST_AFTER, Moment.LATER}, _("after you submit, until the quiz closes")),
        ({Moment.JUST_AFTER}, _("for two minutes after you submit")),
        ({Moment.LATER}, _("from two minutes after you submit until the quiz closes")),
        ({Moment.AFTER_CLOSE}, _("once the quiz has closed")),
        ({Moment.AFTER_PASS}, _("once you have passed")),
    ]
    words, left = [], set(moments)
    for group, phrase in told:
        if group <= left:
            words.append(phrase)
            left -= group
    return format_list(words, locale=get_locale() or "en") if words else _("not shown")


def waiting_words(unmarked: int) -> str:
    """Return how many answers still wait for a person to mark them; empty for none."""
    if not unmarked:
        return ""
    return ngettext(
        "%(num)d answer waits for a person to mark it. It can only add points.",
        "%(num)d answers wait for a person to mark them. They can only add points.",
        unmarked,
    )
