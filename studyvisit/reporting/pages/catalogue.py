"""Every report there is: who may ask for it, how it is built and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.errors import NotFound
from studyvisit.library.queries import Shelf
from studyvisit.reporting.forms import ReportForm
from studyvisit.reporting.pages import activity as activity_words
from studyvisit.reporting.pages import compare as compare_words
from studyvisit.reporting.pages import completion_words, question_words
from studyvisit.reporting.pages import data_quality as quality_words
from studyvisit.reporting.pages import gain as gain_words
from studyvisit.reporting.pages import ledger as ledger_words
from studyvisit.reporting.pages import lessons as lesson_words
from studyvisit.reporting.pages import overview as overview_words
from studyvisit.reporting.pages.about import finished
from studyvisit.reporting.pages.filters import NARROWING
from studyvisit.reporting.pages.report import Link
from studyvisit.reporting.policies import Scope, completion_scope, is_in, people_scope, questions_scope
from studyvisit.reporting.rules import Asked, By, Order
from studyvisit.reporting.services.activity import activity
from studyvisit.reporting.services.compare import compare
from studyvisit.reporting.services.completion import completion
from studyvisit.reporting.services.data_quality import data_quality
from studyvisit.reporting.services.gain import learning_gain
from studyvisit.reporting.services.ledger import ledger
from studyvisit.reporting.services.lessons import lessons
from studyvisit.reporting.services.overview import overview
from studyvisit.reporting.services.questions import questions
from studyvisit.tables.content import Audience, Column, Report, Row, Table
from studyvisit.tables.files import Format
from studyvisit.tables.words import ReportWords
from studyvisit.web.access import Access

Published = Callable[[Session, str], Sequence[Report]]
"""Finds what was published of a programme before, the oldest first."""


def nothing_published(_session: Session, _programme: str) -> tuple[Report, ...]:
    """Return no publications, for an application whose reports nobody signs."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A report of the catalogue. `filters` names the filters it honours, by their names in an address.

    `by` is what it can be shown by, where that is one of the filters.

    One that `has_own_page` has its page at the endpoint of its name; its files come from here all the same.
    One that `may_publish` can be made for publication too: all its figures are declared as disclosure control
    needs them.
    Where readers would expect a publication that there is not, `unpublished` says why.
    One that `is_of_one_programme` shows the newest where none is chosen.
    """

    name: str
    title: LazyString
    access: Access
    scope: Callable[[Actor], Scope]
    build: Callable[[Session, Scope, Asked, datetime], Report]
    words: Callable[[Report], ReportWords]
    link: Link
    filters: tuple[str, ...]
    by: tuple[By, ...] = ()
    has_own_page: bool = False
    is_of_one_programme: bool = False
    actions: Callable[[Actor, Mapping[str, str]], tuple[tuple[str, str], ...]] = lambda _actor, _parameters: ()
    may_publish: bool = False
    unpublished: LazyString | str = ""

    def form(self, typed: Mapping[str, str]) -> ReportForm:
        """Return what an address asks of the report; a publication that there is not is an error that says why."""
        form = ReportForm(typed)
        if not self.may_publish:
            form.refuse_publication(str(self.unpublished) or _("This report is not for publication."))
        return form

    def made(
        self,
        session: Session,
        scope: Scope,
        asked: Asked,
        now: datetime,
        *,
        audience: Audience = Audience.INTERNAL,
        published: Published = nothing_published,
    ) -> Report:
        """Return the report for an audience; `published` finds the earlier publications of a programme.

        Raises NotFound for a publication of a report that is not for publication, or of no programme.
        """
        if audience is Audience.INTERNAL:
            return _titled(session, self.build(session, scope, asked, now))
        programme = asked.filters.programme
        if not self.may_publish or programme is None or not is_in(scope, programme):
            raise NotFound
        # Loads NumPy and SciPy, which most workers never need.
        from studyvisit.reporting.services.publishing import protect, rule_of

        report = self.build(session, scope, replace(asked, sort=None, order=Order.ASCENDING), now)
        protected = protect(report, rule_of(session, programme), published(session, programme))
        return _titled(session, protected)

    def said(self, report: Report, *, timezone: str = "UTC") -> ReportWords:
        """Return all the words around a report in the language of now."""
        return finished(report, self.words(report), has_rows_by="by" in self.filters, timezone=timezone)

    def file_name(self, asked: Asked, wanted: Format, now: datetime) -> str:
        """Return what to call its file; a report that can be made by this or by that says by what."""
        by = f"-by-{asked.by}" if "by" in self.filters else ""
        return f"{self.name}{by}-{now:%Y-%m-%d}.{wanted}"


def _titled(session: Session, report: Report) -> Report:
    shelf = Shelf(session)
    if report.programme is None or report.programme not in shelf.slugs("programme"):
        return report
    return replace(report, programme_title=shelf.programme(report.programme).content.title)


def _no_link(_report: Report, _table: Table, _row: Row, _column: Column) -> str:
    return ""


def _behind_gain(report: Report, table: Table, row: Row, column: Column) -> str:
    """Return the address of the people of a country or a module, or of the questions that a module's quiz asked."""
    wanted = {**report.parameters, "by": "person"}
    match table.name, column.name:
        case (("countries" | "countries_and_modules"), "country"):
            return url_for("reporting.completion", **{**wanted, "country": str(row[0] or "-")})  # type: ignore[arg-type]
        case (("modules" | "looking_back"), "module_title"):
            return url_for("reporting.completion", **{**wanted, "module": str(row[0])})  # type: ignore[arg-type]
        case "checks", "module_title":
            return url_for("reporting.question_figures", module_slug=str(row[0]))
        case _:
            return ""


