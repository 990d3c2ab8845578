"""Files of reports that are made in the background: asked for, made, loaded in parts, kept from others, deleted."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.jobs.models import Job
from studyvisit.jobs.rules import MOST_TRIES, State
from studyvisit.messaging.models import OutboxMessage
from studyvisit.reporting.models import Export
from studyvisit.reporting.rules import MOST_OPEN_EXPORTS
from tests.client import PageClient, Read
from tests.factories import NOW
from tests.people import PROGRAMME, Cast

Open = Callable[[User], PageClient]
NEW = f"/reports/exports/new?report=completion&by=person&programme={PROGRAMME}"


def do_all(app: Flask) -> None:
    """Do every job that is due."""
    done = app.test_cli_runner().invoke(args=["jobs", "run", "--until-empty"])
    assert done.exit_code == 0, done.output


def ask(browser: PageClient, kind: str = "csv", address: str = NEW, **fields: str | list[str]) -> Read:
    """Ask for a file as the page lets one; return the page that comes next."""
    return browser.submit(browser.read(address), {"format": kind, **fields}, action="/new")


def only(session: Session) -> Export:
    """Return the one file that was asked for, as it is stored now."""
    session.rollback()
    [export] = session.scalars(select(Export).execution_options(populate_existing=True))
    return export


@pytest.fixture
def ready(app: Flask, crowd: Cast, client_for: Open, session: Session) -> Export:
    """Return a file that Rosa asked for, ready to be loaded."""
    assert ask(client_for(crowd.rosa)).status == 200
    do_all(app)
    return only(session)


def file_of(export: Export) -> str:
    """Return the address of a file."""
    return f"/reports/exports/{export.id}/file"


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "pdf"])
def test_a_report_is_made_in_the_background_as_it_would_be_at_once(
    app: Flask, crowd: Cast, client_for: Open, session: Session, kind: str
) -> None:
    rosa = client_for(crowd.rosa)
    waiting = ask(rosa, kind)
    assert "waiting to be made" in waiting.text
    do_all(app)
    page = rosa.read(waiting.response.request.path)
    assert "ready" in page.text
    answer = rosa.get(file_of(only(session)))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=completion-by-person-")
    at_once = rosa.get(f"/reports/completion.{kind}?by=person&programme={PROGRAMME}")
    assert answer.mimetype == at_once.mimetype
    if kind == "csv":
        assert answer.data == at_once.data
        assert "Karim" in answer.text
    else:
        assert len(answer.data) > 500
    assert not session.scalars(select(OutboxMessage)).all(), "it was ready at once: no e-mail"


@pytest.mark.one_database
def test_a_file_for_publication_withholds_what_the_page_withholds(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    rosa, asked = client_for(crowd.rosa), f"programme={PROGRAMME}&for=publication&table=countries"
    page = ask(rosa, address=f"/reports/exports/new?report=overview&{asked}")
    assert "For: publication" in page.text
    do_all(app)
    made = rosa.get(file_of(only(session))).data
    assert made == rosa.get(f"/reports/overview.csv?{asked}").data
    assert made != rosa.get(f"/reports/overview.csv?{asked.replace('publication', 'internal')}").data


@pytest.mark.one_database
def test_a_script_learns_how_far_it_is_and_shows_the_page_when_it_has_ended(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    rosa = client_for(crowd.rosa)
    page = ask(rosa)
    assert "live" in page.html.partition("<script")[2]
    running = {"state": State.RUNNING, "lease_id": crowd.rosa.id, "progress_done": 300, "progress_of": 1200}
    session.execute(update(Job).where(Job.kind == "report-export").values(running))
    session.commit()
    told = rosa.get(page.response.request.path, headers={"Accept": "application/json"}).json
    assert told == {"open": True, "words": "300 of 1,200 rows", "share": 0.25}
    shown = rosa.read(page.response.request.path)
    assert [bar.get("value") for bar in shown.all("progress")] == ["0.25"]
    session.execute(update(Job).values(state=State.WAITING, lease_id=None))
    session.commit()
    do_all(app)
    told = rosa.get(page.response.request.path, headers={"Accept": "application/json"}).json
    assert told == {"open": False, "words": "ready", "share": None}


@pytest.mark.one_database
def test_a_download_goes_on_where_it_broke_off(ready: Export, client_for: Open, crowd: Cast) -> None:
    rosa, address = client_for(crowd.rosa), file_of(ready)
    whole = rosa.get(address, headers={"Accept-Encoding": "gzip, br, deflate"})
    assert (whole.status_code, len(whole.data)) == (200, ready.size)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "private, no-store"
    tag, size = whole.headers["ETag"], len(whole.data)

    def part(asked: str, **headers: str) -> tuple[int, bytes, str]:
        answer = rosa.get(address, headers={"Range": asked, **headers})
        return answer.status_code, answer.data, answer.headers.get("Content-Range", "")

    assert part("bytes=10-19") == (206, whole.data[10:20], f"bytes 10-19/{size}")
    assert part("bytes=10-") == (206, whole.data[10:], f"bytes 10-{size - 1}/{size}")
    assert part("bytes=-5") == (206, whole.data[-5:], f"bytes {size - 5}-{size - 1}/{size}")
    assert part("bytes=10-", **{"If-Range": tag}) == (206, whole.data[10:], f"bytes 10-{size - 1}/{size}")
    assert part("bytes=10-", **{"If-Range": '"another"'}) == (200, whole.data, "")
    assert part(f"bytes={size}-") == (416, b"", f"bytes */{size}")
    assert part("bytes=0-1,4-5") == (200, whole.data, "")
    assert part("lines=1-2") == (200, whole.data, "")


@pytest.mark.one_database
def test_a_file_is_for_its_person_alone(ready: Export, client_for: Open, crowd: Cast) -> None:
    for person in (crowd.ada, crowd.tara, crowd.mona):
        assert client_for(person).get(file_of(ready)).status_code == 404
        assert client_for(person).get(f"/reports/exports/{ready.id}").status_code == 404
        assert "Completion" not in client_for(person).read("/reports/exports").text


def test_who_lost_the_right_cannot_load_what_was_made_before(
    ready: Export, client_for: Open, crowd: Cast, session: Session
) -> None:
    rosa = client_for(crowd.rosa)
    assert rosa.get(file_of(ready)).status_code == 200
    grants = update(RoleGrant).where(RoleGrant.user_id == crowd.rosa.id)
    for programme, status in ((PROGRAMME, 200), ("another-programme", 404)):
        session.execute(grants.values(programme_slug=programme))
        session.commit()
        assert rosa.get(file_of(ready)).status_code == status, programme
    session.execute(grants.values(role=Role.TRAINER, programme_slug=None))
    session.commit()
    assert rosa.get(file_of(ready)).status_code == 404


def test_who_lost_the_right_meanwhile_gets_no_file(
    app: Flask, crowd: Cast, client_for: Open, session: Session, settings: Settings
) -> None:
    rosa = client_for(crowd.rosa)
    page = ask(rosa)
    session.execute(update(RoleGrant).where(RoleGrant.user_id == crowd.rosa.id).values(role=Role.TRAINER))
    session.commit()
    do_all(app)
    assert only(session).stored is None
    assert "not for your role any more" in rosa.read(page.response.request.path).text


@pytest.mark.one_database
def test_what_is_cancelled_is_not_made(app: Flask, crowd: Cast, client_for: Open, session: Session) -> None:
    rosa = client_for(crowd.rosa)
    assert "cancelled" in rosa.submit(ask(rosa), action="/cancel").text
    do_all(app)
    assert only(session).stored is None


def test_a_file_that_is_deleted_or_whose_time_is_up_is_gone(
    app: Flask, ready: Export, crowd: Cast, client_for: Open, session: Session, settings: Settings
) -> None:
    rosa, path = client_for(crowd.rosa), settings.exports / str(ready.stored)
    assert path.is_file()
    assert "deleted" in rosa.submit(rosa.read(f"/reports/exports/{ready.id}"), action="/cancel").text
    assert rosa.get(file_of(ready)).status_code == 404
    session.execute(update(Job).where(Job.kind == "expire-exports").values(due_at=NOW))
    session.commit()
    do_all(app)
    assert not path.exists()
    session.execute(update(Export).values(asked_at=utc_now() - timedelta(days=31)))
    session.execute(update(Job).where(Job.kind == "expire-exports").values(due_at=NOW))
    session.commit()
    do_all(app)
    session.rollback()
    assert not session.scalars(select(Export.id)).all(), "forgotten after a month"


def test_asking_twice_makes_one_file_and_asking_for_too_many_is_refused(
    crowd: Cast, client_for: Open, session: Session
) -> None:
    rosa = client_for(crowd.rosa)
    addresses = {ask(rosa).response.request.path for _click in range(2)}
    assert len(addresses) == 1
    for number in range(1, MOST_OPEN_EXPORTS):
        assert ask(rosa, address=f"{NEW}&from=2019-04-0{number}").status == 200
    refused = ask(rosa, address=f"{NEW}&from=2019-04-09")
    assert (refused.status, "Five files" in refused.title) == (409, True)


@pytest.mark.one_database
def test_a_form_that_cannot_be_read_says_so(crowd: Cast, client_for: Open, session: Session) -> None:
    rosa = client_for(crowd.rosa)
    refused = rosa.submit(rosa.read(NEW), {"format": "exe", "when": "weekly", "reader": []}, action="/new")
    assert refused.status == 422
    assert "Choose a format." in refused.text
    assert "Choose at least one person." in refused.text
    assert not session.scalars(select(Export.id)).all()


@pytest.mark.one_database
def test_who_waited_long_gets_an_e_mail_with_a_link(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    ask(client_for(crowd.rosa))
    session.execute(update(Export).values(asked_at=utc_now() - timedelta(minutes=1)))
    session.commit()
    do_all(app)
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.address, message.template) == (crowd.rosa.email, "export-ready")
    assert isinstance(message.parameters, dict)
    assert message.parameters["path"] == f"/reports/exports/{only(session).id}"


@pytest.mark.one_database
def test_what_no_file_belongs_to_is_swept_away(app: Flask, crowd: Cast, settings: Settings) -> None:
    settings.exports.mkdir(exist_ok=True)
    orphan, fresh = settings.exports / "orphan.csv", settings.exports / "fresh.csv.coming"
    for path in (orphan, fresh):
        path.write_text("x")
    os.utime(orphan, (NOW.timestamp(), (utc_now() - timedelta(days=2)).timestamp()))
    do_all(app)
    assert [path.exists() for path in (orphan, fresh)] == [False, True]
    fresh.unlink()


def test_who_asked_for_a_file_that_cannot_be_made_is_told(
    app: Flask, crowd: Cast, client_for: Open, session: Session, settings: Settings
) -> None:
    rosa = client_for(crowd.rosa)
    page = ask(rosa)
    session.execute(update(Job).where(Job.kind == "report-export").values(tries=MOST_TRIES))
    session.commit()
    do_all(app)
    assert "could not be made" in rosa.read(page.response.request.path).text
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.address, message.template) == (crowd.rosa.email, "export-failed")


def test_administrators_see_what_was_given_up_and_let_it_be_tried_again(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    ada = client_for(crowd.ada)
    idle = ada.read("/reports/jobs")
    assert "Nothing was given up." in idle.text
    assert "Nothing is being done" not in idle.text
    ask(client_for(crowd.rosa))
    session.execute(update(Job).values(due_at=NOW))
    session.commit()
    assert "Nothing is being done" in ada.read("/reports/jobs").text
    gone = {"state": State.GIVEN_UP, "last_error": "OSError: disk full", "finished_at": NOW}
    session.execute(update(Job).values(gone))
    session.commit()
    page = ada.read("/reports/jobs")
    assert "Make a file of a report" in page.text
    assert "Nothing is being done" not in page.text
    assert "disk full" in page.text
    assert "It is tried again." in ada.submit(page, action="/retry").html
    do_all(app)
    assert only(session).ready_at is not None
