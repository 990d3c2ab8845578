"""Finds a request that wrote and answered that all is well, but never committed."""

from __future__ import annotations

from flask import Flask, Response, request
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from studyvisit.extensions import db

_WRITTEN = "written and not committed"


def watch(app: Flask) -> None:
    """Fail each request of an application under test that loses what it wrote."""

    @app.after_request
    def check(response: Response) -> Response:
        session = db.session()
        lost = session.info.pop(_WRITTEN, False) or bool(session.new or session.dirty or session.deleted)
        if response.status_code < 400:
            assert not lost, f"{request.method} {request.path} wrote and did not commit"
        return response


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    session.info[_WRITTEN] = True


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[_WRITTEN] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _settled(session: Session) -> None:
    session.info.pop(_WRITTEN, None)