def _behind_ledger(report: Report, table: Table, row: Row, column: Column) -> str:
    """Return the address of what stands behind an indicator: the gain, the people, or what was answered."""
    if table.name != "ledger" or column.name != "indicator":
        return ""
    place = {
        "rose": "learning-gain",
        "rated": "learning-gain",
        "passed": "completion",
        "certified": "completion",
    }
    where = place.get(str(row[table.place_of("rule")]), "feedback")
    return url_for(f"reporting.{where}", **report.parameters)  # type: ignore[arg-type]


REPORTS: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry(
            name="overview",
            title=lazy_gettext("Overview"),
            access=Access.REVIEWER,
            scope=completion_scope,
            build=overview,
            words=overview_words.words,
            link=overview_words.link,
            filters=("programme", "cohort", "module", "country", "institution"),
            is_of_one_programme=True,
            may_publish=True,
        ),
        Entry(
            name="learning-gain",
            title=lazy_gettext("Learning gain"),
            access=Access.REVIEWER,
            scope=completion_scope,
            build=learning_gain,
            words=gain_words.words,
            link=_behind_gain,
            filters=("by", "programme", "cohort", "country", "module"),
            by=(By.COUNTRY, By.INSTITUTION, By.POSITION, By.SEX),
            may_publish=True,
        ),
        Entry(
            name="completion",
            title=lazy_gettext("Completion"),
            access=Access.REVIEWER,
            scope=completion_scope,
            build=completion,
            words=completion_words.words,
            link=_no_link,
            filters=("by", *NARROWING),
            has_own_page=True,
            may_publish=True,
        ),
        Entry(
            name="compare",
            title=lazy_gettext("Compare cohorts"),
            access=Access.REVIEWER,
            scope=completion_scope,
            build=compare,
            words=compare_words.words,
            link=compare_words.link,
            filters=(
                "programme",
                "cohort",
                "compare",
                "module",
                "country",
                "institution",
                "position",
                "sex",
            ),
            unpublished=lazy_gettext(
                "This report is not for publication: small groups could be worked out from the differences between "
                "two cohorts. Publish the completion by cohort, or the learning gain, instead."
            ),
        ),
        Entry(
            name="activity",
            title=lazy_gettext("Activity"),
            access=Access.STAFF,
            scope=people_scope,
            build=activity,
            words=activity_words.words,
            link=activity_words.link,
            filters=("programme", "cohort", "country", "module", "institution", "missing"),
            actions=activity_words.actions,
        ),
        Entry(
            name="lessons",
            title=lazy_gettext("Lessons"),
            access=Access.STAFF,
            scope=people_scope,
            build=lessons,
            words=lesson_words.words,
            link=_no_link,
            filters=("programme", "cohort", "module", "country", "institution"),
            may_publish=True,
        ),
        Entry(
            name="data-quality",
            title=lazy_gettext("Data quality"),
            access=Access.STAFF,
            scope=people_scope,
            build=data_quality,
            words=quality_words.words,
            link=quality_words.link,
            filters=("programme", "cohort", "country", "module", "check"),
        ),
        Entry(
            name="questions",
            title=lazy_gettext("Questions"),
            access=Access.STAFF,
            scope=questions_scope,
            build=questions,
            words=question_words.words,
            link=_no_link,
            filters=("programme", "cohort", "module", "attempts"),
            has_own_page=True,
        ),
        Entry(
            name="ledger",
            title=lazy_gettext("Kirkpatrick ledger"),
            access=Access.REVIEWER,
            scope=completion_scope,
            build=ledger,
            words=ledger_words.words,
            link=_behind_ledger,
            filters=("programme", "cohort"),
            unpublished=lazy_gettext(
                "This report is not for publication: its indicators count people of other reports by rules of "
                "their own, and small groups could be worked out from the two. Publish the completion and the "
                "learning gain instead."
            ),
        ),
    )
}
