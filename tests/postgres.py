"""A throwaway PostgreSQL cluster for the tests, gone when they are."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster that listens on a socket of its own; yield its address without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="studyvisit-pg-"))
    # The server refuses to run as root; Debian's package brings a user for it.
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, owner)
    data, log = folder / "data", folder / "log"

    def run(*command: str) -> None:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            cwd=folder,
            user=owner if os.geteuid() == 0 else None,
            timeout=60,
        )

    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"
    try:
        run(
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "studyvisit",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        run(str(programs / "pg_ctl"), "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
        yield f"postgresql+psycopg://studyvisit@/{{database}}?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def execute(address: str, *statements: str) -> None:
    """Run statements that belong to no transaction, such as CREATE DATABASE."""
    engine = create_engine(address.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


class Copy:
    """A copy of a template database that can be put back to what the template held, in milliseconds.

    Copying the files anew takes 0.3 s a test; deleting and inserting the few rows that there are, a hundredth.
    """

    def __init__(self, address: str, *, template: str, name: str) -> None:
        self._address, self._template, self._name = address, template, name
        self._engine: Engine | None = None
        self._statements = ""

    def put_back(self) -> bool:
        """Make the copy what the template is, whatever the last test did; return whether it is a new database."""
        try:
            if self._engine is not None:
                self._restore(self._engine)
                return False
        except DBAPIError:  # the last test changed the schema, or left a transaction open
            pass
        self._copy()
        return True

    def close(self) -> None:
        """Let go of the copy."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _copy(self) -> None:
        self.close()
        execute(
            self._address,
            f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)',
            f'CREATE DATABASE "{self._name}" TEMPLATE "{self._template}"',
        )
        self._engine = create_engine(self._address.format(database=self._name))
        self._statements = _statements(self._engine)

    def _restore(self, engine: Engine) -> None:
        with engine.begin() as connection:
            # One message for all: a journey there and back for each of a hundred tables takes longer than the work.
            connection.exec_driver_sql(self._statements)


def _statements(engine: Engine) -> str:
    """Keep the rows of a fresh copy in a schema of their own; return what puts them back."""
    statements = ["SET LOCAL lock_timeout = '2s'", "SET LOCAL session_replication_role = replica"]
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA pristine"))
        for table in inspect(connection).get_table_names(schema="public"):
            statements.append(f'DELETE FROM public."{table}"')
            if connection.execute(text(f'SELECT 1 FROM public."{table}" LIMIT 1')).first():
                connection.execute(text(f'CREATE TABLE pristine."{table}" AS TABLE public."{table}"'))
                statements.append(f'INSERT INTO public."{table}" SELECT * FROM pristine."{table}"')
    return ";".join(statements)
