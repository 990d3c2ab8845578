"""What sheets answer to the items that indicators are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from studyvisit.curriculum.indicators import Indicator, IndicatorRule
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.reporting.queries.evidence import Part
from studyvisit.reporting.queries.ledger import Sheet
from studyvisit.reporting.services.measures import measure_of

FEWEST = 5
"""Below so many answers nothing is said but how many they are."""


def answer_parts(indicators: Sequence[Indicator], sheets: Iterable[Sheet]) -> Iterator[Part]:
    """Yield for each indicator how many sheets answered so, of how many; by country where these count."""
    wanted = {
        occasion: [one for one in indicators if occasion_of(one) is occasion] for occasion in FeedbackOccasion
    }
    found: dict[tuple[str, str | None], Part] = {}
    for sheet in sheets:
        # Two indicators may count the same.
        for measure, one in {measure_of(one): one for one in wanted[sheet.occasion]}.items():
            value = sheet.answers.values.get(one.item)
            if value is not None:
                country = sheet.country if one.rule is IndicatorRule.COUNTRIES else None
                before = found.get((measure, country), Part(measure, country, 0, 0, None))
                found[measure, country] = _with(before, sheet, is_so=_is_so(one, value))
    yield from found.values()


def _with(part: Part, sheet: Sheet, *, is_so: bool) -> Part:
    moments = [at for at in (part.last_at, sheet.given_at) if at is not None]
    return part._replace(
        people=part.people + is_so, among=part.among + 1, last_at=max(moments) if moments else None
    )


def occasion_of(one: Indicator) -> FeedbackOccasion:
    """Return when the form of an indicator is given."""
    return FeedbackOccasion.REACTION if not one.months else FeedbackOccasion(f"follow-up-{one.months}")


def _is_so(one: Indicator, value: str | int | list[str]) -> bool:
    if one.at_least is not None:
        return isinstance(value, int) and value >= one.at_least
    chosen = set(value) if isinstance(value, list) else {str(value)}
    return not chosen.isdisjoint(one.options)
