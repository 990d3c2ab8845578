"""Public links to signed reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.queries import hash_of
from studyvisit.actor import Actor
from studyvisit.audit.services import record
from studyvisit.db import new_id
from studyvisit.errors import Conflict, NotFound
from studyvisit.messaging.rules import secret_for
from studyvisit.receipts.services import answer_once
from studyvisit.signing.models import PublicLink
from studyvisit.signing.queries.versions import Version
from studyvisit.signing.rules.states import State
from studyvisit.tables.content import Audience

LONGEST_DAYS = 730


class NotForThePublic(Conflict):
    """The report is not for publication, or not signed."""

    code: ClassVar[str] = "report-not-public"


def share(
    session: Session, *, actor: Actor, version: Version, secret: str, days: int, key: str, now: datetime
) -> None:
    """Make a link to a signed report for publication that leads there for so many days.

    Only the hash of its token is kept; `token_of` makes the token again. The same page sent twice makes one
    link. Raises NotForThePublic.
    """
    is_public = version.report.audience == Audience.PUBLICATION.value
    if not is_public or version.state is not State.SIGNED:
        raise NotForThePublic

    def act(session: Session) -> dict[str, str]:
        link_id = new_id()
        link = PublicLink(
            id=link_id,
            report_id=version.report.id,
            token_hash=hash_of(token_of(secret, link_id)),
            made_at=now,
            made_by_id=actor.user_id,
            expires_at=now + timedelta(days=days),
        )
        session.add(link)
        session.flush()
        _note(session, actor, version.report.id, "published", link.id, now)
        return {"link": str(link.id)}

    body = {"report": str(version.report.id), "days": days}
    answer_once(session, user_id=actor.user_id, key=key, body=body, now=now, act=act)


def revoke(session: Session, *, actor: Actor, report_id: UUID, link_id: UUID, now: datetime) -> None:
    """Take a link back; twice changes nothing. Raises NotFound for a link that is not the report's."""
    asked = select(PublicLink).where(PublicLink.id == link_id, PublicLink.report_id == report_id)
    link = session.scalars(asked.with_for_update()).one_or_none()
    if link is None:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by_id = now, actor.user_id
        session.flush()
        _note(session, actor, report_id, "withdrawn", link_id, now)


def token_of(secret: str, link_id: UUID) -> str:
    """Return a link's token, which nobody makes without the application's secret key."""
    return secret_for(secret, f"report:{link_id}")


def _note(session: Session, actor: Actor, report_id: UUID, act: str, link_id: UUID, now: datetime) -> None:
    record(
        session,
        actor_id=actor.user_id,
        action=f"report.{act}",
        subject_kind="frozen-report",
        subject_id=report_id,
        now=now,
        link=str(link_id),
    )
