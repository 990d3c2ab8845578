"""What a programme is judged by, each indicator with a text that says what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from studyvisit.curriculum.content import Programme, Questionnaire, Wave
from studyvisit.curriculum.feedback import FeedbackForm, ItemKind
from studyvisit.curriculum.indicators import Indicator, IndicatorRule
from studyvisit.library.queries import Shelf


def indicators_of(shelf: Shelf, programme: Programme) -> list[tuple[Indicator, bool]]:
    """Return the indicators of a programme by level, each with whether every programme has it."""
    asked = shelf.questionnaire(programme.self_assessment).content
    reaction = None if programme.reaction is None else shelf.feedback_form(programme.reaction).content
    own = programme.indicators.indicators if programme.indicators else ()
    return sorted(
        [(one, True) for one in _standard(asked, reaction)] + [(one, False) for one in own],
        key=lambda pair: (pair[0].level, not pair[1]),
    )


def _standard(asked: Questionnaire, reaction: FeedbackForm | None) -> Iterator[Indicator]:
    """Yield what every programme is asked for, with its own instruments."""
    for item in reaction.items if reaction is not None else ():
        if item.kind is ItemKind.SCALE:
            steps = sorted(int(option.id) for option in item.options)
            yield Indicator(
                id=f"reaction-{item.id}",
                title=item.text,
                level=1,
                rule=IndicatorRule.REACTED,
                item=item.id,
                at_least=steps[-2],
            )
    for first in (Wave.PRE, Wave.THEN):
        yield Indicator(
            id=f"rose-{first}", title="", level=2, rule=IndicatorRule.ROSE, first=first, wave=Wave.POST
        )
    yield Indicator(id="passed", title="", level=2, rule=IndicatorRule.PASSED)
    yield Indicator(id="certified", title="", level=2, rule=IndicatorRule.CERTIFIED)
    for wave in Wave:
        if wave.is_follow_up and wave in asked.waves:
            yield Indicator(
                id=f"rose-{wave}", title="", level=3, rule=IndicatorRule.ROSE, first=Wave.PRE, wave=wave
            )


def measure_of(one: Indicator) -> str:
    """Return what an indicator counts, as text: two indicators that count alike have the same."""
    parts = (
        one.rule,
        one.first,
        one.wave,
        one.module,
        str(one.months or ""),
        one.item,
        "" if one.at_least is None else f"{one.at_least:g}",
        "|".join(sorted(one.options)),
        " ".join(sorted(one.statements)),
    )
    return ";".join(parts)


def measures_of(indicators: Iterable[Indicator]) -> str:
    """Return a mark that tells whether the same things are counted."""
    return sha256("\n".join(sorted({measure_of(one) for one in indicators})).encode()).hexdigest()[:16]
