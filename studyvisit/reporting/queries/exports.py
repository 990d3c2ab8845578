"""Questions about files of reports that are made in the background, and about schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.errors import NotFound
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import OPEN, State
from studyvisit.reporting.models import Export, ReportSchedule, ScheduleReader
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.rules import EXPORT_LISTED, MOST_READERS, Cadence, ExportState, Refusal

MOST_LISTED = 100
_STATES = {
    State.WAITING: ExportState.WAITING,
    State.RUNNING: ExportState.RUNNING,
    State.CANCELLED: ExportState.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """A file of a report as the person who asked for it sees it; `done` of `of` rows are written."""

    id: UUID
    report: str
    parameters: Mapping[str, str]
    format: str
    state: ExportState
    refused_for: Refusal | None
    done: int
    of: int | None
    is_scheduled: bool
    asked_at: datetime
    expires_at: datetime | None
    stored: str
    file_name: str
    size: int
    sha256: str
    programmes: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """A scheduled report as one of its people sees it; `readers` are the names of those who get it."""

    id: UUID
    report: str
    parameters: Mapping[str, str]
    format: str
    cadence: Cadence
    next_at: datetime
    is_own: bool
    owner: str
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom a scheduled report may be sent to."""

    id: UUID
    name: str


def export_of(session: Session, user_id: UUID, export_id: UUID, now: datetime) -> ExportView:
    """Return a person's own file. Raises NotFound for another's."""
    row = session.execute(_exports().where(Export.id == export_id, Export.user_id == user_id)).one_or_none()
    if row is None:
        raise NotFound
    return _view(row, now)


def exports_of(session: Session, user_id: UUID, now: datetime) -> tuple[ExportView, ...]:
    """Return a person's files of the last thirty days, the newest first."""
    found = session.execute(
        _exports()
        .where(Export.user_id == user_id, Export.asked_at > now - EXPORT_LISTED)
        .order_by(Export.asked_at.desc(), Export.id)
        .limit(MOST_LISTED)
    )
    return tuple(_view(row, now) for row in found)


def find_same_open(
    session: Session, user_id: UUID, report: str, parameters: Mapping[str, str], kind: str
) -> UUID | None:
    """Return the file that a person has in the making with just this order, or None."""
    found = session.scalars(_open(user_id).where(Export.report == report, Export.format == kind))
    return next((export.id for export in found if export.parameters == parameters), None)


def open_count(session: Session, user_id: UUID) -> int:
    """Return how many files a person asked for and is waiting for."""
    return len(session.scalars(_open(user_id)).all())


def schedules_of(session: Session, user_id: UUID) -> tuple[ScheduleView, ...]:
    """Return the scheduled reports that a person set up or gets."""
    reads = select(ScheduleReader.schedule_id).where(
        ScheduleReader.user_id == user_id, ScheduleReader.stopped_at.is_(None)
    )
    rows = session.execute(
        select(ReportSchedule, User.name)
        .join(User, User.id == ReportSchedule.user_id)
        .where(
            ReportSchedule.ended_at.is_(None),
            or_(ReportSchedule.user_id == user_id, ReportSchedule.id.in_(reads)),
        )
        .order_by(ReportSchedule.id)
        .limit(MOST_LISTED)
    ).all()
    names = _readers_by_schedule(session, [made.id for made, _owner in rows])
    return tuple(
        ScheduleView(
            id=made.id,
            report=made.report,
            parameters=cast("dict[str, str]", made.parameters),
            format=made.format,
            cadence=Cadence(made.cadence),
            next_at=made.next_at,
            is_own=made.user_id == user_id,
            owner=owner,
            readers=names.get(made.id, ()),
        )
        for made, owner in rows
    )


def schedule_of(session: Session, user_id: UUID, schedule_id: UUID) -> ReportSchedule:
    """Return a schedule that a person set up or gets. Raises NotFound for any other."""
    made = session.get(ReportSchedule, schedule_id)
    is_reader = session.get(ScheduleReader, (schedule_id, user_id)) is not None
    if made is None or (made.user_id != user_id and not is_reader):
        raise NotFound
    return made


def own_export(session: Session, user_id: UUID, export_id: UUID) -> Export:
    """Return a person's own file, to be changed. Raises NotFound for another's."""
    export = session.get(Export, export_id)
    if export is None or export.user_id != user_id:
        raise NotFound
    return export


def readers_in(session: Session, scope: Scope, *, but: UUID) -> tuple[Reader, ...]:
    """Return the reviewers and administrators of the programmes in a scope, but for one person, by name."""
    roles = RoleGrant.role.in_((Role.REVIEWER, Role.ADMINISTRATOR))
    holders = select(RoleGrant.user_id).where(roles)
    if scope is not None:
        there = RoleGrant.programme_slug.in_(sorted(scope))
        holders = holders.where(or_(RoleGrant.programme_slug.is_(None), there))
    rows = session.execute(
        select(User.id, User.name)
        .where(User.id.in_(holders), User.id != but, User.suspended_at.is_(None))
        .order_by(func.lower(User.name), User.id)
        .limit(MOST_READERS)
    )
    return tuple(Reader(*row) for row in rows)


def _exports() -> Select[Export, str | None, int | None, int | None]:
    return select(Export, Job.state, Job.progress_done, Job.progress_of).outerjoin(
        Job, Job.id == Export.job_id
    )


def _open(user_id: UUID) -> Select[Export]:
    return (
        select(Export)
        .join(Job, Job.id == Export.job_id)
        .where(Export.user_id == user_id, Export.schedule_id.is_(None), Job.state.in_(OPEN))
    )


def _readers_by_schedule(session: Session, schedules: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    rows = session.execute(
        select(ScheduleReader.schedule_id, User.name)
        .join(User, User.id == ScheduleReader.user_id)
        .where(ScheduleReader.schedule_id.in_(schedules), ScheduleReader.stopped_at.is_(None))
        .order_by(func.lower(User.name), User.id)
    )
    names: dict[UUID, tuple[str, ...]] = {}
    for schedule_id, name in rows:
        names[schedule_id] = (*names.get(schedule_id, ()), name)
    return names


def _view(row: Row[Export, str | None, int | None, int | None], now: datetime) -> ExportView:
    export, state, done, of = row
    return ExportView(
        id=export.id,
        report=export.report,
        parameters=cast("dict[str, str]", export.parameters),
        format=export.format,
        state=_state(export, state, now),
        refused_for=None if export.refused_for is None else Refusal(export.refused_for),
        done=done or 0,
        of=of,
        is_scheduled=export.schedule_id is not None,
        asked_at=export.asked_at,
        expires_at=export.expires_at,
        stored=export.stored or "",
        file_name=export.file_name or "",
        size=export.size or 0,
        sha256=export.sha256 or "",
        programmes=None if export.programmes is None else frozenset(cast("list[str]", export.programmes)),
    )


def _state(export: Export, job: str | None, now: datetime) -> ExportState:
    if export.refused_for is not None:
        return ExportState.REFUSED
    if export.expires_at is not None:
        return ExportState.READY if export.expires_at > now else ExportState.EXPIRED
    return _STATES.get(State(job), ExportState.FAILED) if job else ExportState.FAILED
