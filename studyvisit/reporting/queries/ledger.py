"""What indicators count: how many, among how many, and by when the last of it was known.

People who withdrew are left out, but for sheets without a name, which nobody can tell theirs from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from studyvisit.curriculum.content import Wave
from studyvisit.curriculum.indicators import Indicator
from studyvisit.feedback.models import AnonymousFeedback, NamedFeedback, WaitingFeedback
from studyvisit.feedback.rules import Answers, batch, is_settled
from studyvisit.programmes.models import Cohort, Enrolment, ModuleStanding
from studyvisit.programmes.rules import FeedbackOccasion
from studyvisit.questionnaires.models import Assessment, Rating
from studyvisit.quizzes.models import Attempt
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.conditions import cohort_conditions
from studyvisit.reporting.rules import Filters

Condition = ColumnElement[bool]
NOT_APPLICABLE = -1
WHOLE = ""
"""Stands for all modules together among the slugs of modules."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many, and when the last of them was recorded; None for never, or where nobody may know.

    `is_too_few` says that it rests on too few answers, whatever it counts.
    """

    people: int
    among: int
    last_at: datetime | None = None
    is_too_few: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it was answered; the country is None where nobody said it, and of every anonymous sheet."""

    occasion: FeedbackOccasion
    answers: Answers
    country: str | None = None
    given_at: datetime | None = None


def count_ratings(
    session: Session, people: Sequence[Condition], indicators: Sequence[Indicator]
) -> list[Count]:
    """Return who of these people rose between an indicator's waves, or reached its rating; in one question.

    A person's value is the mean of the indicator's statements that they rated in every wave of it.
    """
    if not indicators:
        return []
    one = _ratings(people)
    person = (
        select(*(column for place, what in enumerate(indicators) for column in _values(one, what, place)))
        .group_by(one.c.person)
        .subquery()
    )
    counts = [
        column
        for place, what in enumerate(indicators)
        for column in (
            func.count(case((_is_met(person, what, place), 1))),
            func.count(case((person.c[f"asked_{place}"] > 0, 1))),
            func.max(person.c[f"last_{place}"]),
        )
    ]
    found = session.execute(select(*counts)).one()
    return [Count(*found[3 * place : 3 * place + 3]) for place in range(len(indicators))]


def _ratings(people: Sequence[Condition]) -> Subquery:
    """Return a row for each person, module and statement with the rating in every wave."""
    waves = (
        column
        for wave in Wave
        for column in (
            _in(wave, func.coalesce(Rating.value, NOT_APPLICABLE)).label(wave.value),
            _in(wave, Assessment.given_at).label(f"{wave.value}-at"),
        )
    )
    return (
        select(Enrolment.id.label("person"), Rating.statement_id.label("statement"), *waves)
        .select_from(Enrolment)
        .join(Assessment, Assessment.enrolment_id == Enrolment.id)
        .join(Rating, Rating.assessment_id == Assessment.id)
        .where(*people)
        .group_by(Enrolment.id, Assessment.module_slug, Rating.statement_id)
        .subquery()
    )


def _in(wave: Wave, what: Any) -> ColumnElement[Any]:
    return func.max(case((Assessment.wave == wave.value, what)))


def _values(one: Subquery, what: Indicator, place: int) -> tuple[ColumnElement[Any], ...]:
    """Return of how many statements an indicator is for a person, what these come to, and when they were rated."""
    wanted = one.c.statement.in_(what.statements) if what.statements else true()
    later: ColumnElement[Any] = one.c[what.wave]
    is_there, value = and_(wanted, later >= 0), later
    if what.first:
        is_there = and_(is_there, one.c[what.first] >= 0)
        value = later - one.c[what.first]
    return (
        func.count(case((is_there, 1))).label(f"asked_{place}"),
        func.sum(case((is_there, value), else_=0)).label(f"total_{place}"),
        func.max(case((is_there, one.c[f"{what.wave}-at"]))).label(f"last_{place}"),
    )


def _is_met(person: Subquery, what: Indicator, place: int) -> ColumnElement[bool]:
    asked, total = person.c[f"asked_{place}"], person.c[f"total_{place}"]
    if what.first:
        return and_(asked > 0, total > 0)
    return and_(asked > 0, total >= (what.at_least or 0.0) * asked)


