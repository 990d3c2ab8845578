"""The seeded database has something in every place that a person could write to."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from tests.people import Cast
from tests.seeded import row_counts, seed


def test_every_table_is_seeded(app: Flask, session: Session, cast: Cast) -> None:
    seed(session, cast)
    empty = {name for name, rows in row_counts(session).items() if not rows}
    assert not empty, "tests/seeded.py fills every table"
