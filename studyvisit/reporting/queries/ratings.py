"""How people rated themselves before, after and looking back, added up: who rated what is in no row of these.

A measurement is a step of the scale; NOT_APPLICABLE where a person said that a statement does not apply, None
where they were not asked or did not answer. People who withdrew are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, case, cast, func, null, select
from sqlalchemy.orm import Session, aliased

from studyvisit.accounts.models import Institution
from studyvisit.curriculum.content import Wave
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import stayed
from studyvisit.reporting.rules import Filters

NOT_APPLICABLE = -1
WAVES = (Wave.PRE, Wave.POST, Wave.THEN)
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
    """How many people of a group have these sums of ratings, in one module or, where that is "", in all of them.

    `both` is how many statements they rated before and after, with the sums of each; `all_three` those that they
    also looked back on, with the three sums. `gave_before` and `gave_after` say which waves they gave.
    """

    cohort: UUID
    country: str | None
    group: str | UUID | None
    module: str
    both: int
    before: int
    after: int
    all_three: int
    before_of_three: int
    after_of_three: int
    then_of_three: int
    gave_before: bool
    gave_after: bool
    people: int


class Checked(NamedTuple):
    """How many people had these per cents in a module's check before and in the first attempt after it.

    `form` is the one given before, "a" or "b", or None; a per cent is None where that quiz was not taken.
    """

    module: str
    form: str | None
    before: float | None
    after: float | None
    people: int


def rated(session: Session, scope: Scope, filters: Filters) -> list[Rated]:
    """Return how people rated each statement, by module and statement."""
    one = _by_statement(session, scope, filters, ())
    keys = (one.c.module, one.c.statement, one.c.before, one.c.after, one.c.then)
    rows = session.execute(select(*keys, func.count()).group_by(*keys))
    return [Rated(*row) for row in rows]


def summed(
    session: Session, scope: Scope, filters: Filters, group: str = "", *, by_module: bool
) -> list[Summed]:
    """Return what people's ratings sum up to, by cohort, country, a group of WHEN_ASKED and, if asked, module.

    Each person counts once in each module, or once in all.
    """
    extra = WHEN_ASKED.get(group, cast(null(), String()))
    one = _by_statement(session, scope, filters, (Enrolment.cohort_id, Enrolment.country, extra))
    person = _by_person(one, by_module=by_module)
    keys = tuple(person.c)[1:]
    rows = session.execute(select(*keys, func.count()).group_by(*keys))
    return [Summed(*row[:3], row[3] if by_module else "", *row[3 + by_module :]) for row in rows]


def _by_statement(session: Session, scope: Scope, filters: Filters, groups: tuple[Any, ...]) -> Subquery:
    """Return a row for each person, module and statement with the three ratings, and the groups of the person."""
    question: AnySelect = (
        select(
            Enrolment.id.label("person"),
            *(
                column.label(name)
                for name, column in zip(("cohort", "country", "group"), groups, strict=False)
            ),
            Assessment.module_slug.label("module"),
            Rating.statement_id.label("statement"),
            _in_wave(Wave.PRE).label("before"),
            _in_wave(Wave.POST).label("after"),
            _in_wave(Wave.THEN).label("then"),
        )
        .select_from(Enrolment)
        .join(Assessment, Assessment.enrolment_id == Enrolment.id)
        .join(Rating, Rating.assessment_id == Assessment.id)
        .where(*stayed(session, scope, filters), Assessment.wave.in_([wave.value for wave in WAVES]))
        .group_by(Enrolment.id, Assessment.module_slug, Rating.statement_id)
    )
    if filters.module is not None:
        question = question.where(Assessment.module_slug == filters.module)
    return question.subquery()


def _in_wave(wave: Wave) -> ColumnElement[Any]:
    return func.max(case((Assessment.wave == wave.value, func.coalesce(Rating.value, NOT_APPLICABLE))))


def _by_person(one: Subquery, *, by_module: bool) -> Subquery:
    keys = (one.c.person, one.c.cohort, one.c.country, one.c.group, *((one.c.module,) if by_module else ()))
    is_matched = and_(one.c.before >= 0, one.c.after >= 0)
    is_triple = and_(is_matched, one.c.then >= 0)

    def total(condition: ColumnElement[bool], what: Any) -> ColumnElement[Any]:
        return func.sum(case((condition, what), else_=0))

    return (
        select(
            *keys,
            total(is_matched, 1).label("both"),
            total(is_matched, one.c.before).label("before"),
            total(is_matched, one.c.after).label("after"),
            total(is_triple, 1).label("all_three"),
            total(is_triple, one.c.before).label("before_of_three"),
            total(is_triple, one.c.after).label("after_of_three"),
            total(is_triple, one.c.then).label("then_of_three"),
            (func.count(one.c.before) > 0).label("gave_before"),
            (func.count(one.c.after) > 0).label("gave_after"),
        )
        .group_by(*keys)
        .subquery()
    )


def checked(session: Session, scope: Scope, filters: Filters) -> list[Checked]:
    """Return the per cents of the check before each module and of the first attempt after it.

    Only people who took the check; those without an attempt after it have None there.
    """
    check, after = aliased(Attempt), aliased(Attempt)
    keys = (check.module_slug, check.form, check.percent, after.percent)
    question: AnySelect = (
        select(*keys, func.count())
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
        .where(*stayed(session, scope, filters), check.submitted_at.is_not(None))
        .group_by(*keys)
    )
    if filters.module is not None:
        question = question.where(check.module_slug == filters.module)
    return [Checked(*row) for row in session.execute(question)]


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
