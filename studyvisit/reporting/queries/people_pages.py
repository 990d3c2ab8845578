"""Which enrolments stand on a page of the report by person.

The page after another is found from the last row of that one, and not by counting from the start: it takes as long
for the ten thousandth page as for the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import Institution, User
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import STAYED, enrolment_conditions, reached_at, with_standing
from studyvisit.reporting.queries.plain_text import by_code_point
from studyvisit.reporting.rules import PEOPLE_A_PAGE, Asked, Order, Sort

AnySelect = Select[*tuple[Any, ...]]
ALWAYS_THERE = (Sort.NAME, Sort.COHORT, Sort.ENROLLED)
MANY = 20_000
"""From so many rows on they are read in the order wanted; fewer are found by what they have in common first."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the rows, for a page of them: the first of them counted from 0, and how many.

    With `after` or `before` it is what stands next to that enrolment, whatever `first` says. `total` is how many
    rows there are, where that is known.
    """

    first: int
    count: int
    after: UUID | None = None
    before: UUID | None = None
    total: int = 0


def window_of(asked: Asked) -> Window | None:
    """Return the rows of the page that is asked for, None for all of them."""
    return None if asked.page is None else Window((asked.page - 1) * PEOPLE_A_PAGE, PEOPLE_A_PAGE)


@dataclass(frozen=True, slots=True)
class RowOrder:
    """By what rows are sorted: a column and then the id, nothing coming last; without a column by the id alone."""

    place: ColumnElement[Any] | None
    is_falling: bool
    is_always_there: bool = False

    def clauses(self, *, backwards: bool = False, has_nulls: bool = True) -> tuple[ColumnElement[Any], ...]:
        """Return what to sort by, from the front or from the end; where no NULL is met, an index may serve."""
        one_id = Enrolment.id.expression
        if self.place is None:
            return (one_id.desc() if self.is_falling is not backwards else one_id.asc(),)
        place = self.place.desc() if self.is_falling is not backwards else self.place.asc()
        if has_nulls and not self.is_always_there:
            place = place.nulls_first() if backwards else place.nulls_last()
        return place, one_id.desc() if backwards else one_id.asc()


def order_of(asked: Asked) -> RowOrder:
    """Return the order of the people of a report as it was asked for."""
    is_falling = asked.order is Order.DESCENDING
    if asked.sort is None:
        return RowOrder(None, is_falling)
    return RowOrder(_places(asked)[asked.sort], is_falling, asked.sort in ALWAYS_THERE)


def ids_on_page(session: Session, scope: Scope, asked: Asked, window: Window) -> list[UUID]:
    """Return the enrolments on a page, in their order."""
    question = _question(session, scope, asked, is_many=window.total > MANY)
    order = order_of(asked)
    beside = window.after or window.before
    if beside is not None:
        place = order.place if order.place is not None else Enrolment.id.expression
        found = session.execute(question.with_only_columns(place).where(Enrolment.id == beside)).first()
        if found is not None:
            backwards = window.after is None
            return _next_to(session, question, order, beside, found[0], window.count, backwards=backwards)
    return _counted_out(session, question, order, window)


def _counted_out(session: Session, question: AnySelect, order: RowOrder, window: Window) -> list[UUID]:
    """Count rows from the nearer end."""
    count = min(window.count, window.total - window.first) if window.total else window.count
    from_the_end = window.total - window.first - count
    backwards = bool(window.total) and from_the_end < window.first
    question = question.order_by(*order.clauses(backwards=backwards)).limit(max(count, 0))
    ids = list(session.scalars(question.offset(from_the_end if backwards else window.first)))
    return ids[::-1] if backwards else ids


def _next_to(
    session: Session,
    question: AnySelect,
    order: RowOrder,
    beside: UUID,
    value: Any,
    count: int,
    *,
    backwards: bool,
) -> list[UUID]:
    ids: list[UUID] = []
    for condition in _stretches(order, beside, value, backwards=backwards):
        if len(ids) < count:
            clauses = order.clauses(backwards=backwards, has_nulls=False)
            stretch = question.where(condition).order_by(*clauses)
            ids += session.scalars(stretch.limit(count - len(ids)))
    return ids[::-1] if backwards else ids


def _stretches(
    order: RowOrder, beside: UUID, value: Any, *, backwards: bool
) -> Iterator[ColumnElement[bool]]:
    """Yield what to look through, one after the other: rows with a value and those without lie apart."""
    one_id, place = Enrolment.id, order.place
    if place is None:
        yield one_id < beside if order.is_falling is not backwards else one_id > beside
        return
    beyond = one_id < beside if backwards else one_id > beside
    if value is None:
        yield and_(place.is_(None), beyond)
        if backwards:
            yield place.is_not(None)
        return
    if order.is_falling is not backwards:
        yield and_(place <= value, or_(place < value, beyond))
    else:
        yield and_(place >= value, or_(place > value, beyond))
    if not backwards:
        yield place.is_(None)


def _places(asked: Asked) -> dict[Sort, ColumnElement[Any]]:
    return {
        Sort.NAME: by_code_point(User.name),
        Sort.COUNTRY: by_code_point(Enrolment.country),
        Sort.INSTITUTION: by_code_point(Institution.name),
        Sort.COHORT: by_code_point(Cohort.slug),
        Sort.ENROLLED: Enrolment.enrolled_at.expression,
        **{sort: column.expression for sort, column in reached_at(asked.filters).items()},
    }


def _question(session: Session, scope: Scope, asked: Asked, *, is_many: bool) -> AnySelect:
    """Return the enrolments asked for, joined to no more than what sorts and filters them."""
    question: AnySelect = select(Enrolment.id).select_from(Enrolment)
    match asked.sort:
        case Sort.NAME:
            # Always true; it leads SQLite to the index on names.
            question = question.join(User, User.id == Enrolment.user_id).where(by_code_point(User.name) >= "")
        case Sort.COHORT:
            question = question.join(Cohort, Cohort.id == Enrolment.cohort_id)
        case Sort.INSTITUTION:
            question = question.outerjoin(Institution, Institution.id == Enrolment.institution_id)
    filters = asked.filters
    if asked.sort in reached_at(filters) or filters.reached or filters.missing:
        question = with_standing(question, filters)
    return question.where(*enrolment_conditions(session, scope, filters, as_stored=is_many), STAYED)
