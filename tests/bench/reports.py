"""The reports over 10,000, 100,000 and 1,000,000 enrolments, on SQLite and on PostgreSQL.

`BENCH_PEOPLE` is the middle size, a tenth of it the smallest; the largest are its namesakes, ten times as many.
On PostgreSQL people leave milestones only, and no answers or ratings: loading those takes longest and the reports
measured there never read them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import text

from config import ROOT
from studyvisit.accounts.queries import find_user_by_email
from studyvisit.accounts.services import ensure_demo_people
from studyvisit.clock import utc_now
from studyvisit.db import Base, begin_write
from studyvisit.extensions import db
from tests import postgres
from tests.bench import load, server, speed

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
TIMES = 10
PROGRAMME = "study-visit-2019"
MODULE = "measuring-e-government"
READERS = 16


@dataclass(frozen=True)
class House:
    """One database to measure on."""

    name: str
    folder: Path
    environment: dict[str, str]
    has_evidence: bool

    def load(self, people: int) -> Flask:
        """Load so many people and return an application on them."""
        app = server.make_instance(self.folder, 0, **self.environment)
        only = [] if self.has_evidence else ["--milestones-only"]
        command = ("demo", "load", "--participants", str(people), "--seed", "1", *only)
        server.run(self.folder, *command, **self.environment)
        server.run(self.folder, "summaries", "fold", **self.environment)  # as `flask jobs run` does in time
        return app


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    for name, has_evidence in (("SQLite", True), ("PostgreSQL", False)):
        with _environment(name) as environment:
            if environment is None:
                yield name, "not installed"
                continue
            with tempfile.TemporaryDirectory() as folder:
                house = House(name, Path(folder), environment, has_evidence)
                yield from _sizes(house)


@contextmanager
def _environment(name: str) -> Iterator[dict[str, str] | None]:
    """Yield what tells an instance where its database is; None without the server's programs."""
    programs = postgres.binaries()
    if name == "SQLite":
        yield {}
    elif programs is None:
        yield None
    else:
        with postgres.cluster(programs) as address:
            postgres.execute(address, "CREATE DATABASE bench")
            yield {"STUDYVISIT_DATABASE_URL": address.format(database="bench")}


