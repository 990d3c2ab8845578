"""Rows into their tables through the database's own driver.

A hundred thousand people are sixty million values. SQLAlchemy would look at each of them by itself; here a column
is made ready at once, and only where the database keeps it otherwise than Python does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Connection, Table, Uuid
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from studyvisit.db import Base, UtcDateTime

Row = dict[str, Any]
ROWS_A_COPY = 20_000
"""How many rows PostgreSQL takes in one statement, which may not run for more than five seconds."""


def insert_rows(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows into a model's table; all name the same columns, and the others take their defaults.

    Ids may be given as hexadecimal digits. Raises ValueError for a moment that is not in UTC.
    """
    table = model.metadata.tables[model.__tablename__]
    left_out = _defaults(table, rows[0])
    columns: list[Iterable[Any]] = [
        map(_writer(table.c[name], connection.dialect.name), map(itemgetter(name), rows)) for name in rows[0]
    ]
    columns += ([value] * len(rows) for value in left_out.values())
    _insert(connection, table, [*rows[0], *left_out], zip(*columns, strict=True))


def _insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    preparer = connection.dialect.identifier_preparer
    into = f"{preparer.format_table(table)} ({', '.join(map(preparer.quote, names))})"
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})", rows)  # noqa: S608
    else:
        waiting = iter(rows)
        while some := list(islice(waiting, ROWS_A_COPY)):
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in some:
                    copy.write_row(row)
    cursor.close()


def _defaults(table: Table, row: Row) -> Row:
    """Return what Python, and not the database, gives to the columns that a row leaves out."""
    return {
        column.name: column.default.arg
        for column in table.c
        if column.name not in row
        and column.server_default is None
        and isinstance(column.default, ScalarElementColumnDefault)
    }


def _writer(column: Column[Any], dialect: str) -> Callable[[Any], Any]:
    """Return what makes a value of a column into what the driver takes."""
    if isinstance(column.type, Uuid):
        return _digits
    if isinstance(column.type, UtcDateTime):
        return _moment_without_zone if dialect == "sqlite" else _moment
    if isinstance(column.type, JSON):
        return _json
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _digits(value: UUID | str | None) -> str | None:
    return value.hex if isinstance(value, UUID) else value


def _moment(value: datetime | None) -> str | None:
    if value is None:
        return None
    text = value.isoformat(" ", "microseconds")
    if not text.endswith("+00:00"):
        raise ValueError(f"{text} is not a moment in UTC")
    return text


def _moment_without_zone(value: datetime | None) -> str | None:
    return None if value is None else (_moment(value) or "")[:26]


def _json(value: object) -> str | None:
    """Return JSON; what people answered to a question recurs, and is written once."""
    return _known(value) if isinstance(value, tuple) else None if value is None else json.dumps(value)


@lru_cache(maxsize=50_000)
def _known(value: tuple[object, ...]) -> str:
    return json.dumps(value)
