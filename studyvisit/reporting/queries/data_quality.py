"""What a person should look at before relying on the data: how often, of how many, and whose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from studyvisit.accounts.models import Institution, User
from studyvisit.curriculum.content import Wave
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.questionnaires.models import Assessment
from studyvisit.quizzes.models import Attempt, Response
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import stayed
from studyvisit.reporting.queries.people_pages import Window
from studyvisit.reporting.queries.plain_text import id_text, mailbox, moment_seconds, moment_text
from studyvisit.reporting.rules import SECONDS_FOR_A_QUIZ, SHORT_SITTING, Check, Filters
from studyvisit.reporting.rules import Row as Cells

AnySelect = Select[*tuple[Any, ...]]
ROWS_AT_A_TIME = 500
FEWEST_ANSWERS = 3


def checked(session: Session, scope: Scope, filters: Filters) -> dict[Check, tuple[int, int]]:
    """Return for each check how many rows it found, and of how many; people who withdrew are left out."""
    conditions = stayed(session, scope, filters)
    # Several checks look at the same rows, which are counted once.
    questions = list(dict.fromkeys(question for pair in CHECKS.values() for question in pair))
    parts = (
        select(literal(place), func.count()).select_from(question(filters).where(*conditions).subquery())
        for place, question in enumerate(questions)
    )
    counts = {questions[place]: int(n) for place, n in session.execute(union_all(*parts))}
    return {check: (counts[found], counts[whole]) for check, (whole, found) in CHECKS.items()}


def rows_of(
    session: Session, scope: Scope, filters: Filters, check: Check, *, window: Window | None = None
) -> Iterator[Cells]:
    """Yield what a check found: enrolment, name, country, institution, cohort, module and moment, in that order."""
    _whole, found = CHECKS[check]
    rows = found(filters).where(*stayed(session, scope, filters)).subquery()
    question: AnySelect = (
        select(
            id_text(Enrolment.id),
            User.name,
            Enrolment.country,
            Institution.name,
            Cohort.title,
            rows.c.module_slug,
            moment_text(rows.c.at),
        )
        .select_from(rows)
        .join(Enrolment, Enrolment.id == rows.c.id)
        .join(User, User.id == Enrolment.user_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Institution, Institution.id == Enrolment.institution_id)
    )
    if check in (Check.SAME_NAME, Check.SAME_MAILBOX):
        question = question.order_by(func.lower(User.name), Enrolment.id)
    else:
        question = question.order_by(Enrolment.id, rows.c.module_slug, rows.c.at)
    if window is not None:
        question = question.limit(window.count).offset(window.first)
    result = session.execute(question, execution_options={"yield_per": ROWS_AT_A_TIME})
    for some in result.partitions():
        yield from map(tuple, some)


def _rows(module: Any, at: Any) -> AnySelect:
    return select(Enrolment.id.label("id"), module.label("module_slug"), at.label("at"))


def _enrolments(_filters: Filters) -> AnySelect:
    return _rows(literal(""), Enrolment.enrolled_at)


def _of_module(question: AnySelect, column: ColumnElement[Any] | Any, filters: Filters) -> AnySelect:
    return question if filters.module is None else question.where(column == filters.module)


def _assessments(filters: Filters, *waves: Wave) -> AnySelect:
    question = _rows(Assessment.module_slug, Assessment.given_at).join(
        Assessment, Assessment.enrolment_id == Enrolment.id
    )
    return _of_module(question, Assessment.module_slug, filters).where(Assessment.wave.in_(waves))


def _given(wave: Wave) -> Callable[[Filters], AnySelect]:
    return lambda filters: _assessments(filters, wave)


def _unmatched(here: Wave, there: Wave) -> Callable[[Filters], AnySelect]:
    other = aliased(Assessment)
    is_there = exists().where(
        other.enrolment_id == Assessment.enrolment_id,
        other.module_slug == Assessment.module_slug,
        other.wave == there,
    )
    return lambda filters: _assessments(filters, here).where(~is_there)


def _attempts(filters: Filters) -> AnySelect:
    question = _rows(Attempt.module_slug, Attempt.submitted_at).join(
        Attempt, Attempt.enrolment_id == Enrolment.id
    )
    return _of_module(question, Attempt.module_slug, filters).where(Attempt.submitted_at.is_not(None))


def _standings(filters: Filters) -> AnySelect:
    question = _rows(ModuleStanding.module_slug, ModuleStanding.started_at).join(
        ModuleStanding, ModuleStanding.enrolment_id == Enrolment.id
    )
    question = _of_module(question, ModuleStanding.module_slug, filters)
    return question.where(ModuleStanding.started_at.is_not(None))


def _impossible(filters: Filters) -> AnySelect:
    steps = (
        ModuleStanding.started_at,
        ModuleStanding.assessed_before_at,
        ModuleStanding.lessons_read_at,
        ModuleStanding.quiz_passed_at,
        ModuleStanding.assessed_after_at,
    )
    ended_before_it_began = exists().where(
        Attempt.enrolment_id == Enrolment.id,
        Attempt.module_slug == ModuleStanding.module_slug,
        Attempt.submitted_at < Attempt.started_at,
    )
    return _standings(filters).where(
        or_(
            ModuleStanding.started_at < Enrolment.enrolled_at,
            *(ModuleStanding.certified_at < step for step in steps),
            ended_before_it_began,
        )
    )


def _lasting() -> ColumnElement[int]:
    lasting: ColumnElement[int] = moment_seconds(Attempt.submitted_at) - moment_seconds(Attempt.started_at)
    return lasting


def _in_seconds(filters: Filters) -> AnySelect:
    return _attempts(filters).where(_lasting() < SECONDS_FOR_A_QUIZ, _lasting() >= 0)


def _at_one_instant(filters: Filters) -> AnySelect:
    first = func.coalesce(Response.first_saved_at, Response.saved_at)
    saved = moment_seconds(func.max(Response.saved_at)) - moment_seconds(func.min(first))
    at_once = (
        select(func.count())
        .where(Response.attempt_id == Attempt.id, Response.is_late.is_(False))
        .having(and_(func.count() >= FEWEST_ANSWERS, saved < 1))
        .correlate(Attempt)
        .scalar_subquery()
    )
    is_short = _lasting() <= int(SHORT_SITTING.total_seconds())
    return _attempts(filters).where(is_short, at_once.is_not(None))


def _by_the_clock(filters: Filters) -> AnySelect:
    return _attempts(filters).where(Attempt.due_at.is_not(None), Attempt.submitted_at == Attempt.due_at)


def _twins(*alike: Callable[[type[User]], ColumnElement[Any]]) -> Callable[[Filters], AnySelect]:
    """Return the enrolments of people who share something with somebody else of the same programme."""

    def found(_filters: Filters) -> AnySelect:
        person, place, visit = aliased(User), aliased(Enrolment), aliased(Cohort)
        keys = [key(person) for key in alike]
        shared = (
            select(visit.programme_slug, *keys)
            .select_from(place)
            .join(person, person.id == place.user_id)
            .join(visit, visit.id == place.cohort_id)
            .where(place.withdrawn_at.is_(None))
            .group_by(visit.programme_slug, *keys)
            .having(func.count(place.user_id.distinct()) > 1)
        )
        mine, its = aliased(User), aliased(Cohort)
        question = _rows(literal(""), Enrolment.enrolled_at)
        question = question.join(mine, mine.id == Enrolment.user_id).join(its, its.id == Enrolment.cohort_id)
        # A join would compare everybody with everybody: SQLite makes no index over what it calculates.
        return question.where(tuple_(its.programme_slug, *(key(mine) for key in alike)).in_(shared))

    return found


def _said_nothing(column: Any) -> Callable[[Filters], AnySelect]:
    return lambda filters: _enrolments(filters).where(column.is_(None))


def _certified(filters: Filters) -> AnySelect:
    return _standings(filters).where(ModuleStanding.certified_at.is_not(None))


def _unproven(filters: Filters) -> AnySelect:
    needed = (
        ModuleStanding.assessed_before_at,
        ModuleStanding.lessons_read_at,
        ModuleStanding.quiz_passed_at,
        ModuleStanding.assessed_after_at,
    )
    return _certified(filters).where(or_(*(step.is_(None) for step in needed)))


CHECKS: dict[Check, tuple[Callable[[Filters], AnySelect], Callable[[Filters], AnySelect]]] = {
    Check.BEFORE_ONLY: (_given(Wave.PRE), _unmatched(Wave.PRE, Wave.POST)),
    Check.AFTER_ONLY: (_given(Wave.POST), _unmatched(Wave.POST, Wave.PRE)),
    Check.IMPOSSIBLE_TIMES: (_standings, _impossible),
    Check.IN_SECONDS: (_attempts, _in_seconds),
    Check.AT_ONE_INSTANT: (_attempts, _at_one_instant),
    Check.BY_THE_CLOCK: (_attempts, _by_the_clock),
    Check.SAME_NAME: (
        _enrolments,
        _twins(lambda person: func.lower(person.name), lambda person: person.country.expression),
    ),
    Check.SAME_MAILBOX: (_enrolments, _twins(lambda person: mailbox(person.email))),
    Check.NO_COUNTRY: (_enrolments, _said_nothing(Enrolment.country)),
    Check.NO_INSTITUTION: (_enrolments, _said_nothing(Enrolment.institution_id)),
    Check.UNPROVEN: (_certified, _unproven),
}
"""For each check what it looks at, and what it finds there."""