def quizzes_passed(session: Session, people: Sequence[Condition]) -> dict[str, Count]:
    """Return by module who passed its quiz among those who took it; under WHOLE who passed every one they took."""
    taken = (
        select(
            Attempt.enrolment_id.label("person"),
            Attempt.module_slug.label("module"),
            func.max(Attempt.submitted_at).label("last_at"),
        )
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            *people,
            Attempt.wave == Wave.POST.value,
            Attempt.submitted_at.is_not(None),
        )
        .group_by(Attempt.enrolment_id, Attempt.module_slug)
        .subquery()
    )
    its = and_(ModuleStanding.enrolment_id == taken.c.person, ModuleStanding.module_slug == taken.c.module)
    passed, last = func.count(ModuleStanding.quiz_passed_at), func.max(taken.c.last_at)
    modules = (
        select(taken.c.module, passed, func.count(), last)
        .select_from(taken)
        .outerjoin(ModuleStanding, its)
        .group_by(taken.c.module)
    )
    person = (
        select((passed == func.count()).label("passed_all"), last.label("last_at"))
        .select_from(taken)
        .outerjoin(ModuleStanding, its)
        .group_by(taken.c.person)
        .subquery()
    )
    whole = select(
        literal(WHOLE),
        func.count(case((person.c.passed_all, 1))),
        func.count(),
        func.max(person.c.last_at),
    ).select_from(person)
    return {row[0]: Count(*row[1:]) for row in session.execute(union_all(modules, whole))}


def certified(session: Session, people: Sequence[Condition]) -> dict[str, Count]:
    """Return by module who holds its certificate among those enrolled; under WHOLE those of every module."""
    whole = select(
        literal(WHOLE), func.count(Enrolment.certified_at), func.count(), func.max(Enrolment.certified_at)
    )
    modules = (
        select(
            ModuleStanding.module_slug,
            func.count(ModuleStanding.certified_at),
            func.count(),
            func.max(ModuleStanding.certified_at),
        )
        .join(Enrolment, Enrolment.id == ModuleStanding.enrolment_id)
        .where(*people)
        .group_by(ModuleStanding.module_slug)
    )
    everyone = whole.select_from(Enrolment).where(*people)
    found = {row[0]: row for row in session.execute(union_all(everyone, modules))}
    among = found[WHOLE][2]
    counts = {module: Count(row[1], among, row[3]) for module, row in found.items()}
    return defaultdict(lambda: Count(0, among), counts)


def open_sheets(session: Session, cohorts: Sequence[UUID], people: Sequence[Condition]) -> Iterator[Sheet]:
    """Yield every reaction of some cohorts that is laid open, and every follow-up of people by these conditions."""
    reactions = select(AnonymousFeedback.answers).where(
        AnonymousFeedback.cohort_id.in_(cohorts),
        AnonymousFeedback.occasion == FeedbackOccasion.REACTION.value,
    )
    for kept in session.scalars(reactions):
        yield Sheet(FeedbackOccasion.REACTION, Answers.read(dict(kept)))
    rows = session.execute(
        select(NamedFeedback.occasion, NamedFeedback.answers, Enrolment.country, NamedFeedback.given_at)
        .join(Enrolment, Enrolment.id == NamedFeedback.enrolment_id)
        .where(*people)
    )
    for occasion, kept, country, given_at in rows:
        yield Sheet(FeedbackOccasion(occasion), Answers.read(dict(kept)), country, given_at)


def waiting_sheets(
    session: Session, scope: Scope, filters: Filters, today: Mapping[str, date]
) -> Iterator[Sheet]:
    """Yield the reactions that still wait, once nobody else is to come and they are enough to hide among.

    `today` is the day there, by programme.
    """
    rows = session.execute(
        select(Cohort.id, Cohort.programme_slug, Cohort.ends_on, WaitingFeedback.answers)
        .join(Cohort, Cohort.id == WaitingFeedback.cohort_id)
        .where(
            *cohort_conditions(session, scope, filters),
            WaitingFeedback.occasion == FeedbackOccasion.REACTION.value,
        )
    )
    waiting: defaultdict[UUID, list[Any]] = defaultdict(list)
    for cohort_id, programme, ends_on, kept in rows:
        if is_settled(ends_on, today[programme]):
            waiting[cohort_id].append(kept)
    for its in waiting.values():
        for kept in its if batch(len(its), is_last=True) else ():
            yield Sheet(FeedbackOccasion.REACTION, Answers.read(kept))
