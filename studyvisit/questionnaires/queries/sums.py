"""Ratings added up, a person at a time: who rated what is in no row that leaves here grouped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from studyvisit.curriculum.content import Wave
from studyvisit.programmes.models import Cohort, Enrolment
from studyvisit.questionnaires.models import Assessment, Rating, RatingsChanged, RatingsSummed

NOT_APPLICABLE = -1
SUMMED_WAVES = (Wave.PRE, Wave.POST, Wave.THEN)


def ratings_have_changed() -> ColumnElement[bool]:
    """Return the condition on `Cohort` that its ratings were never added up, or have changed since."""
    return or_(
        Cohort.id.not_in(select(RatingsSummed.cohort_id)), Cohort.id.in_(select(RatingsChanged.cohort_id))
    )


def ratings_by_statement(
    people: Sequence[ColumnElement[bool]], groups: tuple[Any, ...], module: str | None = None
) -> Subquery:
    """Return a row for each person, module and statement with the three ratings, and the groups of the person.

    `people` are conditions on `Enrolment`. A rating is NOT_APPLICABLE where a statement did not apply, NULL where
    there is none.
    """
    question: Select[*tuple[Any, ...]] = (
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
        .where(*people, Assessment.wave.in_([wave.value for wave in SUMMED_WAVES]))
        .group_by(Enrolment.id, Assessment.module_slug, Rating.statement_id)
    )
    if module is not None:
        question = question.where(Assessment.module_slug == module)
    return question.subquery()


def _in_wave(wave: Wave) -> ColumnElement[Any]:
    return func.max(case((Assessment.wave == wave.value, func.coalesce(Rating.value, NOT_APPLICABLE))))


SUMS = (
    "both",
    "before",
    "after",
    "all_three",
    "before_of_three",
    "after_of_three",
    "then_of_three",
    "gave_before",
    "gave_after",
)
"""What `ratings_by_person` says of each, in its order."""


def ratings_by_person(one: Subquery, *, by_module: bool) -> Subquery:
    """Return a row for each person, and if asked module, with the sums of the ratings of `ratings_by_statement`."""
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
