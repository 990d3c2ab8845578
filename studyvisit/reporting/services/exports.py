"""Files of reports that are made in the background: asked for, made, and deleted when their time is up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.audit.services import record
from studyvisit.db import Json, new_id
from studyvisit.errors import Conflict, Unprocessable
from studyvisit.jobs.services import Task, cancel, enqueue
from studyvisit.jobs.services.leases import Effect
from studyvisit.messaging.services import enqueue as enqueue_message
from studyvisit.reporting.models import Export
from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.exports import find_same_open, open_count
from studyvisit.reporting.rules import EXPORT_KEPT, EXPORT_LISTED, MOST_OPEN_EXPORTS, SOON, Refusal
from studyvisit.reporting.services.storage import Kept, drop, keep, stored_before
from studyvisit.tables.content import Report, Row, Rows

JOB = "report-export"
_UNUSED = timedelta(days=1)
"""A file that no export knows may belong to one that is just being made."""


class TooManyExports(Conflict):
    """Somebody already has as many files in the making as one person may."""

    code: ClassVar[str] = "too-many-exports"


class TooLongForPages(Unprocessable):
    """A report has more rows than are set as pages."""

    code: ClassVar[str] = "too-long-for-pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which report somebody wants: by its name, an address's parameters and a format."""

    report: str
    parameters: Mapping[str, str]
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report on its way into a file, for somebody who may look into `programmes`."""

    pieces: Iterator[bytes]
    programmes: Scope
    file_name: str


Tell = Callable[[int, int | None], None]
Write = Callable[[Session, UUID, Order, Tell], Made | Refusal]
"""Builds a person's report from a fresh session as its pieces are read, or says why there is none."""

Title = Callable[[str, str], str]
"""Gives a report's title in a language."""


def ask_for(
    session: Session, *, user_id: UUID, order: Order, now: datetime, schedule_id: UUID | None = None
) -> UUID:
    """Have a file made for a person; return its id, the earlier one's where the same is being made already.

    Raises TooManyExports.
    """
    if schedule_id is None:
        earlier = find_same_open(session, user_id, order.report, order.parameters, order.format)
        if earlier is not None:
            return earlier
        if open_count(session, user_id) >= MOST_OPEN_EXPORTS:
            raise TooManyExports
    export_id = new_id()
    job_id = enqueue(
        session, kind=JOB, parameters={"export": str(export_id)}, unique_key=f"export:{export_id}", now=now
    )
    session.add(
        Export(
            id=export_id,
            user_id=user_id,
            schedule_id=schedule_id,
            job_id=job_id,
            report=order.report,
            parameters=dict(order.parameters),
            format=order.format,
            asked_at=now,
        )
    )
    detail = {"report": order.report, "parameters": dict(order.parameters), "format": order.format}
    record(
        session,
        actor_id=user_id,
        action="export.asked",
        subject_kind="export",
        subject_id=export_id,
        now=now,
        **detail,
    )
    session.flush()
    return export_id


def give_up(session: Session, export: Export, *, now: datetime) -> None:
    """Let a person be done with a file: what is being made stops, what is ready can be had no more."""
    if export.job_id is not None:
        cancel(session, export.job_id, now=now)
    if export.expires_at is not None and export.expires_at > now:
        export.expires_at = now


def make(
    task: Task, *, open_session: Callable[[], Session], folder: Path, write: Write, title: Title
) -> Effect:
    """Make the file that a job asks for; its effect says that it is there and, where it took long, tells the person.

    The file's name holds the run's id: one that lost its lease writes elsewhere than the one that has it.
    """
    export_id = UUID(task.parameters["export"])
    with open_session() as session:
        export = session.get(Export, export_id)
        if export is None:
            return lambda _session, _now: None
        order = Order(
            report=export.report, parameters=cast("dict[str, str]", export.parameters), format=export.format
        )
        user_id = export.user_id
        session.rollback()
        made = write(session, user_id, order, task.tell)
        if isinstance(made, Refusal):
            return lambda session, _now: _refuse(session, export_id, made)
        stored = f"{export_id.hex}-{task.run_id.hex}.{order.format}"
        kept = keep(folder, stored, made.pieces, lambda: task.tell(*task.progress))
    return lambda session, now: _hand_over(session, export_id, made, kept, title, now)


def with_progress(report: Report, tell: Tell) -> Report:
    """Return a report that tells how many of its rows were read: those of people, for the others are few."""
    long = [table for table in report.tables if table.rows_are is Rows.PEOPLE]
    of = sum(table.n or 0 for table in long) or None

    def telling(rows: Iterator[Row]) -> Iterator[Row]:
        for done, row in enumerate(rows):
            if not done % 500:
                tell(done, of)
            yield row

    return replace(
        report,
        tables=tuple(
            replace(table, rows=telling(iter(table.rows))) if table in long else table
            for table in report.tables
        ),
    )


def expire(session: Session, *, folder: Path, now: datetime) -> int:
    """Delete the files whose time is up or that no export knows, and forget old exports; return how many went."""
    rows = session.execute(select(Export.stored, Export.expires_at).where(Export.stored.is_not(None)))
    known = {stored: expires_at for stored, expires_at in rows if stored and expires_at}
    gone = [name for name in stored_before(folder, now - _UNUSED) if name not in known]
    gone += [name for name, expires_at in known.items() if expires_at <= now and (folder / name).exists()]
    for name in gone:
        drop(folder, name)
    old = or_(Export.ready_at.is_(None), Export.expires_at <= now)
    session.execute(delete(Export).where(Export.asked_at < now - EXPORT_LISTED, old))
    return len(gone)


def _refuse(session: Session, export_id: UUID, why: Refusal) -> Json:
    session.execute(update(Export).where(Export.id == export_id).values(refused_for=why))
    return {"refused": why}


def _hand_over(
    session: Session, export_id: UUID, made: Made, kept: Kept, title: Title, now: datetime
) -> Json | None:
    export = session.get(Export, export_id)
    if export is None:
        return None
    export.ready_at, export.expires_at = now, now + EXPORT_KEPT
    export.stored, export.size, export.sha256 = kept.stored, kept.size, kept.sha256
    export.file_name = made.file_name
    export.programmes = None if made.programmes is None else sorted(made.programmes)
    if export.schedule_id is not None or now - export.asked_at > SOON:
        _tell(session, export, "scheduled-report" if export.schedule_id else "export-ready", title, now)
    return {"size": kept.size}


def tell_given_up(session: Session, parameters: dict[str, Any], now: datetime, *, title: Title) -> None:
    """Tell a person that their file could not be made, however often it was tried."""
    export = session.get(Export, UUID(parameters["export"]))
    if export is not None:
        _tell(session, export, "export-failed", title, now)


def _tell(session: Session, export: Export, template: str, title: Title, now: datetime) -> None:
    user = session.get_one(User, export.user_id)
    if user.suspended_at is not None:
        return
    until = {"expires_at": export.expires_at.isoformat()} if export.expires_at else {}
    enqueue_message(
        session,
        unique_key=f"{template}:{export.id}:{now.isoformat()}",
        address=user.email,
        language=user.language,
        template=template,
        parameters={
            "name": user.name,
            "report": title(export.report, user.language),
            "path": f"/reports/exports/{export.id}",
            **until,
        },
        now=now,
    )
