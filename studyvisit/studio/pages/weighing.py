"""What a lesson is in figures, and what it costs a reader on a slow line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import brotli
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from studyvisit.curriculum.content import Check, Lesson
from studyvisit.web.reading import body_of

FRAME = 1_750
"""Bytes of a lesson's page, compressed, that are not its text: headers, navigation, contents, buttons."""
_SECONDS_A_TRIP = 0.4
_BITS_A_SECOND = 400_000
_PICTURE = re.compile(r'src="/media/([0-9a-f]{64})\.')


def lesson_figures(lesson: Lesson, pictures: Mapping[str, int]) -> tuple[str, ...]:
    """Return what a lesson is in figures; `pictures` gives the size in bytes of each by its hash."""
    html = body_of(lesson, lambda _question: [])
    shown = sum(pictures.get(sha, 0) for sha in set(_PICTURE.findall(html)))
    weight = len(brotli.compress(html.encode(), quality=5)) + FRAME + shown
    figures = [
        ngettext("%(num)d word", "%(num)d words", lesson.words),
        ngettext("about %(num)d minute to read", "about %(num)d minutes to read", _minutes(lesson)),
    ]
    if lesson.grade is not None:
        figures.append(_("reading grade %(grade)s", grade=format_decimal(lesson.grade, "0.0")))
    return (*figures, weight_words(weight))


def _minutes(lesson: Lesson) -> int:
    """Return how long a careful reader takes: 130 words a minute, and a minute for each check."""
    checks = sum(isinstance(part, Check) for part in lesson.body)
    return max(1, math.ceil(lesson.words / 130) + checks)


def weight_words(weight: int) -> str:
    """Return what so many bytes mean to a reader on a slow line: two trips of 0.4 s, then 400 kbit/s."""
    seconds = max(1, round(2 * _SECONDS_A_TRIP + weight * 8 / _BITS_A_SECOND))
    return _(
        "%(size)s kB for a reader: %(time)s at 400 kbit/s",
        size=format_decimal(weight / 1000, "0.0"),
        time=ngettext("about %(num)d s", "about %(num)d s", seconds),
    )
