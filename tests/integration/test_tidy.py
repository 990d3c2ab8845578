"""`flask tidy`: what is old is forgotten, what may still be asked for is kept."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from studyvisit.accounts.models import AccessLink, UserSession
from studyvisit.clock import utc_now
from studyvisit.db import Base, begin_write, new_id
from studyvisit.messaging.models import OutboxMessage
from studyvisit.quizzes.models import Upload
from studyvisit.quizzes.services import keep_file, path_of
from studyvisit.receipts.models import Receipt
from tests.people import Cast
from tests.seeded import seed
from tests.seeded_marking import PLAN

MODELS = (Receipt, UserSession, AccessLink, OutboxMessage)


def receipt(cast: Cast, at: datetime) -> Receipt:
    return Receipt(user_id=cast.alem.id, key=str(new_id()), body_hash="", answer={}, created_at=at)


def signed_in(cast: Cast, until: datetime, ended_at: datetime | None = None) -> UserSession:
    return UserSession(
        user_id=cast.alem.id,
        token_hash=str(new_id()),
        device="phone",
        created_at=until - timedelta(days=1),
        expires_at=until,
        ended_at=ended_at,
    )


def link(cast: Cast, until: datetime, used_at: datetime | None = None) -> AccessLink:
    return AccessLink(
        purpose="invitation",
        user_id=cast.alem.id,
        token_hash=str(new_id()),
        created_at=until - timedelta(days=1),
        expires_at=until,
        used_at=used_at,
    )


def message(at: datetime, sent_at: datetime | None) -> OutboxMessage:
    return OutboxMessage(
        unique_key=str(new_id()),
        address="alem@example.org",
        language="en",
        template="invitation",
        created_at=at,
        due_at=at,
        sent_at=sent_at,
    )


@pytest.fixture
def kept(session: Session, cast: Cast) -> set[Base]:
    """Add rows of every sort, old and not so old; return those that must stay."""
    now = utc_now()
    old, recent, ahead = now - timedelta(days=181), now - timedelta(days=80), now + timedelta(days=1)
    stays: set[Base] = {
        receipt(cast, recent),
        signed_in(cast, ahead),
        signed_in(cast, recent),
        link(cast, ahead),
        link(cast, recent),
        message(old, sent_at=None),
        message(old, sent_at=recent),
    }
    goes: set[Base] = {
        receipt(cast, old),
        signed_in(cast, old),
        signed_in(cast, ahead, ended_at=old),
        link(cast, old),
        link(cast, ahead, used_at=old),
        message(old, sent_at=old),
    }
    begin_write(session)
    session.add_all(stays | goes)
    session.commit()
    return stays


def test_old_rows_go_and_the_others_stay(app: Flask, session: Session, kept: set[Base]) -> None:
    done = app.test_cli_runner().invoke(args=["tidy"])
    assert done.exit_code == 0, done.output
    assert "sessions that have ended: 2 forgotten" in done.output
    left = {row for model in MODELS for row in session.scalars(select(model))}
    assert left == kept


def test_more_rows_than_one_step_takes_all_go(app: Flask, session: Session, cast: Cast) -> None:
    begin_write(session)
    session.add_all(receipt(cast, utc_now() - timedelta(days=200)) for _ in range(2_100))
    session.commit()
    done = app.test_cli_runner().invoke(args=["tidy"])
    assert "receipts of saves: 2100 forgotten" in done.output
    assert session.scalars(select(Receipt)).all() == []


def test_files_that_no_answer_holds_go_after_a_day(app: Flask, session: Session, cast: Cast) -> None:
    settings: Settings = app.config["SETTINGS"]
    seeded = seed(session, cast)
    upload = session.get_one(Upload, seeded.alem.by_person.upload_id)
    old, fresh = b"nobody holds this", b"just handed in"
    names = {}
    for content in (PLAN, old, fresh):
        kept = keep_file(settings.files, BytesIO(content), name="a.txt", types=["txt"], most_bytes=100)
        names[content] = path_of(settings.files, kept.sha256)
    for content in (PLAN, old):
        os.utime(names[content], (0, 0))
    done = app.test_cli_runner().invoke(args=["tidy"])
    assert done.exit_code == 0, done.output
    assert names[PLAN] == path_of(settings.files, upload.sha256)
    assert [names[content].exists() for content in (PLAN, old, fresh)] == [True, False, True]
