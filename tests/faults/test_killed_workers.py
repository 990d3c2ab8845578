"""Workers are killed, lines break, tabs compete: no acknowledged answer is lost and none is stored twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count
from threading import Lock
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.accounts.models import User
from studyvisit.extensions import db
from tests import factories
from tests.client import PageClient, held_by
from tests.every_rule import publish_quiz_of_every_rule
from tests.faults.saving import Desk, Tab, faults_of, save_all
from tests.faults.server import Server, serving
from tests.people import Cast
from tests.quizzing import QUIZ_URL

Browser = Callable[[User], PageClient]


def sit_down(session: Session, cast: Cast, client_for: Browser, people: int) -> list[Desk]:
    """Let so many people start an attempt at a quiz that has every rule there is."""
    publish_quiz_of_every_rule(session)
    users = [factories.user(session, name=f"Person {number}") for number in range(people)]
    for user in users:
        factories.enrolment(session, cohort=cast.cohort, user=user)
    session.commit()
    desks = []
    for user in users:
        browser = client_for(user)
        page = browser.submit(browser.read(QUIZ_URL), action="/quiz")
        cookie = browser.get_cookie("session")
        assert cookie is not None
        attempt = page.form("/attempts/")
        attempt_id = str(attempt.get("data-attempt"))
        desks.append(Desk(UUID(attempt_id), f"session={cookie.value}", held_by(attempt)["csrf_token"]))
    return desks


def two_tabs_each(desks: list[Desk], server: Server, *, keeps_key: bool = True) -> list[Tab]:
    """Open every attempt in two tabs whose revisions rise side by side."""
    tabs = []
    for number, desk in enumerate(desks):
        for first, letter in ((1, "a"), (2, "b")):
            tabs.append(Tab(desk, server.port, count(first, 2), f"{number}{letter}", keeps_key))
    return tabs


def kill_as_they_save(server: Server, tabs: list[Tab], *, saves: int, kills: int) -> int:
    """Let the tabs make so many saves together while workers are killed; return how many were."""
    choice, lock, every = random.Random(2030), Lock(), max(saves // (kills + 1), 1)
    killed = 0

    def after_each(done: int) -> None:
        nonlocal killed
        with lock:
            if killed < kills and done >= every * (killed + 1):
                killed += server.kill_a_worker(choice)

    save_all(tabs, saves // len(tabs), after_each)
    return killed


@pytest.mark.timeout(1800)
def test_no_acknowledged_answer_is_lost_or_doubled_when_workers_are_killed(
    app: Flask,
    settings: Settings,
    session: Session,
    cast: Cast,
    client_for: Browser,
    pytestconfig: pytest.Config,
) -> None:
    saves, kills = (2000, 100) if pytestconfig.getoption("soak") else (120, 6)
    desks = sit_down(session, cast, client_for, people=4)
    with serving(settings.instance, database_url(app), workers=2) as server:
        tabs = two_tabs_each(desks, server)
        killed = kill_as_they_save(server, tabs, saves=saves, kills=kills)
    assert killed == kills
    assert sum(len(tab.acknowledged) for tab in tabs) == saves
    assert faults_of(session, tabs) == []


def test_the_checker_finds_what_goes_wrong_without_the_key(
    app: Flask, settings: Settings, session: Session, cast: Cast, client_for: Browser
) -> None:
    desks = sit_down(session, cast, client_for, people=2)
    with serving(settings.instance, database_url(app), workers=1) as server:
        tabs = two_tabs_each(desks, server, keeps_key=False)
        kill_as_they_save(server, tabs, saves=40, kills=0)
    faults = faults_of(session, tabs)
    assert any("is stored 2 times" in fault for fault in faults)


@pytest.mark.timeout(600)
def test_four_processes_writing_never_meet_a_locked_database(
    app: Flask,
    settings: Settings,
    session: Session,
    cast: Cast,
    client_for: Browser,
    pytestconfig: pytest.Config,
) -> None:
    saves = 4000 if pytestconfig.getoption("soak") else 160
    desks = sit_down(session, cast, client_for, people=4)
    with serving(settings.instance, database_url(app), workers=4) as server:
        tabs = two_tabs_each(desks, server)
        kill_as_they_save(server, tabs, saves=saves, kills=0)
    assert {status for tab in tabs for status in tab.statuses} == {200}
    assert not [line for line in server.log if "locked" in line]
    assert faults_of(session, tabs) == []


def database_url(app: Flask) -> str:
    """Return the address of the test's own database."""
    with app.app_context():
        return db.engine.url.render_as_string(hide_password=False)
