"""What is ticked in a self-assessment: the whole page, or one rating from the script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from studyvisit.curriculum.content import Questionnaire, Statement, Wave
from studyvisit.errors import NotFound, Unprocessable
from studyvisit.questionnaires.queries import Drafts
from studyvisit.questionnaires.rules import Value, unrated
from studyvisit.questionnaires.services import Ticked
from studyvisit.web.ratings import NOT_APPLICABLE

HIGHEST_REVISION = 10**9


@dataclass(frozen=True, slots=True)
class RatingsForm:
    """Ratings as far as they were given, and what to say at each statement that has none.

    `errors` maps the name of a statement's field to the words, `revisions` to the count that came with it.
    """

    ratings: dict[Wave, dict[str, Value]]
    errors: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def kept(cls, drafts: Drafts) -> RatingsForm:
        """Return the form as it was left."""
        ratings: dict[Wave, dict[str, Value]] = {}
        for (wave, statement_id), draft in drafts.items():
            ratings.setdefault(wave, {})[statement_id] = draft.value
        return cls(ratings)

    @classmethod
    def parse(
        cls,
        posted: Mapping[str, str],
        waves: Sequence[Wave],
        questionnaire: Questionnaire,
        statements: Sequence[Statement],
    ) -> RatingsForm:
        """Read what was posted; a value that may not be given counts as none."""
        known = _values(questionnaire)
        ratings = {
            wave: {
                statement.id: known[value]
                for statement in statements
                if (value := posted.get(field_of(wave, statement.id))) in known
            }
            for wave in waves
        }
        fields = [field_of(wave, statement.id) for wave in waves for statement in statements]
        return cls(
            ratings,
            {
                field_of(wave, statement.id): _words(wave, statement)
                for wave, statement in unrated(waves, statements, ratings)
            },
            {name: _revision(posted.get(f"{name}-revision", "0")) for name in fields},
        )

    @property
    def ticked(self) -> list[Ticked]:
        """Return the ratings as a browser without scripts means them: newer than what it was shown."""
        return [
            Ticked(wave, statement_id, value, self.revisions[field_of(wave, statement_id)] + 1)
            for wave, values in self.ratings.items()
            for statement_id, value in values.items()
        ]


def read_one(
    posted: Mapping[str, str], wave: Wave, statement_id: str, questionnaire: Questionnaire
) -> Ticked:
    """Return the one rating that a script posted. Raises Unprocessable for one that may not be given."""
    known = _values(questionnaire)
    value = posted.get("value", "")
    if value not in known:
        raise Unprocessable
    return Ticked(wave, statement_id, known[value], _revision(posted.get("revision", "")))


def wave_of(name: str, waves: Sequence[Wave]) -> Wave:
    """Return the wave of that name among those that are asked. Raises NotFound."""
    for wave in waves:
        if wave.value == name:
            return wave
    raise NotFound


def field_of(wave: Wave, statement_id: str) -> str:
    """Return the name of the field in which a statement is rated."""
    return f"{wave.value}-{statement_id}"


def _values(questionnaire: Questionnaire) -> dict[str, Value]:
    steps: dict[str, Value] = {str(point.value): point.value for point in questionnaire.scale}
    return steps | ({NOT_APPLICABLE: None} if questionnaire.allows_not_applicable else {})


def _revision(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < HIGHEST_REVISION):
        raise Unprocessable
    return int(text)


def _words(wave: Wave, statement: Statement) -> str:
    words = {
        Wave.POST: _("Rate for now: “%(statement)s”", statement=statement.text),
        Wave.THEN: _("Rate for looking back: “%(statement)s”", statement=statement.text),
    }
    return words.get(wave) or _("Rate “%(statement)s”", statement=statement.text)
