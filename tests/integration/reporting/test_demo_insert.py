"""Demonstration people in bulk: past SQLAlchemy, and yet as it would have written them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from studyvisit.cli.demo_rows import TABLES
from studyvisit.db import Base
from studyvisit.programmes.models import ModuleStanding
from studyvisit.quizzes.models import Attempt
from tests.people import MODULES


def add_people(app: Flask, participants: int, *options: str) -> None:
    said = app.test_cli_runner().invoke(args=["demo", "load", "--participants", str(participants), *options])
    assert said.exit_code == 0, said.output


@pytest.mark.one_database
def test_rows_are_kept_as_sqlalchemy_would_have_written_them(app: Flask, session: Session) -> None:
    """They go past it, and on SQLite nothing else would notice a moment or an id in another form."""
    add_people(app, 25)
    values = {table: session.execute(select(*table.__table__.c)).all() for table in TABLES}
    stored = {table: as_stored(session, table) for table in TABLES}
    for table in reversed(TABLES):
        session.execute(delete(table))
    for table in TABLES:
        session.execute(insert(table), [row._asdict() for row in values[table]])
    assert all(stored.values())
    assert {table: as_stored(session, table) for table in TABLES} == stored


def as_stored(session: Session, table: type[Base]) -> list[Any]:
    return sorted(map(repr, session.connection().exec_driver_sql(f'SELECT * FROM "{table.__tablename__}"')))


@pytest.mark.one_database
def test_evidence_can_be_left_out_of_all_but_the_first_modules(app: Flask, session: Session) -> None:
    add_people(app, 40, "--modules", "1")
    assert set(session.scalars(select(Attempt.module_slug))) == {MODULES[0]}
    assert set(session.scalars(select(ModuleStanding.module_slug))) == set(MODULES)
