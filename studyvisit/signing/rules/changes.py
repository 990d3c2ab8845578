"""How two reports differ, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from studyvisit.tables.content import Absent, Cell, Report, Row, Table

Keys = tuple[Cell, ...]

TOTAL: Keys = ("(total)",)
"""Stands for the keys of a table's total."""


class What(StrEnum):
    """What became of a figure."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference: in a cell, or, without a `column`, a row or (without `keys` too) a table that one has alone.

    A fact stands in no table: `table` is "" and `column` its name.
    """

    what: What
    table: str
    keys: Keys = ()
    column: str = ""
    before: Cell = None
    after: Cell = None


def changes(before: Report, after: Report) -> list[Change]:
    """Return how the second report differs from the first, in the order of their tables, rows and columns.

    Rows are known by their keys, so that another order is no difference. Numbers are the same when they
    agree to nine digits.
    """
    found = list(_in_facts(before.facts, after.facts))
    old, new = ({table.name: table for table in report.tables} for report in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            found.append(Change(what=What.GONE, table=name))
        elif name not in old:
            found.append(Change(what=What.ADDED, table=name))
        else:
            found += _in_tables(old[name], new[name])
    return found


def _in_facts(before: Mapping[str, Cell], after: Mapping[str, Cell]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        if not are_same(before.get(name), after.get(name)):
            yield Change(
                what=What.CHANGED, table="", column=name, before=before.get(name), after=after.get(name)
            )


def _in_tables(before: Table, after: Table) -> Iterator[Change]:
    old, new = by_keys(before), by_keys(after)
    for keys in dict.fromkeys((*old, *new)):
        if keys not in new:
            yield Change(what=What.GONE, table=before.name, keys=keys)
        elif keys not in old:
            yield Change(what=What.ADDED, table=before.name, keys=keys)
        else:
            yield from _in_rows(before, old[keys], after, new[keys], keys)
    if before.total is not None and after.total is not None:
        yield from _in_rows(before, before.total, after, after.total, TOTAL)


def _in_rows(before: Table, old: Row, after: Table, new: Row, keys: Keys) -> Iterator[Change]:
    was = {column.name: cell for column, cell in zip(before.columns, old, strict=True) if not column.is_key}
    now = {column.name: cell for column, cell in zip(after.columns, new, strict=True) if not column.is_key}
    for name in dict.fromkeys((*was, *now)):
        if name in was and name in now and are_same(was[name], now[name]):
            continue
        what = What.CHANGED if name in was and name in now else What.GONE if name in was else What.ADDED
        yield Change(
            what=what, table=before.name, keys=keys, column=name, before=was.get(name), after=now.get(name)
        )


def by_keys(table: Table) -> dict[Keys, Row]:
    """Return a table's rows by their keys; where it names none, or two rows share them, by their number too."""
    places = [place for place, column in enumerate(table.columns) if column.is_key]
    found: dict[Keys, Row] = {}
    for number, row in enumerate(table.rows, start=1):
        keys = tuple(row[place] for place in places) or (number,)
        found[keys if keys not in found else (*keys, number)] = row
    return found


def are_same(one: Cell, other: Cell) -> bool:
    """Return whether two cells say the same; what is absent is the same only for the same reason."""
    if isinstance(one, Absent) or isinstance(other, Absent):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return one == other
