"""No page asks the database more than it may, however much there is to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from studyvisit.accounts.models import User
from studyvisit.extensions import db
from tests.client import PageClient
from tests.contracts.addresses import tour
from tests.contracts.conftest import Scene

Open = Callable[[User], PageClient]
MOST_FOR_PARTICIPANTS = 4
MOST_FOR_OTHERS = 14


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Yield the statements that are sent meanwhile; beginning and ending a transaction is none."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_no_page_asks_more_than_it_may(app: Flask, scene: Scene) -> None:
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    stops = [(person, path) for person, path in tour(app, seeded, cast) if not path.startswith("/people")]
    for person, path in stops:
        opened[person].get(path)  # what was published is kept in memory from the first time on
    asked = {}
    for person, path in stops:
        with statements(app) as sent:
            opened[person].get(path)
        most = MOST_FOR_PARTICIPANTS if person in ("anonymous", "alem", "bina") else MOST_FOR_OTHERS
        if len(sent) > most:
            asked[person, path] = len(sent)
    assert not asked, "statements, by person and page"
