"""Loading believable people, and the completion report over 100,000 and 1,000,000 enrolments."""

from __future__ import annotations

import os
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from studyvisit.accounts.queries import find_user_by_email
from studyvisit.accounts.services import ensure_demo_people
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from tests.bench import server

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
TIMES = 10


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        app = server.make_instance(Path(name), participants=PEOPLE)
        yield f"demo load of {PEOPLE:,} participants (goal 300 s)", f"{time.perf_counter() - started:.0f} s"
        yield "database", f"{(Path(name) / 'studyvisit.db').stat().st_size / 2**20:.0f} MB"
        reviewer = _reviewer(app)
        with server.serve("wsgi:app", workers=1, STUDYVISIT_INSTANCE=name) as port:
            yield from _page(port, reviewer)
            yield from _csv(port, reviewer, f"{PEOPLE:,}", goal=2)
        _multiply(app)
        with server.serve("wsgi:app", workers=1, STUDYVISIT_INSTANCE=name) as port:
            yield from _csv(port, reviewer, f"{PEOPLE * TIMES:,}", goal=20)


def _reviewer(app: Flask) -> server.Visitor:
    with app.app_context():
        begin_write(db.session())
        ensure_demo_people(db.session(), now=utc_now())
        db.session.commit()
        user = find_user_by_email(db.session(), "reviewer@example.org")
        assert user is not None
        user_id = user.id
    return server.visitors(app, [user_id])[0]


def _page(port: int, reviewer: server.Visitor) -> Iterator[tuple[str, str]]:
    for by in ("country", "institution"):
        times = sorted(_read(port, f"/reports/completion?by={by}", reviewer)[0] for _ in range(5))
        yield f"report page by {by} over {PEOPLE:,}, median of 5 (goal 300 ms)", f"{times[2] * 1000:.0f} ms"


def _csv(port: int, reviewer: server.Visitor, people: str, *, goal: int) -> Iterator[tuple[str, str]]:
    _read(port, "/reports/completion?by=country", reviewer)
    before = _resident()
    seconds, size, lines = _read(port, "/reports/completion.csv?by=person", reviewer)
    yield f"completion CSV of {people} enrolments (goal {goal} s)", f"{seconds:.2f} s"
    yield f"completion CSV of {people} enrolments: size", f"{size / 2**20:.1f} MB, {lines:,} lines"
    yield (
        f"completion CSV of {people} enrolments: growth of memory (goal 64 MB)",
        f"{_resident() - before:.0f} MB",
    )


def _read(port: int, path: str, reviewer: server.Visitor) -> tuple[float, int, int]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": reviewer.cookie})
    started, size, lines = time.perf_counter(), 0, 0
    with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
        while chunk := answer.read(1 << 16):
            size += len(chunk)
            lines += chunk.count(b"\n")
    return time.perf_counter() - started, size, lines


def _resident() -> float:
    """Return the largest resident size that a worker of ours has had, in MB."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = status.read_text()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"gunicorn" in command and b"wsgi:app" in command:
            sizes += [int(line.split()[1]) / 1024 for line in words.splitlines() if line.startswith("VmHWM")]
    return max(sizes)


def _multiply(app: Flask) -> None:
    """Give every participant nine more namesakes, enrolled alike, straight in SQL.

    Ids made in this century begin with 0; those of the namesakes begin with 1 to 9.
    """
    users = "name, password_hash, country, institution_id, position, sex, language, timezone, created_at"
    milestones = (
        "country, institution_id, enrolled_at, last_active_at, started_at, assessed_before_at, lessons_read_at, "
        "quiz_passed_at, assessed_after_at, certified_at"
    )
    with app.app_context():
        for n in range(1, TIMES):
            begin_write(db.session())
            for statement in (
                f"INSERT INTO user (id, email, {users}) SELECT '{n}' || substr(u.id, 2), "
                f"'{n}.' || u.email, {users} FROM user u WHERE u.id IN "
                "(SELECT user_id FROM enrolment) AND u.email NOT LIKE '_.%'",
                f"INSERT INTO enrolment (id, cohort_id, user_id, {milestones}) "
                f"SELECT '{n}' || substr(e.id, 2), e.cohort_id, "
                f"'{n}' || substr(e.user_id, 2), {milestones} FROM enrolment e "
                "JOIN user u ON u.id = e.user_id WHERE u.email NOT LIKE '_.%'",
            ):
                db.session.execute(text(_qualified(statement)))
            db.session.commit()


def _qualified(statement: str) -> str:
    """Name the table of columns that a join makes ambiguous."""
    head, _, tail = statement.partition(" SELECT ")
    for column in ("country", "institution_id"):
        if "FROM enrolment e" in tail:
            tail = tail.replace(f" {column},", f" e.{column},")
    return f"{head} SELECT {tail}"
