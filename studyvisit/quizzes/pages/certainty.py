"""How sure people say they are, and what that tells them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.content import Quiz
from studyvisit.curriculum.questions import Question
from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.quizzes.rules.certainty import Calibration, Certainty, Remark, remark_on
from studyvisit.web.questions import Level


def levels_of(question: Question, quiz: Quiz, said: str | None) -> tuple[Level, ...]:
    """Return the ways to say how sure one is, with what was said; none where the quiz does not ask.

    Nobody can be sure of what a person will make of an answer.
    """
    if not quiz.rules.certainty or isinstance(question, MarkedByPerson):
        return ()
    words = certainty_words()
    return tuple(Level(level.value, words[level], level.value == said) for level in Certainty)


def certainty_words() -> dict[Certainty, str]:
    """Return how a person says how sure they are."""
    return {
        Certainty.SURE: _("Sure"),
        Certainty.FAIRLY: _("Fairly sure"),
        Certainty.GUESS: _("A guess"),
    }


def calibration_words(level: Calibration) -> str:
    """Return how many of the answers given with one certainty are right."""
    counts = {"right": level.right, "num": level.given}
    match level.certainty:
        case Certainty.SURE:
            return ngettext(
                "Where you were sure: %(right)s of %(num)d right",
                "Where you were sure: %(right)s of %(num)d right",
                **counts,
            )
        case Certainty.FAIRLY:
            return ngettext(
                "Where you were fairly sure: %(right)s of %(num)d right",
                "Where you were fairly sure: %(right)s of %(num)d right",
                **counts,
            )
        case Certainty.GUESS:
            return ngettext(
                "Where you guessed: %(right)s of %(num)d right",
                "Where you guessed: %(right)s of %(num)d right",
                **counts,
            )
        case _ as unreachable:
            assert_never(unreachable)


def remark_words(levels: Sequence[Calibration]) -> str:
    """Return what a person's certainty tells them, gently; empty where it tells nothing."""
    match remark_on(levels):
        case Remark.OVER:
            return _("Something you were sure of was not right. Those answers are worth reading again first.")
        case Remark.UNDER:
            return _("Most of your guesses were right: you know more than you thought.")
        case Remark.WELL:
            return _("What you were sure of was right: you judge well what you know.")
        case None:
            return ""
        case _ as unreachable:
            assert_never(unreachable)
