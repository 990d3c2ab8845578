"""Remembering what the files of the content know of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from studyvisit.audit.services import record
from studyvisit.studio.queries.origins import MATCHED, is_news_to_files


def match_files(session: Session, kind: str, slug: str, sha256: str, *, now: datetime) -> None:
    """Note, once, that files hold what was published in the studio: they may change it from now on."""
    if is_news_to_files(session, kind, slug, sha256):
        record(
            session,
            actor_id=None,
            action=MATCHED,
            subject_kind=kind,
            subject_id=slug,
            now=now,
            sha256=sha256,
        )
        session.flush()
