"""The page of a site visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from studyvisit.curriculum.content import SiteVisit
from studyvisit.programmes.pages import DayView, EntryView
from studyvisit.web.pages import Crumb, Page, sanitised


@dataclass(frozen=True, slots=True)
class PromptView:
    """Something to look for or to talk about, and the competency that it practises."""

    text: Markup
    statement: str


@dataclass(frozen=True, kw_only=True)
class VisitPage(Page):
    """A site visit: what to know before, what to look for there, what to talk about afterwards."""

    template: ClassVar[str] = "visits/visit.html"

    crumbs: tuple[Crumb, ...]
    day: DayView
    entry: EntryView
    brief: Markup
    observe: tuple[PromptView, ...]
    debrief: tuple[PromptView, ...]
    sources: Markup


def prompts_of(visit: SiteVisit) -> tuple[tuple[PromptView, ...], tuple[PromptView, ...]]:
    """Return what to look for, and what to talk about."""
    statements = {competency.id: competency.statement for competency in visit.competencies}
    observe, debrief = (
        tuple(PromptView(sanitised(prompt.html), statements.get(prompt.competency, "")) for prompt in prompts)
        for prompts in (visit.observe, visit.debrief)
    )
    return observe, debrief


def place_of(days: tuple[DayView, ...], entry_id: str) -> tuple[DayView, EntryView] | None:
    """Return the day and the entry of a site visit, or None when the cohort's days do not hold it."""
    found = ((day, entry) for day in days for entry in day.entries if entry.id == entry_id)
    return next(found, None)
