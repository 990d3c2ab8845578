"""Handing a report out as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from itertools import chain

from sqlalchemy.orm import Session

from studyvisit.reporting.policies import Scope
from studyvisit.reporting.queries.completion import begin_export, completion_rows, withdrawn_count
from studyvisit.reporting.rules import (
    Asked,
    By,
    Row,
    as_address,
    columns,
    key_columns,
    total_of,
    typed_columns,
)
from studyvisit.web.exports import csv_chunks, json_chunks


class Kind(StrEnum):
    """How a report is written."""

    CSV = "csv"
    JSON = "json"


def export_completion(
    session: Session, scope: Scope, asked: Asked, kind: Kind, *, now: datetime
) -> Iterator[str]:
    """Return a completion report as text in pieces; what is wrong with it shows before the first piece.

    The same rows as on the screen; groups are named in English, and JSON brings their total. The session
    must be fresh: the whole report is read in one transaction.
    """
    begin_export(session)
    rows = completion_rows(session, scope, asked)
    names = columns(asked.by)
    if kind is Kind.CSV:
        blanks = dict.fromkeys(key_columns(asked.by), "not stated")
        return csv_chunks(names, _begun(rows), ours=set(names) - typed_columns(asked.by), blanks=blanks)
    head: dict[str, object] = {
        "as_of": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "programme": asked.filters.programme,
        "asked": as_address(asked),
        "withdrawn": withdrawn_count(session, scope, asked.filters),
    }
    if asked.by is not By.PERSON:
        groups = list(rows)
        rows = iter(groups)
        head["total"] = total_of(asked.by, groups)
    return json_chunks(head, names, _begun(rows))


def file_name(asked: Asked, kind: Kind, now: datetime) -> str:
    """Return what to call the file."""
    return f"completion-by-{asked.by}-{now:%Y-%m-%d}.{kind}"


def _begun(rows: Iterator[Row]) -> Iterator[Row]:
    """Fetch the first row now, so that a busy database is an error page and not half a file."""
    first = [row for row in (next(rows, None),) if row is not None]
    return chain(first, rows)
