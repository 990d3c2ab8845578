"""The database as it was at a moment: what came later is hidden from every question that is asked meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from studyvisit.db import Base
from studyvisit.signing.queries.counts_as_they_were import count_views


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How the past of a table is told: `born` is SQL for when a row came, "" for one that is always there.

    `moments` are columns that are empty as long as what they say is still to come; `told_by` gives, for such
    a column, others that are filled together with it. `of` limits rows to those of another table.
    """

    born: str = ""
    moments: tuple[str, ...] = ()
    told_by: tuple[tuple[str, tuple[str, ...]], ...] = ()
    of: tuple[str, str, str] | None = None


_MILESTONES = (
    "started_at",
    "assessed_before_at",
    "lessons_read_at",
    "quiz_passed_at",
    "assessed_after_at",
    "certified_at",
)
PASTS: dict[str, Past] = {
    "enrolment": Past(born="enrolled_at", moments=("withdrawn_at", "last_active_at", *_MILESTONES)),
    "module_standing": Past(moments=_MILESTONES),
    "assessment": Past(born="given_at"),
    "rating": Past(of=("assessment_id", "assessment", "given_at")),
    "attempt": Past(
        born="started_at",
        moments=("submitted_at",),
        told_by=(("submitted_at", ("points", "percent", "passed")),),
    ),
    "response": Past(
        born="COALESCE(first_saved_at, saved_at)",
        of=("attempt_id", "attempt", "started_at"),
    ),
    "lesson_progress": Past(born="COALESCE(opened_at, read_at, touched_at)", moments=("read_at",)),
    "completion": Past(born="completed_at"),
    "certificate": Past(
        born="issued_at",
        moments=("revoked_at",),
        told_by=(("revoked_at", ("revoked_reason", "revoked_by_id")),),
    ),
    "named_feedback": Past(born="given_at"),
    "regrade": Past(born="declared_at"),
    "marking": Past(born="made_at"),
    "user": Past(moments=("suspended_at",)),
}

ADDED_UP = ("ratings_summed", "evidence_summed")
"""Tables that say what was added up beforehand: without their rows it is added up again."""


@contextmanager
def as_it_was(session: Session, moment: datetime) -> Iterator[None]:
    """Let the session see tables as they were at a moment; its transaction is rolled back afterwards.

    Views of the transaction's own, on PostgreSQL copies, stand in front of the tables, so that any query of ours
    can be asked again. What leaves no moment behind cannot be told: a profile, a cohort or a title that was
    changed, an answer that was changed, a withdrawal or certificate that was undone.
    """
    session.rollback()
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    raw = connection.connection.dbapi_connection
    kept = None
    if not is_sqlite:
        # A statement that the server prepared earlier would go on meaning the tables.
        kept, raw.prepare_threshold = raw.prepare_threshold, None  # type: ignore[union-attr]
        connection.execute(text("SET LOCAL statement_timeout = '60s'"))
    try:
        for name, past in PASTS.items():
            for statement in _shadow(name, past, moment, is_sqlite=is_sqlite):
                connection.execute(text(statement))
        for name in ADDED_UP:
            connection.execute(text(_empty_view(name, is_sqlite=is_sqlite)))
        for statement in count_views(is_sqlite=is_sqlite):
            connection.execute(text(statement))
        yield
    finally:
        session.rollback()
        if not is_sqlite:
            raw.prepare_threshold = kept  # type: ignore[union-attr]


def _shadow(name: str, past: Past, moment: datetime, *, is_sqlite: bool) -> Iterator[str]:
    """Yield what puts a view in front of a table; on PostgreSQL a copy with its key, which queries may group by."""
    schema = "main" if is_sqlite else "public"
    at = _literal(moment, is_sqlite=is_sqlite)
    depends = {column: one for one, columns in past.told_by for column in columns}
    depends |= {column: column for column in past.moments}
    shown = ", ".join(
        f'CASE WHEN "{depends[name]}" <= {at} THEN "{name}" END AS "{name}"'
        if name in depends
        else f'"{name}"'
        for name in Base.metadata.tables[name].columns.keys()  # noqa: SIM118 (a collection of columns)
    )
    conditions = [f"{past.born} <= {at}"] if past.born else []
    if past.of is not None:
        key, parent, born = past.of
        conditions.append(f'"{key}" IN (SELECT id FROM {schema}."{parent}" WHERE "{born}" <= {at})')  # noqa: S608
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    # Names of our own tables, and a moment that we wrote: nothing here was typed by anybody.
    question = f'SELECT {shown} FROM {schema}."{name}"{where}'  # noqa: S608
    if is_sqlite:
        yield f'CREATE TEMPORARY VIEW "{name}" AS {question}'
        return
    keys = ", ".join(f'"{column.name}"' for column in Base.metadata.tables[name].primary_key)
    yield f'CREATE TEMPORARY TABLE "{name}" ON COMMIT DROP AS {question}'
    yield f'ALTER TABLE pg_temp."{name}" ADD PRIMARY KEY ({keys})'


def _empty_view(name: str, *, is_sqlite: bool) -> str:
    schema = "main" if is_sqlite else "public"
    return f"CREATE TEMPORARY VIEW {name} AS SELECT * FROM {schema}.{name} WHERE 1 = 0"  # noqa: S608


def _literal(moment: datetime, *, is_sqlite: bool) -> str:
    """Return a moment as each database writes it; a view takes no parameters."""
    written = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return f"'{written}'" if is_sqlite else f"TIMESTAMPTZ '{written}+00'"
