"""The page of a trainer about how people judge themselves: ratings beside what the quiz shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import format_percent

from studyvisit.calibration.rules import Together
from studyvisit.curriculum.content import Competency
from studyvisit.reporting.rules import Row
from studyvisit.web.pages import Crumb, Page

COLUMNS = (
    "competency",
    "statement",
    "compared",
    "rated",
    "not_applicable",
    "tested",
    "self_rating",
    "quiz",
    "rated_higher",
    "rated_lower",
    "sure_answers",
    "sure_and_right",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """A competency and what people come to; without `told` there are too few of them."""

    statement: str
    counts: Together
    told: bool
    level: str
    share: str
    sure: str


@dataclass(frozen=True, kw_only=True)
class JudgementPage(Page):
    """How the people of a module judge themselves, competency by competency."""

    template: ClassVar[str] = "reporting/judgement.html"

    crumbs: tuple[Crumb, ...]
    lines: tuple[JudgedLine, ...]
    least: int
    csv_url: str


def line_of(competency: Competency, counts: Together) -> JudgedLine:
    """Return a competency's line."""
    return JudgedLine(
        statement=competency.statement,
        counts=counts,
        told=counts.may_be_told,
        level=_percent(counts.level),
        share=_percent(counts.share),
        sure=_percent(counts.sure_right / counts.sure) if counts.sure else "",
    )


def rows_of(competencies: Iterable[tuple[Competency, Together]]) -> Iterator[Row]:
    """Yield the rows of the file; where too few were compared only how many, and nothing of what they said."""
    for competency, counts in competencies:
        about: Row = (competency.id, competency.statement, counts.compared)
        if not counts.may_be_told:
            yield (*about, *[None] * (len(COLUMNS) - len(about)))
            continue
        yield (
            *about,
            counts.rated,
            counts.not_applicable,
            counts.tested,
            round(counts.level, 4),
            round(counts.share, 4),
            counts.over,
            counts.under,
            counts.sure,
            counts.sure_right,
        )


def _percent(share: float) -> str:
    return str(format_percent(share, "#,##0 %"))
