"""Every address there is, and who may use it: routes.txt is the whole table."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Any

import pysqlite3.dbapi2
import pytest
from flask import Flask
from sqlalchemy import Column, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings
from studyvisit.app import create_app
from studyvisit.db import Base
from studyvisit.web import health
from studyvisit.web.access import rule_of
from tests.conftest import COPY
from tests.contracts.addresses import PEOPLE, ROUTES, Route, address, listed, rules_of
from tests.contracts.conftest import Scene


def test_no_address_appears_or_vanishes_unnoticed(shared_app: Flask) -> None:
    found = {(method, rule.rule, rule.endpoint) for method, rule in rules_of(shared_app)}
    written = {(route.method, route.path, route.endpoint) for route in listed()}
    assert sorted(found - written) == [], f"add these to {ROUTES.name}, with who may"
    assert sorted(written - found) == [], "people have bookmarked these: redirect them"


def test_the_table_is_sorted_and_whole() -> None:
    routes = listed()
    assert [(r.endpoint, r.method) for r in routes] == sorted((r.endpoint, r.method) for r in routes)
    for route in routes:
        assert len(route.outcomes) == len(PEOPLE), route
        assert set(route.outcomes) <= {"ok", "in", "403", "404"}, route


def test_every_endpoint_declares_who_may_use_it(shared_app: Flask) -> None:
    assert all(rule_of(shared_app, endpoint) is not None for endpoint in shared_app.view_functions)


def test_an_endpoint_without_a_rule_keeps_the_application_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(health.alive, "access_rule")
    with pytest.raises(RuntimeError, match=r"health\.alive"):
        create_app(settings)


def test_addresses_are_in_kebab_case_and_their_arguments_are_typed(shared_app: Flask) -> None:
    for _method, rule in rules_of(shared_app):
        fixed = re.sub(r"<[a-z]+:[a-z0-9_]+>", "", rule.rule)
        assert "<" not in fixed, f"{rule.rule}: say the type, <string:name>"
        assert re.fullmatch(r"(?:/[a-z0-9.-]*)*", fixed), f"{rule.rule} is not in kebab case"


@pytest.mark.parametrize("route", listed(), ids=lambda route: f"{route.method} {route.endpoint}")
def test_only_those_in_the_table_may(app: Flask, scene: Scene, route: Route) -> None:
    path = address(app, route.endpoint, set(re.findall(r"<\w+:(\w+)>", route.path)), scene.seeded, scene.cast)
    # Those who may come last: what they do changes what the others could find.
    expected = sorted(zip(PEOPLE, route.outcomes, strict=True), key=lambda pair: pair[1] == "ok")
    found = {}
    for person, _outcome in expected:
        is_signed_in = person != "anonymous"
        # A form that is sent carries the token of a page the person has open.
        form = None if route.method == "GET" else {"csrf_token": scene.tokens[person]}
        answer = scene.opened[person].open(path, method=route.method, data=form)
        found[person] = outcome(answer, route, is_signed_in=is_signed_in)
    assert found == dict(expected), path


def outcome(answer: TestResponse, route: Route, *, is_signed_in: bool) -> str:
    """Return how an answer is written in the table."""
    if answer.status_code == 302 and answer.location.partition("?")[0] == "/sign-in":
        return "ok" if route.endpoint == "accounts.sign_out" and is_signed_in else "in"
    # 409 and 422: the person may, but not in this state or with nothing filled in.
    return "ok" if answer.status_code < 400 or answer.status_code in (409, 422) else str(answer.status_code)


def test_nothing_is_changed_without_a_token(app: Flask, session: Session, scene: Scene) -> None:
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    before = everything(session)
    for method, rule in rules_of(app):
        if method == "GET":
            continue
        path = address(app, rule.endpoint, rule.arguments, seeded, cast)
        for person in ("anonymous", "alem", "ada"):
            answer = opened[person].open(path, method=method, data={"csrf_token": "forged"})
            assert answer.status_code == 400, f"{method} {path} as {person}"
    assert everything(session) == before


def test_reading_changes_nothing(app: Flask, session: Session, settings: Settings, scene: Scene) -> None:
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    before = everything(session)
    with closing(pysqlite3.dbapi2.connect(str(settings.instance / f"{COPY}.db"))) as watcher:
        version = _version(watcher)
        for method, rule in rules_of(app):
            if method != "GET":
                continue
            path = address(app, rule.endpoint, rule.arguments, seeded, cast)
            for person, browser in opened.items():
                assert browser.get(path).status_code < 500, f"{path} as {person}"
            if version != (version := _version(watcher)):
                assert everything(session) == before, f"GET {path} wrote"
    assert everything(session) == before


def _version(watcher: Any) -> int:
    """Return a number that is another one once any other connection has changed the database."""
    return int(watcher.execute("PRAGMA data_version").fetchone()[0])


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table; what is published is known by its hash."""
    session.rollback()
    return {
        table.name: sorted((tuple(row) for row in session.execute(select(*columns_of(table.name)))), key=repr)
        for table in Base.metadata.sorted_tables
    }


def columns_of(name: str) -> list[Column[Any]]:
    """Return a table's columns without the large ones."""
    columns = Base.metadata.tables[name].columns
    return [column for column in columns if column.name not in ("source", "document", "content")]
