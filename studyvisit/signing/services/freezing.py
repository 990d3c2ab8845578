"""Freezing a report: its record and files, kept for ever in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import ClassVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.actor import Actor
from studyvisit.audit.services import record
from studyvisit.errors import Conflict, Unprocessable
from studyvisit.receipts.services import answer_once
from studyvisit.signing.models import FrozenFile, FrozenReport
from studyvisit.signing.queries.versions import latest_revision
from studyvisit.signing.rules.chain import Document, canonical, sha256_of
from studyvisit.signing.rules.record import RECORD, Made, record_of
from studyvisit.signing.services.files import Content, Lines, files_of_record, pages_of_record
from studyvisit.tables.content import Audience, Report, Rows
from studyvisit.tables.words import ReportWords

MOST_ROWS = 2_000
"""Everything that is signed stands in the signed PDF too, and nobody reads more on paper."""


class TooLong(Unprocessable):
    """The report has more rows than can be frozen."""

    code: ClassVar[str] = "report-too-long"


class NamesPeople(Unprocessable):
    """A report for publication has rows of single people."""

    code: ClassVar[str] = "report-names-people"


class FrozenMeanwhile(Conflict):
    """Somebody froze the same report at the same time."""

    code: ClassVar[str] = "frozen-meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A report about to be frozen: its sealed record and its files. Making it takes a while and writes nothing."""

    record: Document
    files: tuple[Content, ...]

    @property
    def head(self) -> str:
        """Return the end of its chain of hashes."""
        return str(self.record["chain"]["head"])


def whole(report: Report, programme: str, revisions: Mapping[str, str]) -> Report:
    """Return a report of a programme with its rows at hand, and with the revisions of content it rests on.

    Of a table that is too long to be frozen no more rows are read than show that.
    """
    tables = tuple(replace(table, rows=tuple(islice(table.rows, MOST_ROWS + 1))) for table in report.tables)
    return replace(report, tables=tables, programme=programme, revisions={**revisions, **report.revisions})


def drafted(
    report: Report, words: ReportWords, made: Made, about: Callable[[str], Lines], unsigned: Lines
) -> Draft:
    """Return a `whole` report as it can be frozen.

    `about` gives lines for its files from the chain's head; `unsigned` are more for the PDF that nobody signed.

    Raises TooLong, and NamesPeople for a publication that would."""
    if sum(len(list(table.rows)) for table in report.tables) > MOST_ROWS:
        raise TooLong
    is_public = report.audience is Audience.PUBLICATION
    if is_public and any(table.rows_are is Rows.PEOPLE for table in report.tables):
        raise NamesPeople
    sealed = record_of(report, words, made)
    own = Content(name=RECORD, media_type="application/json", content=canonical(sealed))
    lines = about(sealed["chain"]["head"])
    pages = pages_of_record(sealed, "unsigned", (*unsigned, *lines))
    return Draft(record=sealed, files=(own, pages, *files_of_record(sealed, lines)))


def series_of(document: Document) -> str:
    """Return what the versions of one report have in common: its name, programme, audience and parameters."""
    names = ("report", "programme", "audience", "parameters")
    return sha256_of(canonical([document[name] for name in names]))


def freeze(
    session: Session, *, actor: Actor, draft: Draft, signatures: int, key: str, as_of: datetime, now: datetime
) -> UUID:
    """Keep a report with its files and return its id; the same page sent twice freezes once.

    Raises FrozenMeanwhile.
    """
    answer = answer_once(
        session,
        user_id=actor.user_id,
        key=key,
        body={"series": series_of(draft.record)},
        now=now,
        act=lambda session: _keep(session, actor, draft, signatures, as_of, now),
    )
    return UUID(answer["report"])


def _keep(
    session: Session, actor: Actor, draft: Draft, signatures: int, as_of: datetime, now: datetime
) -> dict[str, str]:
    document, series = draft.record, series_of(draft.record)
    frozen = FrozenReport(
        programme_slug=document["programme"],
        report=document["report"],
        audience=document["audience"],
        parameters=document["parameters"],
        series=series,
        revision=latest_revision(session, series) + 1,
        title=document["words"]["title"],
        as_of=as_of,
        head=draft.head,
        signatures=signatures,
        frozen_at=now,
        frozen_by_id=actor.user_id,
        frozen_by=actor.name,
    )
    session.add(frozen)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        raise FrozenMeanwhile from None
    for file in draft.files:
        keep_file(session, frozen.id, file)
    session.flush()
    record(
        session,
        actor_id=actor.user_id,
        action="report.frozen",
        subject_kind="frozen-report",
        subject_id=frozen.id,
        now=now,
        head=draft.head,
        revision=frozen.revision,
    )
    return {"report": str(frozen.id)}


def keep_file(session: Session, report_id: UUID, file: Content) -> None:
    """Add a file to a frozen report."""
    session.add(
        FrozenFile(
            report_id=report_id,
            name=file.name,
            sha256=sha256_of(file.content),
            media_type=file.media_type,
            content=file.content,
        )
    )
