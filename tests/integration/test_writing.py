"""Small writes that come at once: each is kept or undone by itself, whoever carried it out."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.db import new_id
from studyvisit.db.writing import write_together
from studyvisit.extensions import db
from studyvisit.receipts.models import Receipt
from tests.people import Cast

THREADS = 8


@pytest.fixture
def bind(app: Flask, cast: Cast) -> Engine:
    """Return the engine that the threads of a test share."""
    with app.app_context():
        return db.engine


def adds(user_id: UUID, key: str, fails: Exception | None = None) -> Callable[[Session], str]:
    """Return a work that adds a receipt and returns its key, or fails once it has added it."""

    def work(session: Session) -> str:
        values = {"body_hash": "", "answer": {}, "created_at": utc_now()}
        session.execute(insert(Receipt).values(id=new_id(), user_id=user_id, key=key, **values))
        if fails is not None:
            raise fails
        return key

    return work


def all_at_once(
    bind: Engine, works: list[Callable[[Session], str]], then: Callable[[], object] = lambda: None
) -> list[Future[str]]:
    """Let as many threads as there are works begin together, do `then`, and wait until all have ended."""
    start = Barrier(len(works) + 1)

    def begin(work: Callable[[Session], str]) -> str:
        with Session(bind) as session:
            start.wait()
            return write_together(session, work)

    with ThreadPoolExecutor(len(works)) as threads:
        ended = [threads.submit(begin, work) for work in works]
        start.wait()
        then()
    return ended


@contextmanager
def counted_commits(bind: Engine) -> Iterator[list[None]]:
    """Yield a list that grows by one with every commit."""
    commits: list[None] = []

    def count(_connection: object) -> None:
        commits.append(None)

    event.listen(bind, "commit", count)
    yield commits
    event.remove(bind, "commit", count)


def kept(bind: Engine) -> list[str]:
    with Session(bind) as session:
        return sorted(session.scalars(select(Receipt.key)))


def test_everything_written_at_once_is_kept_once(bind: Engine, cast: Cast) -> None:
    keys = [f"key-{n}" for n in range(THREADS)]
    ended = all_at_once(bind, [adds(cast.alem.id, key) for key in keys])
    assert [future.result() for future in ended] == keys
    assert kept(bind) == keys


def test_what_fails_is_undone_and_told_to_its_own_thread_only(bind: Engine, cast: Cast) -> None:
    user_id = cast.alem.id
    works = [adds(user_id, "a"), adds(user_id, "b", ValueError("no")), adds(user_id, "c"), adds(user_id, "d")]
    a, b, c, d = all_at_once(bind, works)
    assert (a.result(), c.result(), d.result()) == ("a", "c", "d")
    with pytest.raises(ValueError, match="no"):
        b.result()
    assert kept(bind) == ["a", "c", "d"]


def test_of_two_that_add_the_same_one_is_refused(bind: Engine, cast: Cast) -> None:
    ended = all_at_once(bind, [adds(cast.alem.id, "same") for _ in range(4)])
    errors = [future.exception() for future in ended]
    assert sum(error is None for error in errors) == 1
    assert sum(isinstance(error, IntegrityError) for error in errors) == 3
    assert kept(bind) == ["same"]


def test_a_thread_that_cannot_begin_says_so_and_the_next_goes_on(bind: Engine, cast: Cast) -> None:
    def refuse(_connection: object) -> None:
        event.remove(bind, "begin", refuse)
        raise OSError("the disk is gone")

    event.listen(bind, "begin", refuse)
    ended = all_at_once(bind, [adds(cast.alem.id, key) for key in ("a", "b", "c")])
    assert sum(isinstance(future.exception(), OSError) for future in ended) == 1
    assert len(kept(bind)) == 2
    with Session(bind) as session:
        assert write_together(session, adds(cast.alem.id, "later")) == "later"


def test_where_one_writes_at_a_time_those_who_wait_are_carried_out_together(
    bind: Engine, cast: Cast, tmp_path: Path
) -> None:
    one_writer = bind.dialect.name == "sqlite"
    path = Path(f"{bind.url.database}.lock") if one_writer else tmp_path / "nobody-waits-for-this"
    with path.open("a") as lock, counted_commits(bind) as commits:
        fcntl.flock(lock, fcntl.LOCK_EX)
        works = [adds(cast.alem.id, f"key-{n}") for n in range(THREADS)]
        ended = all_at_once(bind, works, then=lambda: fcntl.flock(lock, fcntl.LOCK_UN))
    assert [future.result() for future in ended] == [f"key-{n}" for n in range(THREADS)]
    assert len(commits) < THREADS if one_writer else len(commits) == THREADS
