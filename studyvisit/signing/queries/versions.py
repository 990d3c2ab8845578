"""Frozen reports: those of a programme, one with all that was done with it, and those that were published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.errors import NotFound
from studyvisit.signing.models import FrozenFile, FrozenReport, PublicLink, ReportAct
from studyvisit.signing.policies import may_sign, signing_scope
from studyvisit.signing.rules.chain import Document
from studyvisit.signing.rules.record import RECORD, report_in
from studyvisit.signing.rules.states import State, state_of
from studyvisit.tables.content import Audience, Report


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a frozen report without its content; `size` in bytes."""

    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen report and what was done with it, the oldest first."""

    report: FrozenReport
    acts: tuple[ReportAct, ...]

    @property
    def state(self) -> State:
        """Return how it stands."""
        return state_of(self.acts, self.report.signatures)


def versions(
    session: Session, actor: Actor, *, programme: str = "", series: str = "", most: int = 200
) -> list[Version]:
    """Return the frozen reports that a person may see, the newest first; at most so many."""
    asked = select(FrozenReport).order_by(FrozenReport.frozen_at.desc(), FrozenReport.id.desc()).limit(most)
    scope = signing_scope(actor)
    if scope is not None:
        asked = asked.where(FrozenReport.programme_slug.in_(sorted(scope)))
    if programme:
        asked = asked.where(FrozenReport.programme_slug == programme)
    if series:
        asked = asked.where(FrozenReport.series == series)
    return _with_acts(session, session.scalars(asked).all())


def version_of(session: Session, actor: Actor, report_id: UUID) -> Version:
    """Return a frozen report of a programme that a person reviews. Raises NotFound."""
    report = session.get(FrozenReport, report_id)
    if report is None or not may_sign(actor, report.programme_slug):
        raise NotFound
    return with_acts(session, report)


def with_acts(session: Session, report: FrozenReport) -> Version:
    """Return a frozen report with what was done with it, read anew."""
    return _with_acts(session, [report])[0]


def _with_acts(session: Session, reports: Sequence[FrozenReport]) -> list[Version]:
    asked = select(ReportAct).where(ReportAct.report_id.in_([report.id for report in reports]))
    acts: defaultdict[UUID, list[ReportAct]] = defaultdict(list)
    for act in session.scalars(asked.order_by(ReportAct.at, ReportAct.id)) if reports else ():
        acts[act.report_id].append(act)
    return [Version(report, tuple(acts[report.id])) for report in reports]


def files_of(session: Session, report_id: UUID) -> list[FileLine]:
    """Return the files of a frozen report, by name."""
    file = FrozenFile
    asked = select(file.name, file.media_type, file.sha256, func.length(file.content))
    return [
        FileLine(*row)
        for row in session.execute(asked.where(file.report_id == report_id).order_by(file.name))
    ]


def file_of(session: Session, report_id: UUID, name: str) -> FrozenFile:
    """Return a file of a frozen report with its content. Raises NotFound."""
    found = session.get(FrozenFile, (report_id, name))
    if found is None:
        raise NotFound
    return found


def record_in(session: Session, report_id: UUID) -> Document:
    """Return the record of a frozen report, as it was sealed."""
    return cast("dict[str, Any]", json.loads(file_of(session, report_id, RECORD).content))


def version_before(session: Session, report: FrozenReport) -> FrozenReport | None:
    """Return the last earlier revision of the same report, or None for the first."""
    return session.scalars(
        select(FrozenReport)
        .where(FrozenReport.series == report.series, FrozenReport.revision < report.revision)
        .order_by(FrozenReport.revision.desc())
        .limit(1)
    ).first()


def latest_revision(session: Session, series: str) -> int:
    """Return the number of the newest revision of a series, 0 where there is none."""
    return session.scalar(select(func.max(FrozenReport.revision)).where(FrozenReport.series == series)) or 0


def report_with_file(session: Session, sha256: str) -> tuple[FrozenReport, str] | None:
    """Return the frozen report that has a file of that content, and the file's name; None for an unknown one."""
    row = session.execute(
        select(FrozenReport, FrozenFile.name)
        .join(FrozenFile, FrozenFile.report_id == FrozenReport.id)
        .where(FrozenFile.sha256 == sha256)
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def report_with_head(session: Session, heads: Collection[str]) -> FrozenReport | None:
    """Return the frozen report whose chain ends in one of these hashes, or None."""
    return session.scalars(select(FrozenReport).where(FrozenReport.head.in_(sorted(heads)[:100]))).first()


def publications(session: Session, programme: str, *, before: datetime | None = None) -> tuple[Report, ...]:
    """Return what reports for publication of a programme said, the oldest first.

    All that were frozen and not returned count, signed or not yet: they may be public tomorrow. With `before`
    only those that were frozen earlier than that moment.
    """
    asked = select(FrozenReport).where(
        FrozenReport.programme_slug == programme, FrozenReport.audience == Audience.PUBLICATION.value
    )
    if before is not None:
        asked = asked.where(FrozenReport.frozen_at < before)
    found = session.scalars(asked.order_by(FrozenReport.frozen_at, FrozenReport.id)).all()
    standing = [
        version.report.id for version in _with_acts(session, found) if version.state is not State.RETURNED
    ]
    return tuple(report_in(record_in(session, report_id)) for report_id in standing)


def links_of(session: Session, report_id: UUID) -> list[PublicLink]:
    """Return the links by which a report is or was public, the newest first."""
    asked = select(PublicLink).where(PublicLink.report_id == report_id)
    return list(session.scalars(asked.order_by(PublicLink.made_at.desc(), PublicLink.id.desc())))


def link_with(session: Session, token_hash: str) -> tuple[PublicLink, FrozenReport]:
    """Return a link by its token's hash, with its report. Raises NotFound."""
    row = session.execute(
        select(PublicLink, FrozenReport)
        .join(FrozenReport, FrozenReport.id == PublicLink.report_id)
        .where(PublicLink.token_hash == token_hash)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def is_published(session: Session, report_id: UUID, now: datetime) -> bool:
    """Return whether anybody can read a report by a link just now."""
    return any(is_open(link, now) for link in links_of(session, report_id))


def is_open(link: PublicLink, now: datetime) -> bool:
    """Return whether a link leads to its report at a moment."""
    return link.revoked_at is None and now < link.expires_at


def signers_of(acts: Iterable[ReportAct]) -> list[ReportAct]:
    """Return the signatures among acts."""
    return [act for act in acts if act.kind == "sign"]
