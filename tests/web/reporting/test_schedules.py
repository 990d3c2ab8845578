"""Reports that are made again and again: a link once a time, to those who want it and may have it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyvisit.accounts.models import RoleGrant, User
from studyvisit.actor import Role
from studyvisit.clock import utc_now
from studyvisit.jobs.models import Job
from studyvisit.messaging.models import OutboxMessage
from studyvisit.reporting.models import Export, ReportSchedule
from tests.client import PageClient, Read
from tests.factories import NOW
from tests.people import Cast
from tests.web.reporting.test_exports import ask, do_all, file_of

Open = Callable[[User], PageClient]


def schedule(browser: PageClient, readers: list[UUID], when: str = "weekly") -> Read:
    """Have a report made again and again."""
    return ask(browser, when=when, reader=[str(reader) for reader in readers])


def let_it_be_due(session: Session) -> None:
    """Let the time of every schedule come, and the clock look at it."""
    session.rollback()
    session.execute(update(ReportSchedule).values(next_at=NOW))
    session.execute(update(Job).where(Job.kind == "scheduled-reports").values(due_at=NOW))
    session.commit()


def test_a_scheduled_report_comes_as_a_link_once_a_time_to_those_who_may(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    rosa, ada = client_for(crowd.rosa), client_for(crowd.ada)
    listed = schedule(rosa, [crowd.rosa.id, crowd.ada.id, crowd.mona.id, crowd.tara.id])
    assert "Every Monday at 06:00" in listed.text
    assert "Tara" not in listed.text, "a trainer is not offered, and cannot be added"
    session.execute(update(User).where(User.id == crowd.mona.id).values(suspended_at=NOW))
    session.commit()
    do_all(app)
    assert not session.scalars(select(Export.id)).all(), "made before its time"
    let_it_be_due(session)
    do_all(app)
    do_all(app)
    made = session.scalars(select(Export)).all()
    assert {export.user_id for export in made} == {crowd.rosa.id, crowd.ada.id}
    assert len(made) == 2
    messages = session.scalars(select(OutboxMessage)).all()
    assert {message.template for message in messages} == {"scheduled-report"}
    assert {message.address for message in messages} == {crowd.rosa.email, crowd.ada.email}
    own = next(export for export in made if export.user_id == crowd.ada.id)
    assert ada.get(file_of(own)).status_code == 200
    session.rollback()
    assert session.scalars(select(ReportSchedule.next_at)).one() > utc_now()


def test_nobody_gets_a_scheduled_report_any_more_who_does_not_want_it(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    rosa, ada = client_for(crowd.rosa), client_for(crowd.ada)
    schedule(rosa, [crowd.rosa.id, crowd.ada.id], "monthly")
    assert "Send me no more" in ada.read("/reports/exports").text
    ada.submit(ada.read("/reports/exports"), action="/end")
    let_it_be_due(session)
    do_all(app)
    assert [export.user_id for export in session.scalars(select(Export))] == [crowd.rosa.id]
    rosa.submit(rosa.read("/reports/exports"), action="/end")
    let_it_be_due(session)
    do_all(app)
    assert len(session.scalars(select(Export)).all()) == 1
    assert "again and again" not in rosa.read("/reports/exports").text


def test_nothing_is_made_for_one_who_set_it_up_and_lost_the_right(
    app: Flask, crowd: Cast, client_for: Open, session: Session
) -> None:
    schedule(client_for(crowd.rosa), [crowd.rosa.id, crowd.ada.id])
    session.execute(update(RoleGrant).where(RoleGrant.user_id == crowd.rosa.id).values(role=Role.TRAINER))
    session.commit()
    let_it_be_due(session)
    do_all(app)
    assert not session.scalars(select(Export.id)).all()
