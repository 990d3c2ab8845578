"""The types of what a programme is judged by: its indicators of achievement, each bound to its rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEVELS = (1, 2, 3, 4)
"""Kirkpatrick's: reaction, learning, behaviour, results."""


class IndicatorRule(StrEnum):
    """What is counted, among whom."""

    ROSE = "rose"
    """Who rated the statements higher in a later wave, among those who rated them in both."""
    RATED = "rated"
    """Whose mean rating is at least so much in a wave, among those who rated in it."""
    PASSED = "passed"
    """Who passed the quiz of a module, or every quiz they took, among those who took one."""
    CERTIFIED = "certified"
    """Who holds the certificate of a module, or of every module, among those enrolled."""
    REACTED = "reacted"
    """Who answered an item of the reaction form so, among those who answered it."""
    ANSWERED = "answered"
    """Who answered an item of a follow-up form so, among those who answered it."""
    COUNTRIES = "countries"
    """From which countries at least one person answered so, among those from which somebody answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator. What its rule does not use is empty.

    A `target` is a share from 0 to 1 where `is_share`, else a number; `html` says why it is there. `statements`
    empty means all of the self-assessment; `module` empty means all modules. An answer counts when it is one of
    the `options` or a number of `at_least` so much.
    """

    id: str
    title: str
    level: int
    rule: IndicatorRule
    html: str = ""
    target: float | None = None
    is_share: bool = True
    illustrative: bool = False
    statements: tuple[str, ...] = ()
    first: str = ""
    wave: str = ""
    module: str = ""
    months: int = 0
    item: str = ""
    at_least: float | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """The indicators of achievement of a programme, and where they come from."""

    id: str
    title: str
    source: str
    introduction: str
    indicators: tuple[Indicator, ...]
