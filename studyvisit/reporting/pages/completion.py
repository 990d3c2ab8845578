"""The completion report: a table that is its own chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from babel.dates import format_skeleton
from flask import url_for
from flask_babel import format_decimal, format_percent, get_locale, gettext
from flask_babel import gettext as _

from studyvisit.accounts.forms import position_level_words, sex_words
from studyvisit.accounts.rules import PositionLevel, Sex
from studyvisit.reporting.pages.filters import SELDOM, Day, Filter, by_words, step_words
from studyvisit.reporting.pages.pager import Pager
from studyvisit.reporting.queries.choices import Choices
from studyvisit.reporting.queries.people_pages import Window
from studyvisit.reporting.rules import (
    NOT_STATED,
    STEPS,
    Asked,
    By,
    Cell,
    Order,
    Row,
    Sort,
    as_address,
    key_columns,
    month_days,
    scarcest,
    sorted_by,
    sorts_of,
)
from studyvisit.web.formats import country_name
from studyvisit.web.pages import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A column's head, with the address that sorts by it and how it is sorted now ("" when it is not)."""

    text: str
    url: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and its share of those enrolled, with the address of the people it counts, "" for nobody.

    Without anybody enrolled there is no share.
    """

    count: int
    share: float | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A group of people."""

    name: str
    note: str
    url: str
    enrolled: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person, with when each step was reached."""

    name: str
    url: str
    country: str
    institution: str
    cohort: str
    enrolled_at: datetime
    reached: tuple[datetime | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the report shows: groups with their total, or people. `finding` says it in words."""

    headers: tuple[Header, ...]
    finding: str
    n: int
    as_of: datetime
    rule: str
    lines: tuple[Line, ...] = ()
    total: Line | None = None
    people: tuple[PersonLine, ...] = ()
    pager: Pager | None = None


@dataclass(frozen=True, kw_only=True)
class CompletionPage(Page):
    """The report with its filters; without a `table` nobody matches, or the address cannot be read."""

    template: ClassVar[str] = "reporting/completion.html"

    crumbs: tuple[Crumb, ...]
    filters: tuple[Filter, ...]
    days: tuple[Day, ...]
    seldom: tuple[str, ...] = SELDOM
    kept: Mapping[str, str]
    errors: tuple[tuple[str, str], ...]
    is_narrowed: bool
    clear_url: str
    withdrawn: int
    downloads: tuple[tuple[str, str], ...]
    background_url: str
    freeze_url: str
    may_enrol: bool
    table: Table | None


def url_of(asked: Asked, **changed: str) -> str:
    """Return the address of a report, with some parameters changed."""
    parameters: dict[str, Any] = {**as_address(asked), **changed}
    return url_for("reporting.completion", **parameters)


def headers(asked: Asked) -> tuple[Header, ...]:
    """Return the heads of a report's columns."""
    words = {
        Sort.NAME: _("Name") if asked.by is By.PERSON else by_words()[asked.by],
        Sort.COUNTRY: _("Country"),
        Sort.INSTITUTION: _("Institution"),
        Sort.COHORT: _("Cohort"),
        Sort.ENROLLED: _("Enrolled"),
        **step_words(),
    }
    return tuple(_header(asked, sort, words[sort]) for sort in sorts_of(asked.by))


def _header(asked: Asked, sort: Sort, text: str) -> Header:
    is_number = asked.by is not By.PERSON and (sort is Sort.ENROLLED or sort in STEPS)
    is_sorted = sorted_by(asked) is sort
    turned = {Order.ASCENDING: Order.DESCENDING, Order.DESCENDING: Order.ASCENDING}
    first = Order.DESCENDING if is_number else Order.ASCENDING
    order = turned[asked.order] if is_sorted else first
    words = {Order.ASCENDING: "ascending", Order.DESCENDING: "descending"}
    return Header(
        text=text,
        url=url_of(asked, sort=sort, order=order),
        sorted=words[asked.order] if is_sorted else "",
        is_number=is_number,
    )


