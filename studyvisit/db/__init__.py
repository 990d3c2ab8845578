"""The database underneath everything: the declarative base, column types, ids and how transactions begin.

Models subclass `Base`, not Flask-SQLAlchemy's `db.Model`, so that nothing below `extensions` knows Flask.
"""

from __future__ import annotations

import fcntl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from weakref import finalize

import uuid_utils.compat
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Text,
    TypeDecorator,
    Uuid,
    delete,
    event,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.base import ReadOnlyColumnCollection

Json = dict[str, Any] | list[Any]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC: `timestamptz` on PostgreSQL, ISO text without a zone on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: nobody could say later which clock it was read from."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value.isoformat()}: pass an aware one")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every model."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            str: Text(),
            datetime: UtcDateTime(),
            UUID: Uuid(),
            Json: JSON(none_as_null=True),
        },
    )


def new_id() -> UUID:
    """Return a new id, a UUIDv7: it sorts by time and is never a secret."""
    return uuid_utils.compat.uuid7()


def begin_write(session: Session) -> None:
    """Begin the session's transaction as one that will write.

    SQLite then takes its write lock at the start, in turn, rather than failing half-way through.
    """
    session.connection(execution_options={"writes": True})


def engine_options(url: str, threads: int) -> dict[str, Any]:
    """Return the options of `create_engine` for a URL and a process of so many threads."""
    if url.startswith("sqlite"):
        # Debian's SQLite has a WAL reset bug that can corrupt a file; pysqlite3 brings a mended library.
        import pysqlite3.dbapi2

        return {
            "module": pysqlite3.dbapi2,
            "poolclass": QueuePool,
            "pool_size": threads,
            "max_overflow": 0,
            "connect_args": {"check_same_thread": False, "timeout": 5.0},
        }
    timeouts = "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000"
    return {
        "pool_size": threads,
        "max_overflow": 0,
        "pool_pre_ping": True,
        "connect_args": {"options": f"{timeouts} -c timezone=UTC"},
    }


def prepare_engine(engine: Engine) -> None:
    """Give an engine this project's rules for connections and transactions."""
    if engine.dialect.name != "sqlite":
        return
    assert engine.url.database
    lock_path = Path(f"{engine.url.database}.lock")

    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = (
            None  # BEGIN is ours: the driver's own loses updates and half-commits DDL
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        lock = lock_path.open("a")
        record.info["lock"] = lock
        # A connection that nobody gave back is only found when memory is cleared: its lock goes with it.
        finalize(record, lock.close)

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _let_go)
    event.listen(engine, "close", _close)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        # SQLite's busy handler is not fair; a queue on a file lock is.
        fcntl.flock(connection.connection.info["lock"], fcntl.LOCK_EX)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _let_go(_connection: Any, record: Any) -> None:
    if (lock := record.info.get("lock")) is not None:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _close(_connection: Any, record: Any) -> None:
    if (lock := record.info.pop("lock", None)) is not None:
        lock.close()


def delete_some(session: Session, model: type[Base], which: ColumnElement[bool], most: int = 1000) -> int:
    """Delete at most so many rows of a model, whose key is its `id`; return how many were deleted."""
    key = model.__table__.c.id
    some = select(key).where(which).limit(most)
    return cast("CursorResult[Any]", session.execute(delete(model).where(key.in_(some)))).rowcount


def columns(model: type[Base]) -> ReadOnlyColumnCollection[str, Any]:
    """Return a model's columns as the table has them.

    A statement of plain columns costs half of one of mapped attributes; those that every page runs use it.
    """
    return model.__table__.c
