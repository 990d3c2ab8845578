"""The rules of a quiz as a participant reads them before they start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.units import format_unit
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _

from studyvisit.curriculum.content import Forms, Progress, Quiz, QuizRules, QuizWindow
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes.queries import QuizRecord
from studyvisit.quizzes.rules.starting import Refusal, next_at

_UNITS = ((86_400, "duration-day"), (3600, "duration-hour"), (60, "duration-minute"), (1, "duration-second"))


@dataclass(frozen=True, slots=True)
class Term:
    """One rule: what it is about, and what it says."""

    name: str
    sentences: tuple[str, ...]


def span_words(seconds: int) -> str:
    """Return a length of time in the largest unit that it is a whole number of."""
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    return str(format_unit(seconds // size, unit, locale=get_locale() or "en"))


def moment_words(at: datetime, zone: str) -> str:
    """Return a moment by the clock of a place, and by the reader's own where that differs."""
    there, own = at.astimezone(ZoneInfo(zone)), at.astimezone(get_timezone())
    words = _("%(moment)s (%(zone)s)", moment=_on_clock(there), zone=zone)
    if there.utcoffset() == own.utcoffset():
        return words
    return _("%(there)s, by your own clock %(own)s", there=words, own=_on_clock(own))


def _on_clock(at: datetime) -> str:
    locale = get_locale() or "en"
    time = format_time(at, "short", tzinfo=at.tzinfo, locale=locale)
    return _("%(day)s, %(time)s", day=format_date(at.date(), "medium", locale=locale), time=time)


def terms_of(quiz: Quiz, record: QuizRecord, window: QuizWindow, zone: str) -> tuple[Term, ...]:
    """Return the rules that not every quiz has, in words."""
    found = (
        Term(_("Sections"), tuple(_sections(quiz))),
        Term(_("Order"), tuple(_order(quiz))),
        Term(_("Open"), tuple(_open(window, zone))),
        Term(_("Questions that differ"), tuple(_forms(quiz.rules))),
        Term(_("Granted to you"), tuple(_granted(quiz.rules, record))),
        Term(_("Marking"), tuple(_marking(quiz))),
        Term(_("Practice"), tuple(_practice(quiz.rules))),
    )
    return tuple(term for term in found if term.sentences)


def _sections(quiz: Quiz) -> Iterator[str]:
    if quiz.sections:
        titles = " · ".join(section.title for section in quiz.sections)
        yield ngettext(
            "%(num)d section: %(titles)s", "%(num)d sections: %(titles)s", len(quiz.sections), titles=titles
        )


def _order(quiz: Quiz) -> Iterator[str]:
    if quiz.rules.progress is not Progress.ONE_WAY:
        return
    if quiz.sections:
        yield _("You answer one section after the other.")
    else:
        yield _("You answer one question after the other.")
    if quiz.rules.look_back:
        yield _("What is behind you can be read, but no longer changed.")
    else:
        yield _("Once you go on, you cannot come back.")


def _open(window: QuizWindow, zone: str) -> Iterator[str]:
    if window.opens is not None:
        yield _("From %(moment)s.", moment=moment_words(window.opens, zone))
    if window.closes is not None:
        yield _("Until %(moment)s.", moment=moment_words(window.closes, zone))
        yield _("An attempt that is under way then ends, and what you have saved counts.")


def _forms(rules: QuizRules) -> Iterator[str]:
    if rules.forms is Forms.BEFORE_AFTER:
        yield _("The quiz asks other questions than the check before the module.")
    elif rules.forms is Forms.EITHER:
        yield _("Your next attempt asks other questions than this one.")


def _granted(rules: QuizRules, record: QuizRecord) -> Iterator[str]:
    seconds, attempts = record.allowed.extra_seconds, record.allowed.extra_attempts
    if seconds and rules.time_limit is not None:
        yield _("%(time)s more for each attempt.", time=span_words(seconds))
    if attempts and rules.attempts is not None:
        yield ngettext("%(num)d attempt more.", "%(num)d attempts more.", attempts)


def _marking(quiz: Quiz) -> Iterator[str]:
    if any(isinstance(question, MarkedByPerson) for question in quiz.questions):
        yield _("Some answers are marked by a person, so their points come later.")
        yield _("They can only add to what you have, and an e-mail tells you.")


def _practice(rules: QuizRules) -> Iterator[str]:
    if rules.practice:
        yield _(
            "After an attempt you can try questions like those that were not fully right. Practice is not recorded."
        )


def refusal_words(
    refusal: Refusal | None, rules: QuizRules, record: QuizRecord, window: QuizWindow, zone: str
) -> str:
    """Return why no attempt can be started now and what then, in words; nothing when one can."""
    earliest = next_at(rules, record.ended)
    if refusal is Refusal.NOT_OPEN_YET and window.opens is not None:
        return _("This quiz opens on %(moment)s.", moment=moment_words(window.opens, zone))
    if refusal is Refusal.CLOSED and window.closes is not None:
        return _("This quiz closed on %(moment)s.", moment=moment_words(window.closes, zone))
    if refusal is Refusal.TOO_SOON and earliest is not None:
        return _("You can start your next attempt on %(moment)s.", moment=moment_words(earliest, zone))
    return ""
