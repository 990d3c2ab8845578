"""Reports that are made again and again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.queries import find_actor
from studyvisit.actor import Actor
from studyvisit.audit.services import record
from studyvisit.reporting.models import ReportSchedule, ScheduleReader
from studyvisit.reporting.rules import Cadence, next_time
from studyvisit.reporting.services.exports import Order, ask_for

MOST_AT_ONCE = 50
May = Callable[[str, Actor], bool]
"""Tells whether a person may have a report, by its name."""


def schedule(
    session: Session,
    *,
    actor: Actor,
    order: Order,
    cadence: Cadence,
    readers: Collection[UUID],
    now: datetime,
) -> UUID:
    """Have a report made again and again for these people; return the schedule's id."""
    made = ReportSchedule(
        user_id=actor.user_id,
        report=order.report,
        parameters=dict(order.parameters),
        format=order.format,
        cadence=cadence,
        timezone=actor.timezone,
        next_at=next_time(cadence, actor.timezone, now),
        created_at=now,
    )
    session.add(made)
    session.flush()
    session.add_all(ScheduleReader(schedule_id=made.id, user_id=reader) for reader in sorted(set(readers)))
    _record(session, actor.user_id, "schedule.made", made.id, now, readers=sorted(map(str, readers)))
    session.flush()
    return made.id


def end(session: Session, made: ReportSchedule, *, user_id: UUID, now: datetime) -> None:
    """End a schedule, where it is the person's own; for somebody else, stop what they get of it."""
    if made.user_id == user_id:
        made.ended_at = made.ended_at or now
        _record(session, user_id, "schedule.ended", made.id, now)
        return
    reader = session.get_one(ScheduleReader, (made.id, user_id))
    reader.stopped_at = reader.stopped_at or now
    _record(session, user_id, "schedule.left", made.id, now)


def start_due(session: Session, *, may: May, now: datetime) -> int:
    """Have the scheduled reports made that are due, one for each reader who still may; return how many.

    A schedule is moved to its next time in the same transaction, so each time counts once; times that were
    missed are one.
    """
    due = session.scalars(
        select(ReportSchedule)
        .where(ReportSchedule.ended_at.is_(None), ReportSchedule.next_at <= now)
        .order_by(ReportSchedule.next_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    started = 0
    for made in due:
        made.next_at = next_time(Cadence(made.cadence), made.timezone, now)
        if not _may_have(session, made.user_id, made.report, may):
            continue  # whoever set it up lost the right; they may get it back before the next time
        order = Order(
            report=made.report, parameters=cast("dict[str, str]", made.parameters), format=made.format
        )
        for reader in _readers_of(session, made.id):
            if _may_have(session, reader, made.report, may):
                ask_for(session, user_id=reader, order=order, now=now, schedule_id=made.id)
                started += 1
    return started


def _readers_of(session: Session, schedule_id: UUID) -> Collection[UUID]:
    return session.scalars(
        select(ScheduleReader.user_id).where(
            ScheduleReader.schedule_id == schedule_id, ScheduleReader.stopped_at.is_(None)
        )
    ).all()


def _may_have(session: Session, user_id: UUID, report: str, may: May) -> bool:
    actor = find_actor(session, user_id)
    return actor is not None and may(report, actor)


def _record(
    session: Session, user_id: UUID, action: str, schedule_id: UUID, now: datetime, **detail: object
) -> None:
    record(
        session,
        actor_id=user_id,
        action=action,
        subject_kind="report_schedule",
        subject_id=schedule_id,
        now=now,
        **detail,
    )
