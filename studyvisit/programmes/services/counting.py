"""Keeping the counts behind reports: folding events in, and making everything again from the enrolments.

The counts of this moment are those of `StandingCount` and of all events together, whenever they were folded.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    CTE,
    CursorResult,
    Date,
    Select,
    Subquery,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from studyvisit.db import begin_write, columns
from studyvisit.programmes.models import (
    COUNT_KEYS,
    NOBODY,
    Enrolment,
    ModuleStanding,
    StandingCount,
    StandingEvent,
)
from studyvisit.programmes.rules import Milestone

NUMBERS = ("enrolled", "withdrawn", *(step.value.removesuffix("_at") for step in Milestone))
EVENTS_A_TIME = 20_000
_ONE_AT_A_TIME = 0x5354414E44  # the advisory lock that folding and counting again take

AnySelect = Select[*tuple[Any, ...]]


def fold_counts(session: Session, *, most: int = EVENTS_A_TIME) -> int:
    """Fold the oldest events into the counts; return how many, 0 when none is left.

    Nothing that a report says changes. The session's transaction must be one that writes.
    """
    _wait_for_turn(session)
    event = columns(StandingEvent)
    oldest = select(event.id).order_by(event.id).limit(most).subquery()
    last = select(func.max(oldest.c.id))
    if session.get_bind().dialect.name == "postgresql":
        # Only the events that this very statement sees go: one committed late may have a lower number. They are
        # named by their last: a table that grew quickly has no statistics yet, and a list of them, joined as
        # though the table were small, would outlast a statement.
        gone = delete(StandingEvent).where(event.id <= last.scalar_subquery()).returning(*event).cte("gone")
        counting = select(func.count()).select_from(gone)
        folding = _added(session, _summed(gone)).returning(literal(1)).cte("folded")
        return session.scalar(counting.add_cte(folding)) or 0
    ripe_until = session.scalar(last)
    if ripe_until is None:
        return 0
    ripe = select(*event).where(event.id <= ripe_until).subquery()
    session.execute(_added(session, _summed(ripe)))
    folded = session.execute(delete(StandingEvent).where(event.id <= ripe_until))
    return cast("CursorResult[Any]", folded).rowcount


def begin_making_again(session: Session) -> None:
    """Begin a transaction that writes, sees one moment throughout and may last.

    What others commit meanwhile is in neither the enrolments nor the events that it sees, and counts afterwards.
    """
    if session.get_bind().dialect.name == "sqlite":
        begin_write(session)
        return
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session.execute(text("SET LOCAL statement_timeout = '10min'"))


def count_again(session: Session, cohort_id: UUID) -> None:
    """Throw a cohort's counts away and count its enrolments again, in a transaction of `begin_making_again`."""
    _wait_for_turn(session)
    for model in (StandingEvent, StandingCount):
        session.execute(delete(model).where(columns(model).cohort_id == cohort_id))
    for question in (_people(session, cohort_id), _standings(session, cohort_id)):
        session.execute(insert(StandingCount).from_select([*COUNT_KEYS, *NUMBERS], question))


def _wait_for_turn(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


def _summed(events: CTE | Subquery) -> AnySelect:
    keys = [events.c[name] for name in COUNT_KEYS]
    return select(*keys, *(func.sum(events.c[name]) for name in NUMBERS)).group_by(*keys)


def _added(session: Session, question: AnySelect) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # "WHERE true" keeps SQLite from reading ON CONFLICT as a join's condition.
    adding = dialect.insert(StandingCount).from_select(
        [*COUNT_KEYS, *NUMBERS], question.where(true()) if dialect is sqlite else question
    )
    there = columns(StandingCount)
    return adding.on_conflict_do_update(
        index_elements=list(COUNT_KEYS), set_={name: there[name] + adding.excluded[name] for name in NUMBERS}
    )


def _people(session: Session, cohort_id: UUID) -> AnySelect:
    keys = _keys(session, literal(""))
    there = Enrolment.withdrawn_at.is_(None)
    numbers = (
        _number(there),
        _number(~there),
        *(_number(there & getattr(Enrolment, step.value).is_not(None)) for step in Milestone),
    )
    return select(*keys, *numbers).where(Enrolment.cohort_id == cohort_id).group_by(*keys[1:])


def _standings(session: Session, cohort_id: UUID) -> AnySelect:
    keys = _keys(session, columns(ModuleStanding).module_slug)
    numbers = (_number(getattr(ModuleStanding, step.value).is_not(None)) for step in Milestone)
    return (
        select(*keys, literal(0), literal(0), *numbers)
        .select_from(ModuleStanding)
        .join(Enrolment, Enrolment.id == ModuleStanding.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.withdrawn_at.is_(None))
        .group_by(*keys)
    )


def _keys(session: Session, module: Any) -> list[Any]:
    return [
        module,
        Enrolment.cohort_id,
        func.coalesce(Enrolment.country, ""),
        func.coalesce(Enrolment.institution_id, NOBODY),
        func.coalesce(Enrolment.sex, ""),
        func.coalesce(Enrolment.position_level, ""),
        _day(session, Enrolment.enrolled_at),
    ]


def _day(session: Session, moment: InstrumentedAttribute[Any]) -> Any:
    """Return the day of a moment, UTC's."""
    if session.get_bind().dialect.name == "sqlite":
        return func.substr(moment, 1, 10)
    return cast_to(func.timezone("UTC", moment), Date())


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
