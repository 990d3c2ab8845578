"""The chain of hashes that runs through a report: every row's covers all before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
"""A report as JSON knows it, as `record.as_document` writes it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The hashes of a report: of all that is no row, then of each row of each table; `head` covers everything."""

    start: str
    tables: Mapping[str, tuple[str, ...]]
    head: str


def canonical(value: object) -> bytes:
    """Return a value as the one JSON text of it: members sorted, no spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def chain_of(document: Document) -> Chain:
    """Return the chain of a document, which may hold one already: that is left out."""
    tables: Sequence[Document] = document["tables"]
    outside = {name: value for name, value in document.items() if name not in ("chain", "tables")}
    start = at = sha256_of(canonical(outside))
    hashes: dict[str, tuple[str, ...]] = {}
    for table in tables:
        at = _next(at, {name: value for name, value in table.items() if name != "rows"})
        of_rows = []
        for row in table["rows"]:
            at = _next(at, row)
            of_rows.append(at)
        hashes[table["name"]] = tuple(of_rows)
    return Chain(start, hashes, at)


def _next(before: str, value: object) -> str:
    return sha256_of(before.encode() + b"\n" + canonical(value))


def sealed(document: Document) -> dict[str, Any]:
    """Return a document with its chain in it."""
    chain = chain_of(document)
    tables = {name: list(hashes) for name, hashes in chain.tables.items()}
    written = {"algorithm": "sha-256", "start": chain.start, "tables": tables, "head": chain.head}
    return {**document, "chain": written}


def first_break(document: Document) -> str:
    """Return where a document stops agreeing with the chain in it, "" where it is whole.

    "start" for what is no row, "<table>:<number of the row>" counted from 1, or "head".
    """
    said, found = document.get("chain"), chain_of(document)
    if not isinstance(said, Mapping) or not isinstance(said.get("tables"), Mapping):
        return "start"
    if said.get("start") != found.start:
        return "start"
    for name, hashes in found.tables.items():
        written = said["tables"].get(name)
        if not isinstance(written, list):
            return f"{name}:1"
        for number, (one, other) in enumerate(zip(hashes, written, strict=False), start=1):
            if one != other:
                return f"{name}:{number}"
        if len(hashes) != len(written):
            return f"{name}:{min(len(hashes), len(written)) + 1}"
    return "" if said.get("head") == found.head else "head"
