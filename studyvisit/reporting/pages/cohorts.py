"""The pages of those who look after a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from babel.dates import format_timedelta
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from studyvisit.completion.rules import Evidence, Step, missing
from studyvisit.curriculum.content import Module
from studyvisit.programmes.models import ModuleStanding
from studyvisit.reporting.pages.pager import Pager
from studyvisit.reporting.queries.cohorts import CohortSummary, Member
from studyvisit.reporting.rules import is_stuck
from studyvisit.web.formats import country_name
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A participant: where they are, since when, and whether they seem stuck."""

    name: str
    url: str
    country: str
    institution: str
    next_step: str
    active_at: datetime
    ago: str
    is_stuck: bool
    is_certified: bool
    has_started: bool


@dataclass(frozen=True, kw_only=True)
class CohortsPage(Page):
    """The cohorts a person looks after."""

    template: ClassVar[str] = "reporting/cohorts.html"

    crumbs: tuple[Crumb, ...]
    cohorts: tuple[CohortSummary, ...]


@dataclass(frozen=True, kw_only=True)
class CohortPage(Page):
    """One cohort, the stuck first, and the modules that it is taught.

    Of those that it `stays_on`, by slug, it sees an earlier revision whatever is published.
    """

    template: ClassVar[str] = "reporting/cohort.html"

    crumbs: tuple[Crumb, ...]
    cohort: CohortSummary
    lines: tuple[MemberLine, ...]
    modules: tuple[Module, ...]
    stays_on: tuple[str, ...]
    pager: Pager
    as_of: datetime


def member_line(
    member: Member, standings: Mapping[str, ModuleStanding], modules: Sequence[Module], now: datetime
) -> MemberLine:
    """Return a participant as a line of their cohort."""
    return MemberLine(
        name=member.name,
        url=url_for("reporting.person", enrolment_id=member.enrolment_id),
        country=country_name(member.country) or _("Not stated"),
        institution=member.institution or _("Not stated"),
        next_step=next_step(standings, modules if member.certified_at is None else ()),
        active_at=member.active_at,
        ago=format_timedelta(member.active_at - now, add_direction=True, locale=get_locale() or "en"),
        is_stuck=is_stuck(member.certified_at, member.active_at, now),
        is_certified=member.certified_at is not None,
        has_started=member.started_at is not None,
    )


def next_step(standings: Mapping[str, ModuleStanding], modules: Sequence[Module]) -> str:
    """Return in words what someone would do next in the first module that is not behind them."""
    for module in modules:
        standing = standings.get(module.slug)
        steps = missing(evidence_in(standing))
        if standing is None or standing.started_at is None:
            return _("Begin “%(module)s”", module=module.title)
        if steps:
            return step_words(steps[0], module.title)
    return _("Nothing left: every certificate is held")


def evidence_in(standing: ModuleStanding | None) -> Evidence:
    """Return what a standing says was done; which lessons are missing it does not say."""
    return Evidence(
        assessed_before=standing is not None and standing.assessed_before_at is not None,
        lessons_read=0,
        lessons=1,
        quiz_passed=standing is not None and standing.quiz_passed_at is not None,
        assessed_after=standing is not None and standing.assessed_after_at is not None,
        has_read_through=standing is not None and standing.lessons_read_at is not None,
        has_certificate=standing is not None and standing.certified_at is not None,
    )


def step_words(step: Step, module: str) -> str:
    """Return what there is to do for a step."""
    return {
        Step.ASSESS_BEFORE: _("Self-assess before “%(module)s”", module=module),
        Step.READ: _("Read the lessons of “%(module)s”", module=module),
        Step.QUIZ: _("Pass the quiz of “%(module)s”", module=module),
        Step.ASSESS_AFTER: _("Self-assess after “%(module)s”", module=module),
        Step.CERTIFICATE: _("Claim the certificate of “%(module)s”", module=module),
    }[step]
