"""The picture that a person's own ratings make: what they said before, now and looking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.content import Module, Questionnaire, ScalePoint, Wave
from studyvisit.questionnaires.pages.assess import wave_words
from studyvisit.questionnaires.queries import Given
from studyvisit.questionnaires.rules import Value, steps_between
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLine:
    """How a statement was rated in one wave: words, and how far along the scale, None where that has no sense."""

    wave: str
    words: str
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """A statement, how it was rated in each wave shown, and what changed, in words."""

    statement: str
    lines: tuple[GivenLine, ...]
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Ratings beside each other, by statement, and what they come to."""

    rows: tuple[GivenRow, ...]
    steps: int
    sums: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GivenPage(Page):
    """A self-assessment as it was given; it cannot be changed."""

    template: ClassVar[str] = "questionnaires/given.html"

    crumbs: tuple[Crumb, ...]
    given_at: datetime
    comparison: Comparison
    looks_back: bool
    module_url: str


def comparison_of(
    questionnaire: Questionnaire, modules: Sequence[tuple[Module, Mapping[Wave, Given]]]
) -> Comparison:
    """Return what was given about modules, statement by statement, each in the order of the waves."""
    rows: list[GivenRow] = []
    changes: list[tuple[Wave, Wave, int]] = []
    for module, given in modules:
        shown = [wave for wave in Wave if wave in given]
        pairs = [pair for pair in _PAIRS if pair[0] in given and pair[1] in given]
        for statement in questionnaire.statements_of(module):
            values = {
                wave: given[wave].ratings[statement.id]
                for wave in shown
                if statement.id in given[wave].ratings
            }
            found = [
                (first, last, steps)
                for first, last in pairs
                if (steps := steps_between(questionnaire, values.get(first), values.get(last))) is not None
            ]
            changes += found
            rows.append(
                GivenRow(
                    statement=statement.text,
                    lines=tuple(_line(questionnaire, wave, values) for wave in shown),
                    change=" ".join(_change_words(first, last, steps) for first, last, steps in found),
                )
            )
    sums = tuple(words for first, last in _PAIRS for words in _sum_words(first, last, changes))
    return Comparison(rows=tuple(rows), steps=len(questionnaire.scale), sums=sums)


_PAIRS = (
    (Wave.PRE, Wave.POST),
    (Wave.PRE, Wave.THEN),
    *((Wave.POST, wave) for wave in Wave if wave.is_follow_up),
)
"""Which waves are laid beside each other: the earlier, then the later or the one looking back."""


def _line(questionnaire: Questionnaire, wave: Wave, values: Mapping[Wave, Value]) -> GivenLine:
    point: ScalePoint | None = None
    words, share = _("not asked"), None
    if wave in values:
        words = _("does not apply to my work")
        for rank, each in enumerate(questionnaire.scale, start=1):
            if each.value == values[wave]:
                point, share = each, rank / len(questionnaire.scale)
    if point is not None:
        words = _("%(value)s: %(label)s", value=point.value, label=point.label)
    return GivenLine(wave=wave_words(wave), words=words, share=share)


def _change_words(first: Wave, last: Wave, steps: int) -> str:
    """Return what happened to one statement, in a sentence."""
    if last is Wave.THEN:
        if steps == 0:
            return ""
        if steps < 0:
            return ngettext(
                "Looking back, you put your start %(num)d step lower.",
                "Looking back, you put your start %(num)d steps lower.",
                -steps,
            )
        return ngettext(
            "Looking back, you put your start %(num)d step higher.",
            "Looking back, you put your start %(num)d steps higher.",
            steps,
        )
    if steps == 0:
        return _("The same as after the module.") if last.is_follow_up else _("The same as before.")
    if steps > 0:
        return ngettext("%(num)d step up.", "%(num)d steps up.", steps)
    return ngettext("%(num)d step down.", "%(num)d steps down.", -steps)


def _sum_words(first: Wave, last: Wave, changes: Sequence[tuple[Wave, Wave, int]]) -> list[str]:
    """Return what a pair of waves comes to over all statements; nothing where it was not given."""
    steps = [found for one, other, found in changes if (one, other) == (first, last)]
    if not steps:
        return []
    up, down = sum(each > 0 for each in steps), sum(each < 0 for each in steps)
    if last is Wave.THEN and down == 0:
        return []
    if last is Wave.THEN:
        return [
            ngettext(
                "Looking back, you put your start lower than you had said on %(down)s of %(num)d statement.",
                "Looking back, you put your start lower than you had said on %(down)s of %(num)d statements.",
                len(steps),
                down=down,
            )
        ]
    return [
        ngettext(
            "%(num)d statement compared: %(up)s rated higher, %(same)s the same, %(down)s lower.",
            "%(num)d statements compared: %(up)s rated higher, %(same)s the same, %(down)s lower.",
            len(steps),
            up=up,
            same=len(steps) - up - down,
            down=down,
        )
    ]
