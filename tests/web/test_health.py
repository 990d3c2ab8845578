"""The two health pages."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.client import PageClient


def test_a_living_process_says_so(client: PageClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_server_that_can_serve_says_so(client: PageClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": True, "schema": True, "disk": True}


def test_a_schema_that_is_behind_takes_the_server_out_of_service(
    client: PageClient, session: Session
) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": True, "schema": False, "disk": True}


def test_a_database_without_a_schema_takes_the_server_out_of_service(
    client: PageClient, session: Session
) -> None:
    session.execute(text("DROP TABLE alembic_version"))
    session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": True, "schema": False, "disk": True}
