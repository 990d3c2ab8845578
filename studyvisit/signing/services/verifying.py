"""Verifying: whether a file is one of ours and unaltered, and whether its figures can still be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.signing.models import FrozenReport
from studyvisit.signing.queries.as_it_was import as_it_was
from studyvisit.signing.queries.versions import (
    file_of,
    files_of,
    record_in,
    report_with_file,
    report_with_head,
)
from studyvisit.signing.rules.chain import Document, first_break, sha256_of
from studyvisit.signing.rules.changes import Change, changes
from studyvisit.signing.rules.heads import heads_in
from studyvisit.signing.rules.record import report_in
from studyvisit.tables.content import Report

Rebuild = Callable[[Session, datetime], Report]
"""Builds the report of a record again, as it was asked for, as of a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What is known of a file: the report it belongs to, its name there, and whether nobody altered it.

    Without a `report` it is not known here at all. An altered file still names its report.
    """

    sha256: str
    report: FrozenReport | None = None
    name: str = ""

    @property
    def is_unaltered(self) -> bool:
        """Return whether it is byte for byte what was kept."""
        return bool(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheck:
    """Whether what is kept here is still whole: where the chain breaks, and the files whose hash is another."""

    broken_at: str
    damaged: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.broken_at and not self.damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """How the figures come out when they are computed again: as of the frozen moment, and as of now."""

    then: tuple[Change, ...]
    now: tuple[Change, ...]


def check_file(session: Session, content: bytes) -> FileCheck:
    """Return what is known of a file by its content, or, when somebody altered it, by the chain it names."""
    sha256 = sha256_of(content)
    known = report_with_file(session, sha256)
    if known is not None:
        return FileCheck(sha256=sha256, report=known[0], name=known[1])
    return FileCheck(sha256=sha256, report=report_with_head(session, heads_in(content)))


def check_head(session: Session, head: str) -> FrozenReport | None:
    """Return the report whose chain ends in a hash that somebody typed, or None."""
    return report_with_head(session, [head.strip().lower()])


def check_store(session: Session, report: FrozenReport) -> StoreCheck:
    """Compute the hashes of what is kept of a report again."""
    document = record_in(session, report.id)
    broken = first_break(document) or ("" if document["chain"]["head"] == report.head else "head")
    damaged = [
        line.name
        for line in files_of(session, report.id)
        if sha256_of(file_of(session, report.id, line.name).content) != line.sha256
    ]
    return StoreCheck(broken_at=broken, damaged=tuple(damaged))


def recompute(session: Session, document: Document, rebuild: Rebuild, now: datetime) -> Recomputed:
    """Build a record's report again from the database, as it was at the frozen moment and as it is.

    The session's transaction is rolled back.
    """
    frozen = report_in(document)
    with as_it_was(session, frozen.as_of):
        then = tuple(changes(frozen, _read(rebuild(session, frozen.as_of))))
    found = tuple(changes(frozen, _read(rebuild(session, now))))
    session.rollback()
    return Recomputed(then=then, now=found)


def _read(report: Report) -> Report:
    """Return a report whose rows are read while the database is as it has to be."""
    tables = tuple(replace(table, rows=tuple(table.rows)) for table in report.tables)
    return replace(report, tables=tables)
