"""How migrations run: in one transaction, on SQLite without foreign keys until they are checked at its end."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from studyvisit.db import Base
from studyvisit.extensions import db

# Every feature's tables belong to the schema, also of those that nothing has imported yet.
for models in sorted(Path(current_app.root_path).glob("*/models.py")):
    import_module(f"studyvisit.{models.parent.name}.models")


def migrate(connection: Connection) -> None:
    """Run the migrations on one connection."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        transaction_per_migration=False,
        transactional_ddl=True,  # Alembic thinks SQLite cannot, and would commit each migration by itself
    )
    with context.begin_transaction():
        if not is_sqlite:
            # A migration may take its time, and must not hold up the site while it waits for a lock.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(7305)"))
            connection.execute(text("SET LOCAL lock_timeout = '1s'"))
        context.run_migrations()
        if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"the migration leaves rows that point nowhere: {broken[:10]}")


def run() -> None:
    """Connect and migrate."""
    engine = db.engine
    with engine.connect().execution_options(writes=True) as connection:
        if engine.dialect.name == "sqlite":
            # A batch ALTER recreates its table; with foreign keys on, that deletes every row that cascades.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            migrate(connection)
        finally:
            if engine.dialect.name == "sqlite":
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


with current_app.app_context():
    run()
