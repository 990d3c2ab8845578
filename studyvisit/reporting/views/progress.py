"""How far people have come, by group and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.curriculum.content import Module
from studyvisit.extensions import db
from studyvisit.library.queries import Pins, Shelf
from studyvisit.programmes.policies import may_teach
from studyvisit.reporting import policies
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages import completion as pages
from studyvisit.reporting.pages import filters
from studyvisit.reporting.pages.catalogue import REPORTS
from studyvisit.reporting.pages.cohorts import CohortPage, CohortsPage, member_line
from studyvisit.reporting.pages.curriculum import CurriculumPage, figure_tables, finding_lines
from studyvisit.reporting.pages.exports import sized_words
from studyvisit.reporting.pages.people import PersonPage, module_view
from studyvisit.reporting.pages.report import format_words
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries import cohorts as cohort_queries
from studyvisit.reporting.queries import completion as queries
from studyvisit.reporting.queries import curriculum as curriculum_queries
from studyvisit.reporting.queries import people
from studyvisit.reporting.queries.choices import Choices, choices
from studyvisit.reporting.queries.people_pages import Window
from studyvisit.reporting.rules import Asked, By, as_address, sorts_of
from studyvisit.reporting.views.base import blueprint
from studyvisit.reporting.views.reports import show
from studyvisit.tables.content import Audience
from studyvisit.web.access import Access, access, current_actor
from studyvisit.web.pages import Crumb

PEOPLE_A_PAGE = 50
KEPT = sorts_of(By.COUNTRY)
"""What a table can be sorted by whatever its rows stand for, so that it stays when those change."""


@blueprint.get("/reports/completion")
@access(Access.REVIEWER)
def completion() -> ResponseReturnValue:
    """Show how far people have come, by country or another grouping, or one by one."""
    form, scope = ReportForm(request.args), policies.completion_scope(current_actor())
    if form.audience is Audience.PUBLICATION:
        return show(REPORTS["completion"])
    asked = form.asked
    there = choices(db.session(), scope, programme=asked.filters.programme, country=asked.filters.country)
    parameters: dict[str, Any] = as_address(asked)
    table = None if form.errors else _table(scope, asked, there)
    people = table.n if table and asked.by is By.PERSON else 0
    page = pages.CompletionPage(
        title=_("Completion"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        filters=(
            *(
                one
                for one in filters.filters(asked, there, form.errors, request.args)
                if one.name in ("by", *filters.NARROWING)
            ),
            filters.for_whom(form.audience, form.errors),
        ),
        days=filters.days(form.errors, request.args),
        kept={"sort": asked.sort, "order": asked.order} if asked.sort in KEPT else {},
        errors=form.summary,
        is_narrowed=any(request.args.get(name) for name in filters.NARROWING),
        clear_url=url_for(".completion", by=asked.by),
        withdrawn=queries.withdrawn_count(db.session(), scope, asked.filters),
        downloads=tuple(
            (sized_words(label, kind, people), url_for(".completion_file", kind=kind, **parameters))
            for kind, label in format_words().items()
        ),
        background_url=url_for(".new_export", report="completion", **parameters),
        freeze_url=url_for("signing.freeze", report="completion", **parameters),
        may_enrol=current_actor().has_role(Role.ADMINISTRATOR),
        table=table,
    )
    return page.render(), 422 if form.errors else 200


def _table(scope: Scope, asked: Asked, there: Choices) -> pages.Table | None:
    if asked.by is By.PERSON:
        return _people(scope, asked, there)
    rows = list(queries.completion_rows(db.session(), scope, asked, locale=str(get_locale() or "en")))
    if not rows:
        return None
    total = pages.line_of(asked, queries.completion_total(db.session(), scope, asked, rows), is_total=True)
    return pages.Table(
        headers=pages.headers(asked),
        finding=pages.finding(total),
        n=total.enrolled,
        as_of=utc_now(),
        rule=pages.rule_words(asked, there),
        lines=tuple(pages.line_of(asked, row) for row in rows),
        total=total,
    )


def _people(scope: Scope, asked: Asked, there: Choices) -> pages.Table | None:
    count = queries.enrolled_count(db.session(), scope, asked.filters)
    if not count:
        return None
    at, window = _window(count)
    rows = list(queries.completion_rows(db.session(), scope, asked, window=window))
    ends = [str(row[0]) for row in (*rows[:1], *rows[-1:])]
    return pages.Table(
        headers=pages.headers(asked),
        finding=_("When each person reached each step."),
        n=count,
        as_of=utc_now(),
        rule=pages.rule_words(asked, there),
        people=tuple(pages.person_line_of(row, there) for row in rows),
        pager=pages.pager(at, window, count, lambda page: pages.url_of(asked, **_beside(at, page, ends))),
    )


@blueprint.get("/reports/people/<uuid:enrolment_id>")
@access(Access.STAFF)
def person(enrolment_id: UUID) -> ResponseReturnValue:
    """Show what one participant completed; how they rated themselves stays their own."""
    actor = current_actor()
    someone = people.participant(db.session(), policies.people_scope(actor), enrolment_id)
    modules, programme_title = _modules_of(someone.programme_slug, someone.pins)
    records = people.records_of(db.session(), enrolment_id, tuple(module.slug for module in modules))
    may_grant = may_teach(actor, someone.programme_slug) and someone.withdrawn_at is None
    return PersonPage(
        title=someone.name,
        crumbs=_crumbs_to(someone),
        person=someone,
        programme_title=programme_title,
        modules=tuple(
            module_view(
                module,
                records[module.slug],
                allowance_url=url_for(
                    "quizzes.allowance",
                    cohort=someone.cohort_slug,
                    module_slug=module.slug,
                    enrolment_id=enrolment_id,
                )
                if may_grant
                else "",
            )
            for module in modules
        ),
    ).render()


@blueprint.get("/reports/cohorts")
@access(Access.TRAINER)
def cohorts() -> ResponseReturnValue:
    """List the cohorts a person looks after."""
    scope = policies.cohorts_scope(current_actor())
    return CohortsPage(
        title=_("Cohorts"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        cohorts=cohort_queries.cohort_summaries(db.session(), scope, now=utc_now()),
    ).render()


@blueprint.get("/reports/cohorts/<string:cohort>")
@access(Access.TRAINER)
def cohort(cohort: str) -> ResponseReturnValue:
    """Show who in a cohort is where, and who seems stuck."""
    scope, now = policies.cohorts_scope(current_actor()), utc_now()
    summary = cohort_queries.cohort_summary(db.session(), scope, cohort, now=now)
    modules, _title = _modules_of(summary.programme_slug, summary.pins)
    at, window = _window(summary.enrolled)
    found = cohort_queries.members(db.session(), summary.id, window=window)
    return CohortPage(
        title=summary.title,
        crumbs=(
            Crumb(_("Home"), url_for("completion.home")),
            Crumb(_("Cohorts"), url_for(".cohorts")),
        ),
        cohort=summary,
        modules=modules,
        stays_on=tuple(slug for slug, pin in summary.pins.items() if pin),
        lines=tuple(member_line(member, standings, modules, now) for member, standings in found),
        pager=pages.pager(
            at, window, summary.enrolled, lambda page: url_for(".cohort", cohort=cohort, page=page)
        ),
        as_of=now,
    ).render()


@blueprint.get("/reports/curriculum")
@access(Access.STAFF)
def curriculum() -> ResponseReturnValue:
    """Show the published curriculum in figures, and what a critical reader would mend in it."""
    found = curriculum_queries.curriculum(db.session())
    return CurriculumPage(
        title=_("Curriculum"),
        crumbs=(Crumb(_("Home"), url_for("completion.home")),),
        tables=figure_tables(found.summary),
        findings=finding_lines(found),
    ).render()


def _beside(at: int, page: int, ends: Sequence[str]) -> dict[str, str]:
    """Return what the address of a neighbouring page says: its number, and next to whom it stands."""
    if page == 1 or not ends:
        return {"page": str(page)}
    return {"page": str(page), "after" if page > at + 1 else "before": ends[-1] if page > at + 1 else ends[0]}


def _window(count: int) -> tuple[int, Window]:
    """Return which page is asked for, counted from 0 and kept to those there are, and its rows."""
    last = max(count - 1, 0) // PEOPLE_A_PAGE
    at = min(max(request.args.get("page", 1, type=int) - 1, 0), last)
    after, before = (request.args.get(name, type=UUID) for name in ("after", "before"))
    return at, Window(at * PEOPLE_A_PAGE, PEOPLE_A_PAGE, after=after, before=before, total=count)


def _modules_of(programme_slug: str, pins: Pins) -> tuple[tuple[Module, ...], str]:
    """Return a programme's modules as a cohort sees them, and its title.

    One that is not published has none and is called by its slug.
    """
    shelf = Shelf(db.session(), pins)
    if programme_slug not in shelf.slugs("programme"):
        return (), programme_slug
    programme = shelf.programme(programme_slug).content
    return tuple(module.content for module in shelf.modules_of(programme)), programme.title


def _crumbs_to(someone: people.Participant) -> tuple[Crumb, ...]:
    actor = current_actor()
    crumbs = [Crumb(_("Home"), url_for("completion.home"))]
    if policies.is_in(policies.cohorts_scope(actor), someone.programme_slug):
        crumbs.append(Crumb(_("Cohorts"), url_for(".cohorts")))
        crumbs.append(Crumb(someone.cohort_title, url_for(".cohort", cohort=someone.cohort_slug)))
    else:
        crumbs.append(Crumb(_("Completion"), url_for(".completion")))
    return tuple(crumbs)
