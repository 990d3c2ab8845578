"""What is ticked in a self-assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from studyvisit.curriculum.content import Questionnaire, Statement, Wave
from studyvisit.questionnaires.rules import unrated


@dataclass(frozen=True, slots=True)
class RatingsForm:
    """Ratings as far as they were given, and what to say at each statement that has none.

    `errors` maps the name of a statement's field to the words.
    """

    ratings: dict[Wave, dict[str, int]]
    errors: dict[str, str]

    @classmethod
    def empty(cls) -> RatingsForm:
        """Return the form as it is first shown."""
        return cls({}, {})

    @classmethod
    def parse(
        cls,
        posted: Mapping[str, str],
        waves: Sequence[Wave],
        questionnaire: Questionnaire,
        statements: Sequence[Statement],
    ) -> RatingsForm:
        """Read what was posted; a value that the scale does not have counts as none."""
        steps = {str(point.value): point.value for point in questionnaire.scale}
        ratings = {
            wave: {
                statement.id: steps[value]
                for statement in statements
                if (value := posted.get(field_of(wave, statement.id))) in steps
            }
            for wave in waves
        }
        return cls(
            ratings,
            {
                field_of(wave, statement.id): _words(wave, statement)
                for wave, statement in unrated(waves, statements, ratings)
            },
        )


def field_of(wave: Wave, statement_id: str) -> str:
    """Return the name of the field in which a statement is rated."""
    return f"{wave.value}-{statement_id}"


def _words(wave: Wave, statement: Statement) -> str:
    words = {
        Wave.POST: _("Rate for now: “%(statement)s”", statement=statement.text),
        Wave.THEN: _("Rate for looking back: “%(statement)s”", statement=statement.text),
    }
    return words.get(wave) or _("Rate “%(statement)s”", statement=statement.text)
