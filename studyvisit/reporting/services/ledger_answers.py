"""What sheets answer to the items that indicators are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from studyvisit.curriculum.indicators import Indicator, IndicatorRule
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.reporting.queries.ledger import Count, Sheet

FEWEST = 5
"""Below so many answers nothing is said but how many they are."""


def count_answers(indicators: Sequence[Indicator], sheets: Iterable[Sheet]) -> dict[int, Count]:
    """Return by indicator how many sheets, people or countries answered so, of those that answered."""
    wanted = {
        occasion: [one for one in indicators if occasion_of(one) is occasion] for occasion in FeedbackOccasion
    }
    tallies = {id(one): _Tally() for one in indicators}
    for sheet in sheets:
        for one in wanted[sheet.occasion]:
            value = sheet.answers.values.get(one.item)
            if value is not None:
                tallies[id(one)].add(sheet, is_so=_is_so(one, value))
    return {
        id(one): tallies[id(one)].of_countries()
        if one.rule is IndicatorRule.COUNTRIES
        else tallies[id(one)].of_sheets()
        for one in indicators
    }


class _Tally:
    """What the sheets that answer one item say."""

    def __init__(self) -> None:
        self._so: list[Sheet] = []
        self._countries: set[str | None] = set()
        self._among = 0
        self._last_at: datetime | None = None

    def add(self, sheet: Sheet, *, is_so: bool) -> None:
        """Count one sheet."""
        self._among += 1
        self._countries.add(sheet.country)
        if is_so:
            self._so.append(sheet)
        if sheet.given_at is not None:
            self._last_at = max(self._last_at or sheet.given_at, sheet.given_at)

    def of_sheets(self) -> Count:
        """Return how many sheets say so."""
        return Count(len(self._so), self._among, self._last_at, is_too_few=self._among < FEWEST)

    def of_countries(self) -> Count:
        """Return from how many countries a sheet says so."""
        so = {sheet.country for sheet in self._so} - {None}
        among = len(self._countries - {None})
        return Count(len(so), among, self._last_at, is_too_few=self._among < FEWEST)


def occasion_of(one: Indicator) -> FeedbackOccasion:
    """Return when the form of an indicator is given."""
    return FeedbackOccasion.REACTION if not one.months else FeedbackOccasion(f"follow-up-{one.months}")


def _is_so(one: Indicator, value: str | int | list[str]) -> bool:
    if one.at_least is not None:
        return isinstance(value, int) and value >= one.at_least
    chosen = set(value) if isinstance(value, list) else {str(value)}
    return not chosen.isdisjoint(one.options)
