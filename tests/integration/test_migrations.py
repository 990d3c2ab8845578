"""The schema goes up, down and up again on both databases, and rows survive what can survive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import delete, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from config import ROOT, Settings
from studyvisit.app import create_app
from studyvisit.completion.models import Completion
from studyvisit.db import Base, new_id
from studyvisit.extensions import db
from studyvisit.programmes.models import Enrolment
from studyvisit.questionnaires.models import Assessment
from tests import postgres
from tests.factories import NOW
from tests.people import Cast
from tests.seeded import row_counts, seed

MIGRATIONS = str(ROOT / "migrations")


@pytest.fixture
def empty_app(engine: str, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Yield an application whose database has no schema yet."""
    url = settings.database_url.replace("studyvisit.db", "migrated.db")
    (settings.instance / "migrated.db").unlink(missing_ok=True)
    if engine == "postgresql":
        address = request.getfixturevalue("postgres_address")
        postgres.execute(address, "DROP DATABASE IF EXISTS migrated WITH (FORCE)", "CREATE DATABASE migrated")
        url = address.format(database="migrated")
    app = create_app(replace(settings, database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    """Return the tables that there are, without the one that names the migration."""
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_up_makes_every_table_and_nothing_drifts(empty_app: Flask) -> None:
    upgrade(MIGRATIONS)
    assert tables() == set(Base.metadata.tables)
    check(MIGRATIONS)  # exits where models and migrations differ


def test_every_step_goes_down_and_up_again(empty_app: Flask) -> None:
    steps = len(list(ScriptDirectory(MIGRATIONS).walk_revisions()))
    upgrade(MIGRATIONS)
    for _step in range(steps):
        downgrade(MIGRATIONS)
    assert tables() == set()
    upgrade(MIGRATIONS)
    assert tables() == set(Base.metadata.tables)
    check(MIGRATIONS)


def test_upgrading_what_is_up_to_date_changes_no_row(app: Flask, session: Session, cast: Cast) -> None:
    seed(session, cast)
    with app.app_context():
        before = rows()
        upgrade(MIGRATIONS)
        check(MIGRATIONS)
        assert rows() == before


def test_rows_survive_the_later_steps_down_and_up(app: Flask, session: Session, cast: Cast) -> None:
    """Every step but the first, which makes the tables, keeps what it does not itself take away."""
    seed(session, cast)
    session.execute(delete(Assessment).where(Assessment.wave.like("follow-up-%")))  # 0001 knows none
    session.commit()
    counts = row_counts(session)
    session.close()
    with app.app_context():
        downgrade(MIGRATIONS, revision="0001")
        upgrade(MIGRATIONS)
        check(MIGRATIONS)
    kept = row_counts(session)
    first = {"user", "enrolment", "revision", "attempt", "response", "assessment", "rating", "certificate"}
    assert {name: kept[name] for name in first} == {name: counts[name] for name in first}
    assert all(counts[name] for name in first)


def test_going_down_takes_only_what_the_earlier_step_cannot_hold(
    app: Flask, session: Session, cast: Cast
) -> None:
    seed(session, cast)
    waves = session.scalars(select(Assessment.wave)).all()
    session.close()
    with app.app_context():
        downgrade(MIGRATIONS, revision="0001")
        upgrade(MIGRATIONS)
    kept = session.scalars(select(Assessment.wave)).all()
    assert "follow-up-3" in waves
    assert sorted(kept) == sorted(wave for wave in waves if not wave.startswith("follow-up"))


def test_a_migration_that_fails_leaves_nothing_behind(empty_app: Flask) -> None:
    """Both databases make tables in a transaction, and SQLite's driver is kept from ending it early."""
    last = Base.metadata.sorted_tables[-1].name
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(f"CREATE TABLE {last} (id integer)"))
    with pytest.raises(DBAPIError):
        upgrade(MIGRATIONS)
    assert tables() == {last}


def test_foreign_keys_are_enforced(app: Flask, session: Session, cast: Cast) -> None:
    orphan = {"id": new_id(), "cohort_id": new_id(), "user_id": cast.olu.id, "enrolled_at": NOW}
    with pytest.raises(IntegrityError):
        session.execute(insert(Enrolment).values(**orphan))
    session.rollback()
    seed(session, cast)
    with pytest.raises(IntegrityError):
        session.execute(delete(Enrolment))
    session.rollback()
    assert session.scalars(select(Completion)).all()


def test_foreign_keys_are_enforced_on_every_connection_of_the_pool(app: Flask, engine: str) -> None:
    if engine != "sqlite":
        return  # PostgreSQL knows no other way
    with app.app_context():
        connections = [db.engine.connect() for _ in range(3)]
        found = [connection.exec_driver_sql("PRAGMA foreign_keys").scalar() for connection in connections]
        for connection in connections:
            connection.close()
    assert found == [1, 1, 1]