def line_of(asked: Asked, row: Row, *, is_total: bool = False) -> Line:
    """Return a row of counts as a line; it and its figures lead to the people behind them."""
    keys = len(key_columns(asked.by))
    key, *more = row[:keys]
    enrolled, *cells = row[keys:]
    people = {"by": By.PERSON.value, "sort": Sort.NAME.value, "order": Order.ASCENDING.value}
    if not is_total:
        people |= _narrowed_to(asked.by, str(key or NOT_STATED))
    figures = tuple(
        Figure(
            _count(count),
            share if isinstance(share, float) else None,
            url_of(asked, **people, reached=step) if count and asked.filters.reached is None else "",
        )
        for step, count, share in zip(STEPS, cells[::2], cells[1::2], strict=True)
    )
    is_every_module = asked.by is By.MODULE and asked.filters.module is None
    total_name = _("Every module") if is_every_module else _("Total")
    return Line(
        name=total_name if is_total else group_name(asked.by, row),
        note=country_name(str(more[1])) if asked.by is By.INSTITUTION and more[1] and not is_total else "",
        url="" if is_total else url_of(asked, **people),
        enrolled=_count(enrolled),
        figures=figures,
    )


def group_name(by: By, row: Row) -> str:
    """Return what a group is called."""
    key, *more = row[: len(key_columns(by))]
    if key is None:
        return _("Not stated")
    match by:
        case By.SEX:
            return sex_words()[Sex(str(key))]
        case By.POSITION:
            return position_level_words()[PositionLevel(str(key))]
        case By.MONTH:
            return format_skeleton("yMMMM", month_days(str(key))[0], locale=get_locale() or "en")
        case _:
            return str(more[0])


def _narrowed_to(by: By, key: str) -> dict[str, str]:
    if by is not By.MONTH:
        return {by.value: key}
    first, last = month_days(key)
    return {"from": f"{first}", "to": f"{last}"}


def _count(cell: Cell) -> int:
    assert isinstance(cell, int)
    return cell


def person_line_of(row: Row, there: Choices) -> PersonLine:
    """Return a person's row as a line."""
    enrolment, name, country, institution, cohort, *moments = row
    enrolled_at, *reached = (datetime.fromisoformat(str(at)) if at else None for at in moments)
    assert enrolled_at is not None
    return PersonLine(
        name=str(name),
        url=url_for("reporting.person", enrolment_id=enrolment),
        country=country_name(str(country)) if country else _("Not stated"),
        institution=str(institution) if institution else _("Not stated"),
        cohort=there.cohorts.get(str(cohort), str(cohort)),
        enrolled_at=enrolled_at,
        reached=tuple(reached),
    )


def finding(total: Line) -> str:
    """Return what a table says, in words."""
    certified = total.figures[-1]
    words = _(
        "%(share)s of those enrolled are certified (%(count)s of %(enrolled)s).",
        share=format_percent(certified.share or 0, "#,##0 %"),
        count=format_decimal(certified.count),
        enrolled=format_decimal(total.enrolled),
    )
    counts = {step: figure.count for step, figure in zip(STEPS, total.figures, strict=True)}
    step = scarcest(counts)
    if counts[step] == total.enrolled:
        return words
    return f"{words} " + _(
        "Of the steps that a certificate needs, “%(step)s” is the one that fewest have reached (%(count)s).",
        step=step_words()[step],
        count=format_decimal(counts[step]),
    )


def rule_words(asked: Asked, there: Choices) -> str:
    """Return when a step counts."""
    module = asked.filters.module
    if module is None:
        return _("A step counts when it was reached in every module of the programme; “started” in any.")
    return gettext("Counted in the module “%(title)s” alone.", title=there.modules.get(module, module))


def pager(at: int, window: Window, total: int, url: Callable[[int], str]) -> Pager:
    """Return where page `at`, counted from 0, stands; `url` gives the address of a page, counted from 1."""
    after = window.first + window.count
    return Pager(
        first=window.first + 1,
        last=min(after, total),
        total=total,
        before_url=url(at) if at else "",
        after_url=url(at + 2) if after < total else "",
    )
