"""The files of a frozen report: made once, from its record alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from studyvisit.signing.rules.chain import Document, canonical
from studyvisit.signing.rules.record import report_in, words_in, written_moment
from studyvisit.tables.content import Column, Kind, Table
from studyvisit.tables.files import Format, written

Lines = Sequence[tuple[str, str]]

CHAIN = "chain_head"
"""What the end of the chain is called in the data files: a fact of JSON and XLSX, a column of CSV."""

ROW_HASH = "row_hash"
"""The column of CSV files with the hash of each row; beside it stands the chain's head, by which a row is known."""


UNSIGNED = "unsigned.pdf"
"""The pages that reviewers read before they sign; what is published has the signed ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file: its name, what it is and what is in it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, for which role, and when."""

    name: str
    role: str
    at: datetime


def signed_files(document: Document, signatures: Sequence[Signature], about: Lines) -> Iterator[Content]:
    """Yield what a report gets with its last signature: the signed PDF, and who signed what as data.

    `about` are lines for the PDF: who signed and where to verify it.
    """
    yield pages_of_record(document, "signed", about)
    told = {
        "head": document["chain"]["head"],
        "report": document["report"],
        "programme": document["programme"],
        "signatures": [
            {"name": one.name, "role": one.role, "at": written_moment(one.at)} for one in signatures
        ],
    }
    yield Content(name="signatures.json", media_type="application/json", content=canonical(told))


def files_of_record(document: Document, about: Lines) -> Iterator[Content]:
    """Yield the data files of a sealed record: JSON, a workbook, and a CSV for each table with each row's hash.

    `about` are further lines for "About this report". JSON gives the head of the chain as a fact.
    """
    report, chain, words = report_in(document), document["chain"], words_in(document)
    with_head = replace(report, facts={**report.facts, CHAIN: chain["head"]})
    words = replace(words, about=(*words.about, *about))
    for wanted in (Format.JSON, Format.XLSX):
        yield _file("report", wanted, written(with_head, words, wanted))
    for table in report.tables:
        hashed = replace(report, tables=(_with_hashes(table, chain["tables"][table.name], chain["head"]),))
        yield _file(table.name, Format.CSV, written(hashed, words, Format.CSV))


def pages_of_record(document: Document, name: str, about: Lines) -> Content:
    """Return a sealed record as a PDF, with further lines about it. Raises as `written` does."""
    report, words = report_in(document), words_in(document)
    words = replace(words, about=(*about, *words.about))
    return _file(name, Format.PDF, written(report, words, Format.PDF))


def _with_hashes(table: Table, hashes: Iterable[str], head: str) -> Table:
    rows = tuple((*row, found, head) for row, found in zip(table.rows, hashes, strict=True))
    added = (Column(name=ROW_HASH, kind=Kind.CODE), Column(name=CHAIN, kind=Kind.CODE))
    return replace(table, columns=(*table.columns, *added), rows=rows, total=None)


def _file(name: str, wanted: Format, pieces: Iterable[bytes]) -> Content:
    return Content(name=f"{name}.{wanted}", media_type=wanted.media_type, content=b"".join(pieces))
