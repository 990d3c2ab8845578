"""How people rated themselves before, after and looking back, added up: who rated what is in no row of these.

A measurement is a step of the scale; `NOT_APPLICABLE` where a person said that a statement does not apply, None
where they were not asked or did not answer. People who withdrew are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from studyvisit.accounts.models import Institution
from studyvisit.curriculum.content import Wave
from studyvisit.db import columns
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.questionnaires.models import RatedCount, SummedCount
from studyvisit.questionnaires.queries.sums import (
    SUMS,
    ratings_by_person,
    ratings_by_statement,
    ratings_have_changed,
)
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.models import CheckedCount
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import cohort_conditions, stayed
from studyvisit.reporting.queries.evidence import evidence_changed
from studyvisit.reporting.rules import NOT_STATED, Filters

WHEN_ASKED: dict[str, Any] = {
    "institution": Enrolment.institution_id,
    "position": Enrolment.position_level,
    "sex": Enrolment.sex,
}
"""By what people are added up only where an address names it."""

AnySelect = Select[*tuple[Any, ...]]


class Rated(NamedTuple):
    """How many people rated one statement so in the three waves."""

    module: str
    statement: str
    before: int | None
    after: int | None
    then: int | None
    people: int


class Summed(NamedTuple):
    """How many people of a group rose alike, in one module or, where that is "", in all of them.

    `both` is how many statements they rated before and after, `rise` by how many steps in sum, and `all_three` how
    many of these they also looked back on. `gave_before` and `gave_after` say which waves they gave. The rest adds
    these people up: their sum before, and of the statements rated three times what they rose by since before,
    since as they look back on it, and what lies between these; each with the sum of its squares.
    """

    cohort: UUID
    country: str | None
    group: str | UUID | None
    module: str
    both: int
    rise: int
    all_three: int
    gave_before: bool
    gave_after: bool
    people: int
    before: int
    before_squares: int
    conventional: int
    conventional_squares: int
    retrospective: int
    retrospective_squares: int
    shift: int
    shift_squares: int


class Checked(NamedTuple):
    """What people come to who took a module's check in one form, "a" or "b", or without forms None.

    `both` of the `people` also made a first attempt after it. The rest adds these up: their per cents in both, what
    they rose by, and its squares.
    """

    module: str
    form: str | None
    people: int
    both: int
    before: float
    after: float
    rise: float
    squares: float


def changed_cohorts(session: Session, scope: Scope, filters: Filters) -> list[UUID] | None:
    """Return the cohorts whose ratings are to be read themselves; None for all, where no sums are kept."""
    if not _is_summed(filters):
        return None
    question = select(Cohort.id).where(*cohort_conditions(session, scope, filters), ratings_have_changed())
    return list(session.scalars(question))


def _is_summed(filters: Filters) -> bool:
    """Return whether sums are kept for what the filters leave."""
    said = (filters.institution, filters.position, filters.sex, filters.enrolled_from, filters.enrolled_to)
    return all(value is None for value in said)


def rated(session: Session, scope: Scope, filters: Filters, changed: list[UUID] | None) -> list[Rated]:
    """Return how people rated each statement, by module and statement; `changed` are the `changed_cohorts`."""
    legs: list[AnySelect] = []
    if changed is not None:
        count = columns(RatedCount)
        keys = (count.module_slug, count.statement_id, count.before, count.after, count.then)
        kept: AnySelect = select(*keys, func.sum(count.people)).group_by(*keys)
        kept = kept.where(*_summed_up(session, count, scope, filters, changed))
        legs.append(kept if filters.module is None else kept.where(count.module_slug == filters.module))
    if changed != []:
        one = ratings_by_statement(_people(session, scope, filters, changed), (), filters.module)
        places = (one.c.module, one.c.statement, one.c.before, one.c.after, one.c.then)
        legs.append(select(*places, func.count()).group_by(*places))
    sums: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    for row in session.execute(union_all(*legs)):
        sums[tuple(row[:-1])] += row[-1]
    return [Rated._make((*key, number)) for key, number in sums.items()]


def summed(
    session: Session,
    scope: Scope,
    filters: Filters,
    changed: list[UUID] | None,
    group: str = "",
    *,
    by_module: bool,
) -> list[Summed]:
    """Return how people rose, by cohort, country, a group of WHEN_ASKED and, if asked, module.

    Each person counts once in each module, or once in all; `changed` are the `changed_cohorts`.
    """
    changed = None if group in WHEN_ASKED else changed
    legs: list[AnySelect] = []
    if changed is not None:
        count = columns(SummedCount)
        module = count.module_slug if by_module else literal("")
        values = [count[name] for name in SUMS]
        place = (count.cohort_id.label("cohort"), count.country, cast(null(), String()).label("group"))
        kept: AnySelect = select(*place, module.label("module"), *values, count.people)
        kept = kept.where(*_summed_up(session, count, scope, filters, changed))
        if filters.module is not None or not by_module:
            legs.append(kept.where(count.module_slug == (filters.module or "")))
        else:
            legs.append(kept.where(count.module_slug != ""))
    if changed != []:
        extra = WHEN_ASKED.get(group, cast(null(), String()))
        people = _people(session, scope, filters, changed)
        one = ratings_by_statement(people, (Enrolment.cohort_id, Enrolment.country, extra), filters.module)
        person = ratings_by_person(one, by_module=by_module)
        legs.append(_alone(person, person.c.module if by_module else literal("").label("module")))
    return _added_up(session, union_all(*legs).subquery())


def added_up(session: Session, person: Subquery) -> list[Summed]:
    """Return how people rose, from the rows of `ratings_by_person` by module."""
    return _added_up(session, _alone(person, person.c.module).subquery())


def _alone(person: Subquery, module: ColumnElement[str]) -> AnySelect:
    values = [person.c[name] for name in SUMS]
    return select(
        person.c.cohort, person.c.country, person.c.group, module, *values, literal(1).label("people")
    )


def _added_up(session: Session, one: Subquery) -> list[Summed]:
    """Return how people rose, from rows of people with the sums of their ratings."""
    keys = (
        *(one.c.cohort, one.c.country, one.c.group, one.c.module, one.c.both),
        (one.c.after - one.c.before).label("rise"),
        *(one.c.all_three, one.c.gave_before, one.c.gave_after),
    )
    people = cast(one.c.people, BigInteger())
    values = (
        one.c.before,
        one.c.after_of_three - one.c.before_of_three,
        one.c.after_of_three - one.c.then_of_three,
        one.c.then_of_three - one.c.before_of_three,
    )
    sums = [total for value in values for total in (people * value, people * value * value)]
    # PostgreSQL adds big integers up to decimal numbers, which nobody needs here.
    totals = (cast(func.sum(total), BigInteger()) for total in (people, *sums))
    question: AnySelect = select(*keys, *totals).group_by(*keys)
    return [Summed(*row) for row in session.execute(question)]


def _people(
    session: Session, scope: Scope, filters: Filters, changed: list[UUID] | Select[UUID] | None
) -> list[ColumnElement[bool]]:
    conditions = stayed(session, scope, filters)
    return conditions if changed is None else [*conditions, Enrolment.cohort_id.in_(changed)]


def _summed_up(
    session: Session, count: Any, scope: Scope, filters: Filters, changed: list[UUID] | Select[UUID]
) -> Iterator[ColumnElement[bool]]:
    yield count.cohort_id.in_(select(Cohort.id).where(*cohort_conditions(session, scope, filters)))
    if not isinstance(changed, list) or changed:
        yield count.cohort_id.not_in(changed)
    if filters.country is not None:
        is_stated = filters.country != NOT_STATED
        yield count.country == filters.country if is_stated else count.country.is_(None)


CHECKED = ("module_slug", "form", "people", "both", "before", "after", "rise", "squares")
"""What `Checked` says, by the names of the columns of `CheckedCount`."""


def checked(session: Session, scope: Scope, filters: Filters) -> list[Checked]:
    """Return what the check before each module and the first attempt after it come to, by form.

    Only of people who took the check.
    """
    changed = evidence_changed(session, scope, filters) if _is_summed(filters) else None
    legs: list[AnySelect] = []
    if changed is not None:
        count = columns(CheckedCount)
        kept: AnySelect = select(*(count[name] for name in CHECKED)).where(
            *_summed_up(session, count, scope, filters, changed)
        )
        legs.append(kept if filters.module is None else kept.where(count.module_slug == filters.module))
    legs.append(_checks(_people(session, scope, filters, changed), (), filters.module))
    one = union_all(*legs).subquery()
    keys = (one.c.module_slug, one.c.form)
    # PostgreSQL adds big integers up to decimal numbers, which nobody needs here.
    people = (cast(func.sum(one.c[name]), BigInteger()) for name in CHECKED[2:4])
    sums = (func.sum(one.c[name]) for name in CHECKED[4:])
    added = session.execute(select(*keys, *people, *sums).group_by(*keys))
    return [Checked(*row) for row in added]


def checks_of_cohort(cohort_id: UUID) -> AnySelect:
    """Return the question for what checks come to in a cohort, by country: both, and then CHECKED."""
    people = [Enrolment.cohort_id == cohort_id, Enrolment.withdrawn_at.is_(None)]
    return _checks(people, (Enrolment.cohort_id, Enrolment.country))


def _checks(
    people: Sequence[ColumnElement[bool]], groups: tuple[Any, ...], module: str | None = None
) -> AnySelect:
    check, after = aliased(Attempt), aliased(Attempt)
    keys = (*groups, check.module_slug, check.form)
    rise = after.percent - check.percent
    sums = (case((after.percent.is_not(None), check.percent)), after.percent, rise, rise * rise)
    question: AnySelect = (
        select(
            *keys,
            func.count().label("people"),
            func.count(after.percent).label("both"),
            *(
                func.coalesce(func.sum(value), 0.0).label(name)
                for name, value in zip(CHECKED[4:], sums, strict=True)
            ),
        )
        .select_from(Enrolment)
        .join(check, and_(check.enrolment_id == Enrolment.id, check.wave == Wave.PRE.value))
        .outerjoin(
            after,
            and_(
                after.enrolment_id == Enrolment.id,
                after.module_slug == check.module_slug,
                after.quiz_id == check.quiz_id,
                after.wave == Wave.POST.value,
                after.number == 1,
            ),
        )
        .where(*people, check.submitted_at.is_not(None))
        .group_by(*keys)
    )
    return question if module is None else question.where(check.module_slug == module)


def titles_of(session: Session, group: str, keys: Sequence[Any]) -> dict[Any, tuple[str, ...]]:
    """Return what names each group: a cohort's slug and title, an institution's id and name, or the code itself.

    In the order to show them.
    """
    if group == "cohort":
        cohorts = select(Cohort.id, Cohort.slug, Cohort.title).where(Cohort.id.in_(keys))
        rows = session.execute(cohorts.order_by(Cohort.starts_on, Cohort.slug))
        return {row.id: (row.slug, row.title) for row in rows}
    if group == "institution":
        named = select(Institution.id, Institution.name).where(Institution.id.in_(keys))
        found = session.execute(named.order_by(Institution.name, Institution.id))
        return {row.id: (str(row.id), row.name) for row in found}
    return {key: (key,) for key in sorted(keys)}