def _sizes(house: House) -> Iterator[tuple[str, str]]:
    for people in (PEOPLE // 10, PEOPLE):
        started = time.perf_counter()
        app = house.load(people)
        with_what = "" if house.has_evidence else ", milestones only"
        words = f"{house.name}: demo load up to {people:,} participants{with_what}"
        yield f"{words} (goal for 100,000: 300 s)", f"{time.perf_counter() - started:.0f} s"
        yield from _measure(house, app, people)
    started = time.perf_counter()
    _multiply(app)
    server.run(house.folder, "summaries", "fold", **house.environment)
    yield (
        f"{house.name}: {PEOPLE * TIMES:,} by SQL, summaries and all",
        f"{time.perf_counter() - started:.0f} s",
    )
    yield from _measure(house, app, PEOPLE * TIMES)
    yield from _beside_an_export(house, app, PEOPLE * TIMES)


def _measure(house: House, app: Flask, people: int) -> Iterator[tuple[str, str]]:
    reviewer, of = visitor_of(app, "reviewer"), f"{house.name}, {people:,}"
    with server.serve(
        "wsgi:app", workers=1, threads=4, STUDYVISIT_INSTANCE=str(house.folder), **house.environment
    ) as port:
        _read(port, "/reports/completion", reviewer)
        before = _resident(port)
        for name, path in _pages():
            yield f"{of}: {name}", _milliseconds(port, path, reviewer)
        for sort in ("", "&sort=name", "&sort=certified"):
            path = _next_to_the_middle(port, people, sort, reviewer)
            yield (
                f"{of}: people{sort.replace('&sort=', ' by ')}, next to the middle",
                _milliseconds(port, path, reviewer),
            )
        if house.has_evidence and people <= PEOPLE:
            yield (
                f"{of}: learning gain",
                _milliseconds(port, f"/reports/learning-gain?programme={PROGRAMME}", reviewer),
            )
        first, whole, size, lines = _read(port, "/reports/completion.csv?by=person", reviewer)
        yield f"{of}: completion CSV, first byte / whole", f"{first:.2f} s / {whole:.2f} s"
        yield f"{of}: completion CSV, size", f"{size / 2**20:.1f} MB, {lines:,} lines"
        yield f"{of}: growth of memory in all of these", f"{_resident(port) - before:.0f} MB"


def _pages() -> Iterator[tuple[str, str]]:
    completion = "/reports/completion?by="
    yield "overview", f"/reports/overview?programme={PROGRAMME}"
    for by in ("country", "institution", "cohort", "module", "sex", "position", "month"):
        yield f"completion by {by}", f"{completion}{by}"
    yield "completion by country, of one module", f"{completion}country&module={MODULE}"
    yield (
        "completion by country, women enrolled in March",
        f"{completion}country&sex=female&from=2019-03-01&to=2019-03-31",
    )
    yield "people, first page", f"{completion}person"
    yield "people by name, first page", f"{completion}person&sort=name"
    yield "people of one country by name, first page", f"{completion}person&sort=name&country=BD"
    yield "people by certificate, first page", f"{completion}person&sort=certified"


def _next_to_the_middle(port: int, people: int, sort: str, reviewer: server.Visitor) -> str:
    """Return the address to which "Next" leads from the middle page."""
    path = f"/reports/completion?by=person{sort}&page={people // 100}"
    found = re.search(r'rel="next" href="([^"]+)"', _text(port, path, reviewer))
    assert found is not None
    return unescape(found[1])


def _milliseconds(port: int, path: str, reviewer: server.Visitor) -> str:
    return f"{median(_read(port, path, reviewer)[1] for _ in range(5)) * 1000:.0f} ms"


def _beside_an_export(house: House, app: Flask, people: int) -> Iterator[tuple[str, str]]:
    """Yield how many lessons a second are read, alone and while the largest file is written beside them.

    The file is written by a process of its own at the lowest priority, as jobs are.
    """
    readers = server.visitors(app, speed.participants(app, READERS))
    paths = [speed.lesson_path(app, one.user_id) for one in readers]
    requests = [load.get(path, one.cookie) for path, one in zip(paths, readers, strict=True)]
    makers = [lambda _n, request=request: request for request in requests]
    environment = {"STUDYVISIT_INSTANCE": str(house.folder), **house.environment}
    rates: dict[bool, list[float]] = {True: [], False: []}
    with server.serve("wsgi:app", workers=2, threads=4, **environment) as port:
        load.run(port, makers, 2)
        for _ in range(3):
            for is_beside in (False, True):
                with _export(house) if is_beside else _nothing():
                    rates[is_beside].append(load.run(port, makers, 3).rate)
    share = median(rates[True]) / median(rates[False])
    yield (
        f"{house.name}: lessons while {people:,} rows are written, of those alone (goal 0.90)",
        f"{share:.2f} ({median(rates[True]):.0f}/s against {median(rates[False]):.0f}/s)",
    )


@contextmanager
def _export(house: House) -> Iterator[None]:
    """Write the largest file over and over until the block ends."""
    flask = Path(sys.executable).with_name("flask")
    command = f"while :; do {flask} report completion --programme {PROGRAMME} --by person -o export.csv; done"
    process = subprocess.Popen(
        [
            "nice",
            "-n",
            "19",
            "sh",
            "-c",
            f"cd {ROOT}; {command.replace('export.csv', str(house.folder / 'export.csv'))}",
        ],
        env=os.environ | {"STUDYVISIT_INSTANCE": str(house.folder)} | house.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(2)
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def visitor_of(app: Flask, name: str) -> server.Visitor:
    """Sign one of the demonstration's people in."""
    with app.app_context():
        begin_write(db.session())
        ensure_demo_people(db.session(), now=utc_now())
        db.session.commit()
        user = find_user_by_email(db.session(), f"{name}@example.org")
        assert user is not None
        user_id = user.id
        db.session.remove()
    return server.visitors(app, [user_id])[0]


def _request(port: int, path: str, reviewer: server.Visitor) -> urllib.request.Request:
    return urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": reviewer.cookie})


def _text(port: int, path: str, reviewer: server.Visitor) -> str:
    with urllib.request.urlopen(_request(port, path, reviewer), timeout=300) as answer:  # noqa: S310
        return str(answer.read().decode())


def _read(port: int, path: str, reviewer: server.Visitor) -> tuple[float, float, int, int]:
    """Return seconds until the first byte and until the last, bytes and lines."""
    started, size, lines, first = time.perf_counter(), 0, 0, 0.0
    with urllib.request.urlopen(_request(port, path, reviewer), timeout=300) as answer:  # noqa: S310
        while chunk := answer.read(1 << 16 if size else 1):
            first = first or time.perf_counter() - started
            size += len(chunk)
            lines += chunk.count(b"\n")
    return first, time.perf_counter() - started, size, lines


def _resident(port: int) -> float:
    """Return the largest resident size that a worker of the server has had, in MB."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = status.read_text()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"gunicorn" in command and f"127.0.0.1:{port}".encode() in command:
            sizes += [int(line.split()[1]) / 1024 for line in words.splitlines() if line.startswith("VmHWM")]
    return max(sizes)


def _multiply(app: Flask) -> None:
    """Give every participant nine more namesakes, enrolled alike, straight in SQL; triggers count them.

    Ids made in this century begin with 0; those of the namesakes begin with 1 to 9.
    """
    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
        for n in range(1, TIMES):
            begin_write(db.session())
            if not is_sqlite:
                db.session.execute(text("SET LOCAL statement_timeout = 0"))
            for table, where, ids in (
                ("user", "id IN (SELECT user_id FROM enrolment) AND email NOT LIKE '_.%'", ("id",)),
                ("enrolment", "TRUE", ("id", "user_id")),
                ("module_standing", "TRUE", ("enrolment_id",)),
            ):
                key = ids[0] if is_sqlite else f"CAST({ids[0]} AS text)"
                names = [column.name for column in Base.metadata.tables[table].columns]
                values = ", ".join(_copied(name, n, ids, is_sqlite=is_sqlite) for name in names)
                columns = ", ".join(names)
                chosen = f'SELECT {values} FROM "{table}" WHERE {where} AND {key} < :namesakes'
                statement = text(f'INSERT INTO "{table}" ({columns}) {chosen}')
                db.session.execute(statement, {"namesakes": "1"})
            db.session.commit()
        if not is_sqlite:
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("SET statement_timeout = 0"))
                connection.execute(text("ANALYZE"))


def _copied(name: str, n: int, ids: tuple[str, ...], *, is_sqlite: bool) -> str:
    if name == "email":
        return f"'{n}.' || email"
    if name not in ids:
        return name
    return (
        f"'{n}' || substr({name}, 2)"
        if is_sqlite
        else f"CAST('{n}' || substr(CAST({name} AS text), 2) AS uuid)"
    )
