"""Writing to the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from studyvisit.audit.models import AuditEntry


def record(
    session: Session,
    *,
    actor_id: UUID | None,
    action: str,
    subject_kind: str,
    subject_id: object,
    now: datetime,
    **detail: Any,
) -> None:
    """Add an entry to the audit log in the caller's transaction; `action` is a past participle: "lesson.read"."""
    session.add(
        AuditEntry(
            actor_id=actor_id,
            action=action,
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            at=now,
            detail=detail,
        )
    )
